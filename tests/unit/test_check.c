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
	expect_judgement(*state, &any_effort, CHECK_OK, "16 KiB blocks and smaller ones are available on every node");
}

static void larger_sizes_do_not_count(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[3].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_OK, "16 KiB blocks and smaller ones are available on every node");
}

static void smaller_sizes_count_and_the_smallest_is_named(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[1].state = STATE_FAILED;
	tree->nodes[0].sizes[2].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "8 KiB blocks are unavailable on node 0 (effort noretry)");
}

static void each_node_counts(void **state)
{
	struct tree *tree = sample_tree(3, 4);

	(void)state;
	tree->nodes[1].sizes[2].state = STATE_FAILED;
	tree->nodes[2].sizes[1].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "8 KiB blocks are unavailable on node 2 (effort noretry)");
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
			 "4 KiB blocks are unavailable on node 0 at effort noretry, and retry_mayfail is not enabled: write it to the module's file effort");
	expect_judgement(tree, &as_hard, CHECK_CRITICAL,
			 "4 KiB blocks are unavailable on node 0 (effort noretry)");
	expect_judgement(tree, &less_hard, CHECK_CRITICAL,
			 "4 KiB blocks are unavailable on node 0 (effort noretry)");
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
			 "16 KiB blocks and smaller ones are available on every node, some only with more effort than nowait: 8 KiB on node 0");
	expect_judgement(tree, &noretry, CHECK_OK,
			 "16 KiB blocks and smaller ones are available on every node, some only after reclaim or compaction");
	expect_judgement(tree, &hard, CHECK_OK,
			 "16 KiB blocks and smaller ones are available on every node, some only after reclaim or compaction");
	expect_judgement(tree, &any_effort, CHECK_OK,
			 "16 KiB blocks and smaller ones are available on every node, some only after reclaim or compaction");
	/* Which of the two it took is not told: the cautious answer. */
	tree->config.effort = EFFORT_RETRY_MAYFAIL;
	expect_judgement(tree, &noretry, CHECK_WARNING,
			 "16 KiB blocks and smaller ones are available on every node, some only with more effort than noretry: 8 KiB on node 0");
}

static void size_that_is_not_probed_is_unknown(void **state)
{
	struct tree *tree = *state;

	tree->config.max_size = 8192;
	tree->nodes[0].sizes[2].state = STATE_UNKNOWN;
	tree->nodes[0].sizes[1].state = STATE_RECOVERED;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "16 KiB blocks are not probed on node 0, because max_size is 8 KiB");
	/* Bad news of a smaller size is news all the same. */
	tree->nodes[0].sizes[0].state = STATE_FAILED;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "4 KiB blocks are unavailable on node 0 (effort noretry)");
}

static void size_that_is_never_probed_is_unknown(void **state)
{
	static const struct demand small = { .min_size = 2048, .any_effort = true };
	static const struct demand large = { .min_size = 65536, .any_effort = true };
	struct tree *tree = sample_tree(2, 4);

	(void)state;
	expect_judgement(tree, &small, CHECK_UNKNOWN,
			 "kmcontig does not probe 2 KiB blocks, only sizes from 4 KiB to 32 KiB");
	expect_judgement(tree, &large, CHECK_UNKNOWN,
			 "kmcontig does not probe 64 KiB blocks, only sizes from 4 KiB to 32 KiB");
	/* Nor is it one that only some nodes have. */
	free(tree->nodes[1].sizes[2].efforts);
	free(tree->nodes[1].sizes[3].efforts);
	tree->nodes[1].n_sizes = 2;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "kmcontig does not probe 16 KiB blocks, only sizes from 4 KiB to 32 KiB");
	/* Bad news of a smaller size is news all the same. */
	tree->nodes[1].sizes[0].state = STATE_FAILED;
	expect_judgement(tree, &large, CHECK_CRITICAL,
			 "4 KiB blocks are unavailable on node 1 (effort noretry)");
	tree_free(tree);
}

static void smallest_size_is_named_alone(void **state)
{
	static const struct demand smallest = { .min_size = 4096, .any_effort = true };

	expect_judgement(*state, &smallest, CHECK_OK, "4 KiB blocks are available on every node");
}

static void old_round_is_unknown_whatever_it_said(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[0].state = STATE_FAILED;
	tree->last_round.sec = SAMPLE_NOW - 181;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "4 KiB blocks are unavailable on node 0 (effort noretry)");
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
	tree->config.enabled = false;
	expect_judgement(tree, &any_effort, CHECK_UNKNOWN,
			 "no round of probes has ended yet, periodic rounds are disabled");
}

static void discontiguity_is_critical_before_all_else(void **state)
{
	struct tree *tree = *state;

	tree->counters[COUNTER_DISCONTIGUITIES] = 2;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "the page frames of 2 blocks were not consecutive: treat data on this host as suspect");
	tree->last_round = (struct stamp){ 0 };
	tree->counters[COUNTER_DISCONTIGUITIES] = 1;
	expect_judgement(tree, &any_effort, CHECK_CRITICAL,
			 "the page frames of 1 block were not consecutive: treat data on this host as suspect");
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

static void perfdata_has_no_figure_that_is_not_known(void **state)
{
	struct tree *tree = *state;
	struct text text;

	tree->last_round.sec = SAMPLE_NOW - 1000;
	text_init(&text);
	check_add_perfdata(&text, tree, &any_effort, SAMPLE_NOW);
	assert_string_equal(text.buf,
			    "largest_free=U;;;0;32768 largest_recovered=U;;16384:;0;32768 failures=0c;;;0 age=1000s;;;0");
	tree->last_round = (struct stamp){ 0 };
	text_init(&text);
	check_add_perfdata(&text, tree, &any_effort, SAMPLE_NOW);
	assert_string_equal(text.buf,
			    "largest_free=U;;;0;32768 largest_recovered=U;;16384:;0;32768 failures=0c;;;0 age=U;;;0");
	/* The clock was set back: the age is not known, the figures are fresh. */
	tree->last_round.sec = SAMPLE_NOW + 5;
	text_init(&text);
	check_add_perfdata(&text, tree, &any_effort, SAMPLE_NOW);
	expect_part(text.buf, "largest_free=32768B;");
	expect_part(text.buf, " age=U;;;0");
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
		   "KMCONTIG OK - 1 MiB blocks and smaller ones are available on every node | largest_free=4194304B;");
	fake_set_state(*state, 0, "kmalloc-8k", "recovered");
	expect_run(*state, "--min-size=8192", "--effort=nowait", 1,
		   "KMCONTIG WARNING - 8 KiB blocks and smaller ones are available on every node, some only with ");
	fake_set_state(*state, 0, "kmalloc-4k", "failed");
	expect_run(*state, "--min-size=kmalloc-1M", NULL, 2, "KMCONTIG CRITICAL - 4 KiB ");
	fake_set_state(*state, 0, "kmalloc-4k", "free");
	expect_run(*state, "--min-size=64k", NULL, 3, "KMCONTIG UNKNOWN - kmcontig does not probe 64 KiB ");
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
		cmocka_unit_test(size_that_is_never_probed_is_unknown),
		JUDGE_TEST(smallest_size_is_named_alone),
		JUDGE_TEST(old_round_is_unknown_whatever_it_said),
		JUDGE_TEST(discontiguity_is_critical_before_all_else),
		JUDGE_TEST(perfdata_has_the_thresholds_of_the_demand),
		JUDGE_TEST(perfdata_has_no_figure_that_is_not_known),
		COMMAND_TEST(exit_status_and_first_word_agree),
		COMMAND_TEST(trouble_is_unknown_and_has_no_figures),
		COMMAND_TEST(wrong_options_have_exit_status_3),
		COMMAND_TEST(what_asks_for_no_check_is_never_green),
	};

	return RUN_TESTS(tests);
}
