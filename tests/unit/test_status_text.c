// SPDX-License-Identifier: GPL-2.0
/* What people read: the table, the sentences below it, and the columns. */
#include "capture.h"
#include "sample_tree.h"
#include "unit.h"

#include "print/status_text.h"

static const struct style plain = { .colour = false, .symbols = false };
static const struct style symbols = { .colour = false, .symbols = true };
static const struct style colours = { .colour = true, .symbols = false };

typedef void report_fn(FILE *f, const struct style *style, const struct tree *tree,
		       uint64_t now_sec);

/* To be freed. */
static char *report(report_fn *fn, const struct style *style, const struct tree *tree)
{
	struct capture c;

	fn(capture_begin(&c), style, tree, SAMPLE_NOW);
	capture_end(&c);
	expect_80_columns(c.text);
	return c.text;
}

/* Words with a space between them, wherever lines were folded. */
static char *unfolded(report_fn *fn, const struct tree *tree)
{
	char *text = report(fn, &plain, tree);

	for (char *newline = text; (newline = strchr(newline, '\n')); newline++)
		*newline = ' ';
	return text;
}

static void expect_report(report_fn *fn, const struct tree *tree, const char *expected)
{
	char *got = report(fn, &plain, tree);

	expect_text(got, expected);
	free(got);
}

static void expect_words(report_fn *fn, const struct tree *tree, const char *words)
{
	char *got = unfolded(fn, tree);

	expect_part(got, words);
	free(got);
}

/* The sizes of this one go up to 1 MiB; two of them fail. */
static struct tree *refused_tree(void)
{
	struct tree *tree = sample_tree(2, 9);

	sample_fail(tree);
	tree->nodes[0].sizes[7].state = STATE_FAILED;
	tree->nodes[0].sizes[8].state = STATE_FAILED;
	tree->nodes[1].sizes[6].state = STATE_RECOVERED;
	tree->nodes[1].sizes[8].state = STATE_UNKNOWN;
	return tree;
}

static void healthy_host_is_told_so(void **state)
{
	expect_report(status_text_print, *state,
		      "Contiguous memory as of the last round, 10 s ago (highest effort enabled:\n"
		      "noretry):\n"
		      "\n"
		      "             4k    8k   16k   32k\n"
		      "node 0     free  free  free  free\n"
		      "\n"
		      "   free  free: available at once\n"
		      "\n"
		      "No probe has failed since the module was loaded.\n"
		      "\n"
		      "What to do: Nothing.\n"
		      "\n"
		      "Overhead: 110 rounds since load took 1.100 s (10000 us on average): 0.0167 % of\n"
		      "the time, of at most 0.1000 % (duty_ppm). Rounds put off for that: 0.\n");
}

static void refused_host_is_told_what_where_and_why(void **state)
{
	struct tree *tree = refused_tree();

	(void)state;
	expect_report(status_text_print, tree,
		      "Contiguous memory as of the last round, 10 s ago (highest effort enabled:\n"
		      "noretry):\n"
		      "\n"
		      "             4k    8k   16k   32k   64k  128k  256k  512k    1M\n"
		      "node 0     free  free  free  free  free  free  free  FAIL  FAIL\n"
		      "node 1     free  free  free  free  free  free recov  free     -\n"
		      "\n"
		      "      -  unknown: not probed yet, or above max_size\n"
		      "   free  free: available at once\n"
		      "  recov  recovered: available only after compaction or reclaim\n"
		      "   FAIL  failed: unavailable at every enabled effort\n"
		      "\n"
		      "1 MiB blocks on node 0 last failed 30 s ago, at effort noretry; memory is free\n"
		      "but fragmented: 14 MiB were free, all of it in smaller blocks. Failed probes\n"
		      "since load: 3.\n"
		      "\n"
		      "What to do: As root, `kmcontig audit` tells whether more effort still provides\n"
		      "the failed sizes, or only a reboot does.\n"
		      "\n"
		      "Overhead: 110 rounds since load took 1.100 s (10000 us on average): 0.0167 % of\n"
		      "the time, of at most 0.1000 % (duty_ppm). Rounds put off for that: 0.\n");
	tree_free(tree);
}

static void audit_lists_each_size_by_its_worst_node(void **state)
{
	struct tree *tree = refused_tree();

	(void)state;
	expect_report(audit_text_print, tree,
		      "Contiguous memory, probed just now at the highest effort (retry_mayfail):\n"
		      "\n"
		      "             4k    8k   16k   32k   64k  128k  256k  512k    1M\n"
		      "node 0     free  free  free  free  free  free  free  FAIL  FAIL\n"
		      "node 1     free  free  free  free  free  free recov  free     -\n"
		      "\n"
		      "      -  unknown: not probed, above max_size\n"
		      "   free  free: available at once\n"
		      "  recov  recovered: available only after compaction or reclaim\n"
		      "   FAIL  failed: unavailable until a reboot, or until unmovable memory is freed\n"
		      "\n"
		      "Available: 4 KiB, 8 KiB, 16 KiB, 32 KiB, 64 KiB, 128 KiB\n"
		      "Available after reclaim: 256 KiB\n"
		      "Unavailable (reboot, or free unmovable memory): 512 KiB, 1 MiB\n"
		      "Unknown (not probed): none\n"
		      "\n"
		      "1 MiB blocks on node 0 last failed 30 s ago, at effort noretry; memory is free\n"
		      "but fragmented: 14 MiB were free, all of it in smaller blocks. Failed probes\n"
		      "since load: 3.\n");
	tree_free(tree);
}

static void audit_without_failures_says_none_and_nothing_of_the_last_one(void **state)
{
	struct tree *tree = *state;
	char *text;

	sample_fail(tree);
	text = report(audit_text_print, &plain, tree);
	expect_part(text, "\nAvailable after reclaim: none\n");
	expect_part(text, "\nUnavailable (reboot, or free unmovable memory): none\n");
	expect_no_part(text, "Unknown");
	expect_no_part(text, "last refused");
	free(text);
}

/* === the table === */

static void sizes_that_do_not_fit_get_a_second_block(void **state)
{
	struct tree *tree = sample_tree(2, 14);
	char *text;

	(void)state;
	tree->nodes[1].sizes[13].state = STATE_FAILED;
	text = report(status_text_print, &plain, tree);
	expect_part(text,
		    "    4k    8k   16k   32k   64k  128k  256k  512k    1M    2M    4M\n"
		    "node 0     free  free  free  free  free  free  free  free  free  free  free\n"
		    "node 1     free  free  free  free  free  free  free  free  free  free  free\n"
		    "\n"
		    "             8M   16M   32M\n"
		    "node 0     free  free  free\n"
		    "node 1     free  free  FAIL\n"
		    "\n");
	free(text);
	tree_free(tree);
}

static void all_sizes_on_many_nodes_stay_within_80_columns(void **state)
{
	struct tree *tree = sample_tree(40, 28);
	static const struct style both = { .colour = true, .symbols = true };
	static const struct style *const styles[] = { &plain, &symbols, &colours, &both };

	(void)state;
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		tree->nodes[i].id = 1023 - 39 + i;
	sample_fail(tree);
	for (unsigned int j = 0; j < 28; j++)
		tree->nodes[j].sizes[j].state = j % NR_STATES;
	for (unsigned int i = 0; i < ARRAY_SIZE(styles); i++) {
		free(report(status_text_print, styles[i], tree));
		free(report(audit_text_print, styles[i], tree));
	}
	tree_free(tree);
}

/* The sizes of a block, and whether every line fits. */
static void table_is_as_wide_as_the_columns(void **state)
{
	static const struct {
		const char *columns, *first, *second;
		unsigned int max;
	} cases[] = {
		{ "40", "    4k    8k   16k   32k   64k\n", "\n           128k  256k  512k    1M    2M\n", 40 },
		{ "60", "  256k  512k\n", "\n             1M    2M    4M    8M   16M   32M\n", 60 },
		{ "200", "    8M   16M   32M\n", NULL, 200 },
	};
	struct tree *tree = sample_tree(2, 14);

	(void)state;
	sample_fail(tree);
	tree->nodes[1].sizes[3].state = STATE_RECOVERED;
	tree->nodes[1].sizes[4].state = STATE_FAILED;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct capture c;

		setenv("COLUMNS", cases[i].columns, 1);
		status_text_print(capture_begin(&c), &plain, tree, SAMPLE_NOW);
		audit_text_print(c.f, &plain, tree, SAMPLE_NOW);
		unsetenv("COLUMNS");
		capture_end(&c);
		expect_part(c.text, cases[i].first);
		if (cases[i].second)
			expect_part(c.text, cases[i].second);
		expect_columns_up_to(cases[i].max, c.text);
		free(c.text);
	}
	tree_free(tree);
}

static void state_of_an_old_round_is_marked(void **state)
{
	struct tree *tree = refused_tree();
	char *text;

	(void)state;
	tree->last_round.sec = SAMPLE_NOW - 182;
	text = report(status_text_print, &plain, tree);
	expect_part(text, "node 0    free? free? free? free? free? free? free? FAIL? FAIL?\n");
	expect_part(text, "node 1    free? free? free? free? free? free? reco? free?     -\n");
	expect_part(text, "\n  free?  free: available at once\n");
	expect_part(text, "\n      ?  out of date: what is available now is not known\n");
	free(text);
	tree->last_round.sec = SAMPLE_NOW + 182;
	text = report(status_text_print, &plain, tree);
	expect_part(text, "node 0    free? ");
	free(text);
	tree->last_round = (struct stamp){ 0 };
	text = report(status_text_print, &plain, tree);
	expect_part(text, "node 0    free? ");
	free(text);
	tree_free(tree);
}

static void nothing_of_an_old_round_is_green(void **state)
{
	static const struct style both = { .colour = true, .symbols = true };
	struct tree *tree = refused_tree();
	char *text;

	(void)state;
	tree->last_round.sec = SAMPLE_NOW - 182;
	text = report(status_text_print, &both, tree);
	expect_part(text, "node 0       \033[2m●?\033[0m    \033[2m●?\033[0m");
	expect_no_part(text, "\033[32m");
	expect_no_part(text, "\033[33m");
	free(text);
	text = report(status_text_print, &colours, tree);
	expect_part(text, "node 0    \033[2mfree?\033[0m ");
	expect_no_part(text, "\033[32m");
	free(text);
	tree_free(tree);
}

/* There is nothing to mark. */
static void host_that_was_never_probed_has_no_state(void **state)
{
	struct tree *tree = *state;
	char *text;

	tree->last_round = (struct stamp){ 0 };
	for (unsigned int j = 0; j < 4; j++)
		tree->nodes[0].sizes[j].state = STATE_UNKNOWN;
	text = report(status_text_print, &plain, tree);
	expect_part(text, "node 0        -     -     -     -\n");
	expect_no_part(text, "?");
	expect_no_part(text, "available");
	free(text);
}

/* A line's text in other styles stands at the same columns. */
static void columns_are_the_same_in_every_style(void **state)
{
	struct tree *tree = refused_tree();
	char *due = report(status_text_print, &plain, tree);
	const struct style *const styles[] = { &symbols, &colours };

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(styles); i++) {
		char *got = report(status_text_print, styles[i], tree);
		const char *a = strstr(due, "node 0 "), *b = strstr(got, "node 0 ");

		assert_int_equal(columns_of(b), columns_of(a));
		a = strstr(due, "node 1 "), b = strstr(got, "node 1 ");
		assert_int_equal(columns_of(b), columns_of(a));
		free(got);
	}
	free(due);
	tree_free(tree);
}

static void colours_and_symbols_are_there_only_where_the_style_has_them(void **state)
{
	struct tree *tree = refused_tree();
	char *text = report(status_text_print, &plain, tree);

	(void)state;
	for (const char *c = text; *c; c++)
		if ((*c < ' ' && *c != '\n') || *c > '~')
			fail_msg("plain: expected printable ASCII, got byte %d", *c);
	free(text);

	text = report(status_text_print, &symbols, tree);
	expect_no_part(text, "\033");
	expect_no_part(text, "FAIL");
	expect_part(text, "     ✗");
	expect_part(text, "     ●");
	expect_part(text, "     ◐");
	expect_part(text, "     ·");
	free(text);

	text = report(status_text_print, &colours, tree);
	expect_part(text, "  \033[1;31mFAIL\033[0m");
	expect_part(text, "  \033[32mfree\033[0m");
	expect_part(text, " \033[33mrecov\033[0m");
	expect_no_part(text, "✗");
	free(text);
	tree_free(tree);
}

static void node_with_fewer_sizes_is_survived(void **state)
{
	struct tree *tree = sample_tree(3, 14);

	(void)state;
	for (unsigned int j = 2; j < 14; j++)
		free(tree->nodes[1].sizes[j].efforts);
	tree->nodes[1].n_sizes = 2;
	free(report(status_text_print, &plain, tree));
	free(report(audit_text_print, &plain, tree));
	tree_free(tree);
}

/* === the sentences === */

static void age_of_the_round_is_told(void **state)
{
	static const struct {
		uint64_t age_sec;
		const char *words;
	} ages[] = {
		{ 0, "Contiguous memory as of the last round, 0 s ago (highest" },
		{ 119, "Contiguous memory as of the last round, 119 s ago (" },
		{ 120, "Contiguous memory as of the last round, 2 min ago (" },
		{ 181, "Contiguous memory as of the last round, 3 min ago (" },
		{ 182, "OUT OF DATE. Contiguous memory as of the last round, 3 min ago (" },
		{ 7199, "OUT OF DATE. Contiguous memory as of the last round, 119 min ago (" },
		{ 7200, "OUT OF DATE. Contiguous memory as of the last round, 2 h ago (" },
		{ 172799, "OUT OF DATE. Contiguous memory as of the last round, 47 h ago (" },
		{ 172800, "OUT OF DATE. Contiguous memory as of the last round, 2 days ago (" },
	};
	struct tree *tree = *state;

	for (unsigned int i = 0; i < ARRAY_SIZE(ages); i++) {
		tree->last_round.sec = SAMPLE_NOW - ages[i].age_sec;
		expect_words(status_text_print, tree, ages[i].words);
	}
	tree->last_round.sec = SAMPLE_NOW + 5;
	expect_words(status_text_print, tree,
		     "the last round, in the future (the clock was set back) (");
	tree->last_round = (struct stamp){ 0 };
	expect_words(status_text_print, tree, "No round of probes has ended yet.");
}

static void each_reason_has_its_words(void **state)
{
	static const struct {
		enum reason reason;
		const char *words;
	} cases[] = {
		{ REASON_NO_ZONE, "no zone that such a request may use has memory." },
		{ REASON_CMA, "the only free blocks are reserved for CMA." },
		{ REASON_HIGHATOMIC, "reserved for atomic requests (HIGHATOMIC)." },
		{ REASON_RESERVED, "reserved for other requests (lowmem_reserve)." },
		{ REASON_RACED, "a block was available again right after." },
		{ REASON_DISCONTIGUOUS, "not consecutive, which must never happen." },
	};
	struct tree *tree = *state;

	sample_fail(tree);
	tree->last_failure.free_blocks = (struct list){ .n = 11, .v = { 262144 + 26368 } };
	expect_words(status_text_print, tree,
		     "memory is free but fragmented: 1.1 GiB were free, all of it in smaller blocks.");
	tree->last_failure.reason = REASON_LOW;
	tree->last_failure.free_blocks = (struct list){ .n = 11, .v = { 100 } };
	expect_words(status_text_print, tree, "too low, at the watermark: only 400 KiB were free.");
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		tree->last_failure.reason = cases[i].reason;
		expect_words(status_text_print, tree, cases[i].words);
	}
}

static void advice_fits_what_is_wrong(void **state)
{
	struct tree *tree = *state;

	tree->nodes[0].sizes[0].state = STATE_RECOVERED;
	expect_words(status_text_print, tree,
		     "What to do: Nothing, unless a driver needs such a size where it cannot wait");

	sample_fail(tree);
	tree->nodes[0].sizes[0].state = STATE_FAILED;
	expect_words(status_text_print, tree, "What to do: As root, `kmcontig audit` tells whether");
	tree->last_failure.effort = EFFORT_RETRY_MAYFAIL;
	expect_words(status_text_print, tree, "What to do: Unmovable memory is in the way.");
	tree->last_failure.reason = REASON_LOW;
	expect_words(status_text_print, tree, "What to do: Memory is low: find out who uses it");
	tree->last_failure.reason = REASON_RESERVED;
	expect_words(status_text_print, tree,
		     "What to do: The free blocks are reserved for other requests.");

	tree->last_round.sec -= 1000;
	expect_words(status_text_print, tree, "What to do: Rounds should be running: see the kernel");
	tree->config.enabled = false;
	expect_words(status_text_print, tree, "What to do: Periodic rounds are disabled. As root:");

	tree->counters[COUNTER_DISCONTIGUITIES] = 1;
	expect_words(status_text_print, tree,
		     "What to do: The kernel allocated blocks whose page frames are not consecutive.");
}

static void overhead_is_told_from_the_counters(void **state)
{
	struct tree *tree = *state;

	tree->counters[COUNTER_BUSY_NS] = 12345678901;
	tree->counters[COUNTER_ROUNDS] = 1000;
	tree->counters[COUNTER_DELAYED_ROUNDS] = 7;
	tree->config.duty_ppm = 1000000;
	expect_words(status_text_print, tree,
		     "Overhead: 1000 rounds since load took 12.345 s (12345 us on average): 0.0206 % of the time, of at most 100.0000 % (duty_ppm). Rounds put off for that: 7.");
	tree->counters[COUNTER_ROUNDS] = 0;
	tree->counters[COUNTER_BUSY_NS] = 0;
	expect_words(status_text_print, tree,
		     "Overhead: 0 rounds since load took 0.000 s: 0.0000 % of the time,");
}

static void largest_numbers_stay_within_80_columns(void **state)
{
	struct tree *tree = *state;

	for (unsigned int i = 0; i < NR_COUNTERS; i++)
		tree->counters[i] = UINT64_MAX;
	sample_fail(tree);
	tree->last_failure.seq = UINT64_MAX;
	tree->last_failure.size = SIZE_LARGEST;
	tree->last_failure.node = 1023;
	tree->last_failure.time.sec = 0;
	for (unsigned int i = 0; i < LIST_MAX; i++)
		tree->last_failure.free_blocks.v[i] = UINT64_MAX;
	tree->last_failure.free_blocks.n = LIST_MAX;
	tree->nodes[0].sizes[0].state = STATE_FAILED;
	free(report(status_text_print, &plain, tree));
	free(report(audit_text_print, &plain, tree));
}

#define REPORT_TEST(f)	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REPORT_TEST(healthy_host_is_told_so),
		cmocka_unit_test(refused_host_is_told_what_where_and_why),
		cmocka_unit_test(audit_lists_each_size_by_its_worst_node),
		REPORT_TEST(audit_without_failures_says_none_and_nothing_of_the_last_one),
		cmocka_unit_test(sizes_that_do_not_fit_get_a_second_block),
		cmocka_unit_test(all_sizes_on_many_nodes_stay_within_80_columns),
		cmocka_unit_test(table_is_as_wide_as_the_columns),
		cmocka_unit_test(state_of_an_old_round_is_marked),
		cmocka_unit_test(nothing_of_an_old_round_is_green),
		REPORT_TEST(host_that_was_never_probed_has_no_state),
		cmocka_unit_test(columns_are_the_same_in_every_style),
		cmocka_unit_test(colours_and_symbols_are_there_only_where_the_style_has_them),
		cmocka_unit_test(node_with_fewer_sizes_is_survived),
		REPORT_TEST(age_of_the_round_is_told),
		REPORT_TEST(each_reason_has_its_words),
		REPORT_TEST(advice_fits_what_is_wrong),
		REPORT_TEST(overhead_is_told_from_the_counters),
		REPORT_TEST(largest_numbers_stay_within_80_columns),
	};

	return RUN_TESTS(tests);
}
