// SPDX-License-Identifier: GPL-2.0
/* The monitoring plugin: each judgement with its words, figures and exit status. */
#include <time.h>

#include "capture.h"
#include "fake_tree.h"
#include "sample_tree.h"
#include "unit.h"

#include "commands/commands.h"
#include "judge/check.h"

/* Up to 16 KiB, however hard the module tries. */
static const struct demand any_effort = { .min_size = 16384, .any_effort = true };

static void expect_judgement(const struct tree *tree, const struct demand *demand,
			     enum check expected, const char *words)
{
	struct text why;
	enum check got;

	text_init(&why);
	got = check_judge(tree, demand, SAMPLE_NOW, &why);
	if (got != expected || strcmp(why.buf, words) != 0)
		fail_msg("expected %s \"%s\", got %s \"%s\"", check_names[expected], words,
			 check_names[got], why.buf);
}

static void free_everywhere_is_ok(void **state)
{
	expect_judgement(*state, &any_effort, CHECK_OK, "16 KiB blocks are free on every node");
}

static void larger_sizes_do_not_count(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[3].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_OK, "16 KiB blocks are free on every node");
}

static void smaller_sizes_count_and_the_smallest_is_named(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[1].state = STATE_FAILED;
	tree->nodes[0].sizes[2].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "8 KiB blocks on node 0 cannot be had (effort noretry)");
}

static void each_node_counts(void **state)
{
	struct tree *tree = sample_tree(3, 4);

	(void)state;
	tree->nodes[1].sizes[2].state = STATE_FAILED;
	tree->nodes[2].sizes[1].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "8 KiB blocks on node 2 cannot be had (effort noretry)");
	tree_free(tree);
}

static void failed_below_the_effort_asked_for_is_unknown(void **state)
{
	static const struct demand hard = {
		.min_size = 16384, .effort = EFFORT_RETRY_MAYFAIL,
	};
	static const struct demand as_hard = { .min_size = 16384, .effort = EFFORT_NORETRY };
	static const struct demand less_hard = { .min_size = 16384, .effort = EFFORT_NOWAIT };
	struct tree *tree = *state;

	tree->nodes[0].sizes[0].state = STATE_FAILED;
	expect_judgement(tree, &hard, CHECK_UNKNOWN,
			 "4 KiB blocks on node 0 cannot be had at noretry, and more is not enabled: write retry_mayfail into effort");
	expect_judgement(tree, &as_hard, CHECK_CRITICAL,
			 "4 KiB blocks on node 0 cannot be had (effort noretry)");
	expect_judgement(tree, &less_hard, CHECK_CRITICAL,
			 "4 KiB blocks on node 0 cannot be had (effort noretry)");
}

static void recovered_with_more_effort_than_asked_for_is_a_warning(void **state)
{
	static const struct demand nowait = { .min_size = 16384, .effort = EFFORT_NOWAIT };
	static const struct demand noretry = { .min_size = 16384, .effort = EFFORT_NORETRY };
	static const struct demand hard = {
		.min_size = 16384, .effort = EFFORT_RETRY_MAYFAIL,
	};
	struct tree *tree = *state;

	tree->nodes[0].sizes[2].state = STATE_RECOVERED;
	tree->nodes[0].sizes[1].state = STATE_RECOVERED;
	expect_judgement(tree, &nowait, CHECK_WARNING,
			 "8 KiB blocks on node 0 can be had with more effort than nowait only");
	expect_judgement(tree, &noretry, CHECK_OK,
			 "8 KiB blocks on node 0 and less can be had, with reclaim or compaction");
	expect_judgement(tree, &hard, CHECK_OK,
			 "8 KiB blocks on node 0 and less can be had, with reclaim or compaction");
	expect_judgement(tree, &any_effort, CHECK_OK,
			 "8 KiB blocks on node 0 and less can be had, with reclaim or compaction");
	/* Which of the two it took is not told: the cautious answer. */
	tree->config.effort = EFFORT_RETRY_MAYFAIL;
	expect_judgement(tree, &noretry, CHECK_WARNING,
			 "8 KiB blocks on node 0 can be had with more effort than noretry only");
}

static void size_that_is_not_probed_is_unknown(void **state)
{
	struct tree *tree = *state;

	tree->config.max_size = 8192;
	tree->nodes[0].sizes[2].state = STATE_UNKNOWN;
	tree->nodes[0].sizes[1].state = STATE_RECOVERED;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "16 KiB blocks are not probed, max_size is 8192");
	/* Bad news of a smaller size is news all the same. */
	tree->nodes[0].sizes[0].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "4 KiB blocks on node 0 cannot be had (effort noretry)");
}

static void size_that_the_kernel_does_not_have_is_unknown(void **state)
{
	static const struct demand small = { .min_size = 2048, .any_effort = true };
	static const struct demand large = { .min_size = 65536, .any_effort = true };

	expect_judgement(*state, &small, CHECK_UNKNOWN,
			 "2 KiB is no size that this kernel's kmalloc has");
	expect_judgement(*state, &large, CHECK_UNKNOWN,
			 "64 KiB is no size that this kernel's kmalloc has");
}

static void old_round_is_unknown_whatever_it_said(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[0].state = STATE_FAILED;
	tree->last_round.sec = SAMPLE_NOW - 181;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "4 KiB blocks on node 0 cannot be had (effort noretry)");
	tree->last_round.sec = SAMPLE_NOW - 182;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN, "the last round is 182 s old");
	tree->config.enabled = false;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "the last round is 182 s old, periodic rounds are disabled");
	tree->config.enabled = true;
	tree->last_round.sec = SAMPLE_NOW + 182;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "the last round is 182 s in the future (the clock was set back)");
	tree->last_round = (struct stamp){ 0 };
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN, "no round of probes has ended yet");
}

static void discontiguity_is_critical_before_all_else(void **state)
{
	struct tree *tree = *state;

	tree->counters[COUNTER_DISCONTIGUITIES] = 2;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "2 blocks had page frames that are not consecutive");
	tree->last_round = (struct stamp){ 0 };
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "2 blocks had page frames that are not consecutive");
}

static void perfdata_has_the_thresholds_of_the_demand(void **state)
{
	static const struct demand nowait = { .min_size = 16384, .effort = EFFORT_NOWAIT };
	static const struct demand noretry = { .min_size = 16384, .effort = EFFORT_NORETRY };
	struct tree *tree = *state;
	struct text text;

	tree->counters[COUNTER_FAILURES] = 7;
	tree->largest_free = 4096;
	text_init(&text);
	check_add_perfdata(&text, tree, &nowait, SAMPLE_NOW);
	assert_string_equal(text.buf,
			    "largest_free=4096B;16384:;;0;32768 largest_recovered=32768B;;16384:;0;32768 failures=7c;;;0 age=10s;;;0");
	text_init(&text);
	check_add_perfdata(&text, tree, &noretry, SAMPLE_NOW);
	assert_string_equal(text.buf,
			    "largest_free=4096B;;;0;32768 largest_recovered=32768B;;16384:;0;32768 failures=7c;;;0 age=10s;;;0");
	text_init(&text);
	check_add_perfdata(&text, tree, &any_effort, SAMPLE_NOW);
	expect_part(text.buf, "largest_free=4096B;;;0;32768 ");
}

/* === the command === */

struct command_line {
	const struct fake_tree *tree;
	char *options[3];
};

static int check_command(void *data)
{
	struct command_line *line = data;
	char *argv[5] = { (char *)"kmcontig check" };
	struct options options = { .root = line->tree->root };
	int argc = 1;

	for (unsigned int i = 0; i < ARRAY_SIZE(line->options) && line->options[i]; i++)
		argv[argc++] = line->options[i];
	return cmd_check(argc, argv, &options);
}

static void expect_run(const struct fake_tree *t, char *first, char *second, int status,
		       const char *out)
{
	struct command_line line = { t, { first, second } };
	struct outcome o;

	run_command(&o, check_command, &line);
	if (o.status != status || strncmp(o.out, out, strlen(out)) != 0)
		fail_msg("%s: expected %d and \"%s…\", got %d and \"%s\"", first, status, out,
			 o.status, o.out);
	assert_string_equal(o.err, "");
	assert_ptr_equal(strchr(o.out, '\n'), o.out + strlen(o.out) - 1);
}

static void exit_status_and_first_word_agree(void **state)
{
	fake_round_now(*state);
	expect_run(*state, "--min-size=1M", NULL, 0,
		   "KMCONTIG OK - 1 MiB blocks are free on every node | largest_free=4194304B;");
	fake_set_state(*state, 0, "kmalloc-8k", "recovered");
	expect_run(*state, "--min-size=8192", "--effort=nowait", 1, "KMCONTIG WARNING - 8 KiB ");
	fake_set_state(*state, 0, "kmalloc-4k", "failed");
	expect_run(*state, "--min-size=kmalloc-1M", NULL, 2, "KMCONTIG CRITICAL - 4 KiB ");
	expect_run(*state, "--min-size=64k", NULL, 3, "KMCONTIG UNKNOWN - 64 KiB is no size");
}

static void trouble_is_unknown_and_has_no_figures(void **state)
{
	const struct fake_tree *t = *state;
	struct command_line line = { t, { "--min-size=4k" } };
	struct outcome o;

	fake_set(t, "rounds", "many");
	expect_run(t, "--min-size=4k", NULL, 3, "KMCONTIG UNKNOWN - /");
	run_command(&o, check_command, &line);
	expect_part(o.out, "/rounds: not a number from 0 to 18446744073709551615\n");
	expect_no_part(o.out, "|");
	fake_unload(t);
	expect_run(t, "--min-size=4k", NULL, 3, "KMCONTIG UNKNOWN - cannot open /");
}

static void wrong_options_have_exit_status_3(void **state)
{
	static char *const wrong[][3] = {
		{ NULL },			/* no --min-size */
		{ "--min-size=0" }, { "--min-size=3000" }, { "--min-size=" },
		{ "--min-size=1T" }, { "--min-size=-4k" },
		{ "--min-size=4k", "--effort=hard" }, { "--min-size=4k", "--effort=" },
		{ "--min-size=4k", "--json" }, { "--min-size=4k", "argument" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(wrong); i++) {
		struct command_line line = { *state, { wrong[i][0], wrong[i][1] } };
		struct outcome o;

		run_command(&o, check_command, &line);
		/* Monitoring systems read stdout alone. */
		if (o.status != 3 || !o.out[0])
			fail_msg("case %u: expected 3 and words on stdout, got %d, \"%s\", \"%s\"",
				 i, o.status, o.out, o.err);
	}
}

static void what_asks_for_no_check_is_never_green(void **state)
{
	static char *const asked[] = { "--help", "-h", "-?", "--usage", "--version", "-V" };

	for (unsigned int i = 0; i < ARRAY_SIZE(asked); i++) {
		struct command_line line = { *state, { "--min-size=4k", asked[i] } };
		struct outcome o;

		run_command(&o, check_command, &line);
		if (o.status != 3 || !o.out[0])
			fail_msg("%s: expected 3 and words on stdout, got %d, \"%s\"",
				 asked[i], o.status, o.out);
	}
}

#define JUDGE_TEST(f)	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)
#define COMMAND_TEST(f)	cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		JUDGE_TEST(free_everywhere_is_ok),
		JUDGE_TEST(larger_sizes_do_not_count),
		JUDGE_TEST(smaller_sizes_count_and_the_smallest_is_named),
		cmocka_unit_test(each_node_counts),
		JUDGE_TEST(failed_below_the_effort_asked_for_is_unknown),
		JUDGE_TEST(recovered_with_more_effort_than_asked_for_is_a_warning),
		JUDGE_TEST(size_that_is_not_probed_is_unknown),
		JUDGE_TEST(size_that_the_kernel_does_not_have_is_unknown),
		JUDGE_TEST(old_round_is_unknown_whatever_it_said),
		JUDGE_TEST(discontiguity_is_critical_before_all_else),
		JUDGE_TEST(perfdata_has_the_thresholds_of_the_demand),
		COMMAND_TEST(exit_status_and_first_word_agree),
		COMMAND_TEST(trouble_is_unknown_and_has_no_figures),
		COMMAND_TEST(wrong_options_have_exit_status_3),
		COMMAND_TEST(what_asks_for_no_check_is_never_green),
	};

	return RUN_TESTS(tests);
}
