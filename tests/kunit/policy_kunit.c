// SPDX-License-Identifier: GPL-2.0
/*
 * The module's pure part. KUnit under a kernel that has it (tests/vm/guest/parts/kunit)
 * and, by way of tests/unit/kernel, a program for everyday use.
 */
#include <kunit/test.h>
#include <linux/module.h>

#include "policy.c"

static bool is_open_for(struct kmc_probe *probe, enum kmc_effort effort)
{
	return kmc_probe_proceed(probe, effort, false);
}

/* One round up to @limit in which every attempt fails; says if any reclaimed. */
static bool failing_round(struct kmc_probe *probe, enum kmc_effort limit)
{
	bool reclaimed = false;
	enum kmc_effort effort;

	kmc_probe_begin(probe, true);
	for (effort = KMC_NOWAIT; effort <= limit; effort++) {
		if (!is_open_for(probe, effort))
			break;
		reclaimed |= effort > KMC_NOWAIT;
		kmc_probe_answer(probe, effort, limit, KMC_REFUSED, false);
	}
	return reclaimed;
}

static unsigned int rounds_until_reclaim(struct kmc_probe *probe)
{
	unsigned int rounds = 0;

	while (!failing_round(probe, KMC_NORETRY))
		rounds++;
	return rounds;
}

/* === Escalation ========================================================== */

static void a_block_at_nowait_is_free(struct kunit *test)
{
	struct kmc_probe probe = {};

	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_TRUE(test, is_open_for(&probe, KMC_NOWAIT));
	KUNIT_EXPECT_TRUE(test,
			  kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NORETRY, KMC_OBTAINED, false));
	KUNIT_EXPECT_EQ(test, probe.state, KMC_FREE);
	KUNIT_EXPECT_FALSE(test, is_open_for(&probe, KMC_NORETRY));
}

static void a_refusal_escalates_until_a_block_is_recovered(struct kunit *test)
{
	struct kmc_probe probe = {};

	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_FALSE(
		test, kmc_probe_answer(&probe, KMC_NOWAIT, KMC_RETRY_MAYFAIL, KMC_REFUSED, false));
	KUNIT_EXPECT_TRUE(test, is_open_for(&probe, KMC_NORETRY));
	KUNIT_EXPECT_FALSE(
		test, kmc_probe_answer(&probe, KMC_NORETRY, KMC_RETRY_MAYFAIL, KMC_REFUSED, false));
	KUNIT_EXPECT_TRUE(test, is_open_for(&probe, KMC_RETRY_MAYFAIL));
	KUNIT_EXPECT_TRUE(test, kmc_probe_answer(&probe, KMC_RETRY_MAYFAIL, KMC_RETRY_MAYFAIL,
						 KMC_OBTAINED, false));
	KUNIT_EXPECT_EQ(test, probe.state, KMC_RECOVERED);
}

static void a_refusal_at_the_limit_is_a_failure(struct kunit *test)
{
	enum kmc_effort limit;

	for (limit = KMC_NOWAIT; limit < KMC_NR_EFFORTS; limit++) {
		struct kmc_probe probe = {};

		failing_round(&probe, limit);
		KUNIT_EXPECT_EQ(test, probe.state, KMC_FAILED);
	}
}

static void a_discontiguous_block_fails_at_once(struct kunit *test)
{
	struct kmc_probe probe = {};

	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_TRUE(test, kmc_probe_answer(&probe, KMC_NOWAIT, KMC_RETRY_MAYFAIL,
						 KMC_DISCONTIGUOUS, false));
	KUNIT_EXPECT_EQ(test, probe.state, KMC_FAILED);
	KUNIT_EXPECT_FALSE(test, is_open_for(&probe, KMC_NORETRY));
}

static void what_was_free_last_round_is_not_free_in_this_one_yet(struct kunit *test)
{
	struct kmc_probe probe = {};

	kmc_probe_begin(&probe, true);
	kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NORETRY, KMC_OBTAINED, false);
	KUNIT_EXPECT_TRUE(test, kmc_probe_ended_free(&probe));
	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_FALSE(test, kmc_probe_ended_free(&probe));
	kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NORETRY, KMC_REFUSED, false);
	KUNIT_EXPECT_FALSE(test, kmc_probe_ended_free(&probe));
}

static void a_size_out_of_range_is_unknown(struct kunit *test)
{
	struct kmc_probe probe = { .state = KMC_FAILED, .skip = 3, .backoff = 4 };

	kmc_probe_begin(&probe, false);
	KUNIT_EXPECT_EQ(test, probe.state, KMC_UNKNOWN);
	KUNIT_EXPECT_FALSE(test, is_open_for(&probe, KMC_NOWAIT));
}

/* What ends back-off is a success, or a write to `effort`. */
static void a_size_out_of_range_stays_in_back_off(struct kunit *test)
{
	struct kmc_probe probe = { .state = KMC_FAILED, .skip = 3, .backoff = 4 };

	kmc_probe_begin(&probe, false);
	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_TRUE(test, is_open_for(&probe, KMC_NOWAIT));
	KUNIT_EXPECT_FALSE(test, is_open_for(&probe, KMC_NORETRY));
	KUNIT_EXPECT_EQ(test, probe.state, KMC_UNKNOWN);
	KUNIT_EXPECT_EQ(test, probe.skip, 2);
}

/* === Back-off ============================================================ */

static void failures_are_skipped_1_2_4_8_16_16_rounds(struct kunit *test)
{
	static const unsigned int expected[] = {0, 1, 2, 4, 8, 16, 16, 16};
	struct kmc_probe probe = {};
	size_t i;

	for (i = 0; i < sizeof(expected) / sizeof(*expected); i++)
		KUNIT_EXPECT_EQ(test, rounds_until_reclaim(&probe), expected[i]);
}

static void a_skipped_probe_keeps_its_state(struct kunit *test)
{
	struct kmc_probe probe = {};

	failing_round(&probe, KMC_NORETRY);
	KUNIT_EXPECT_FALSE(test, failing_round(&probe, KMC_NORETRY));
	KUNIT_EXPECT_EQ(test, probe.state, KMC_FAILED);
}

static void nowait_is_never_skipped(struct kunit *test)
{
	struct kmc_probe probe = { .state = KMC_FAILED, .skip = 16, .backoff = 16 };

	kmc_probe_begin(&probe, true);
	KUNIT_EXPECT_TRUE(test, is_open_for(&probe, KMC_NOWAIT));
}

static void success_at_any_effort_ends_back_off(struct kunit *test)
{
	enum kmc_effort effort;

	for (effort = KMC_NOWAIT; effort < KMC_NR_EFFORTS; effort++) {
		struct kmc_probe probe = { .skip = 5, .backoff = 8 };

		kmc_probe_begin(&probe, true);
		kmc_probe_answer(&probe, effort, KMC_RETRY_MAYFAIL, KMC_OBTAINED, true);
		KUNIT_EXPECT_EQ(test, probe.backoff, 0);
		KUNIT_EXPECT_EQ(test, probe.skip, 0);
	}
}

static void a_requested_round_ignores_back_off_and_adds_none(struct kunit *test)
{
	struct kmc_probe probe = { .state = KMC_FAILED, .skip = 5, .backoff = 8 };

	kmc_probe_begin(&probe, true);
	kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NORETRY, KMC_REFUSED, true);
	KUNIT_EXPECT_TRUE(test, kmc_probe_proceed(&probe, KMC_NORETRY, true));
	kmc_probe_answer(&probe, KMC_NORETRY, KMC_NORETRY, KMC_REFUSED, true);
	KUNIT_EXPECT_EQ(test, probe.skip, 5);
	KUNIT_EXPECT_EQ(test, probe.backoff, 8);
}

static void without_reclaim_there_is_no_back_off(struct kunit *test)
{
	struct kmc_probe probe = {};

	failing_round(&probe, KMC_NOWAIT);
	KUNIT_EXPECT_EQ(test, probe.backoff, 0);
}

static void only_changes_between_known_states_count(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, kmc_state_change_counts(KMC_FREE, KMC_FAILED));
	KUNIT_EXPECT_TRUE(test, kmc_state_change_counts(KMC_RECOVERED, KMC_FREE));
	KUNIT_EXPECT_FALSE(test, kmc_state_change_counts(KMC_FAILED, KMC_FAILED));
	KUNIT_EXPECT_FALSE(test, kmc_state_change_counts(KMC_UNKNOWN, KMC_FAILED));
	KUNIT_EXPECT_FALSE(test, kmc_state_change_counts(KMC_FREE, KMC_UNKNOWN));
}

static void only_turns_between_answers_are_told(struct kunit *test)
{
	struct kmc_probe probe = {};
	enum kmc_state before;

	KUNIT_EXPECT_FALSE(test, kmc_answer_turned(KMC_UNKNOWN, KMC_FAILED));
	KUNIT_EXPECT_FALSE(test, kmc_answer_turned(KMC_UNKNOWN, KMC_FREE));
	KUNIT_EXPECT_FALSE(test, kmc_answer_turned(KMC_FREE, KMC_RECOVERED));
	KUNIT_EXPECT_TRUE(test, kmc_answer_turned(KMC_RECOVERED, KMC_FAILED));
	/* failed, then left out by max_size, then free: that is a turn, too. */
	kmc_probe_begin(&probe, true);
	kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NOWAIT, KMC_REFUSED, false);
	kmc_probe_begin(&probe, false);
	kmc_probe_begin(&probe, true);
	before = probe.answer;
	kmc_probe_answer(&probe, KMC_NOWAIT, KMC_NOWAIT, KMC_OBTAINED, false);
	KUNIT_EXPECT_TRUE(test, kmc_answer_turned(before, probe.answer));
}

/* === Arithmetic ========================================================== */

static void sizes_above_1_of_64_of_a_node_are_not_probed(struct kunit *test)
{
	/* 4M is of order 10, the last of eleven sizes: 256 MiB and more have it. */
	KUNIT_EXPECT_EQ(test, kmc_sizes_of_node(11, 65536), 11);
	KUNIT_EXPECT_EQ(test, kmc_sizes_of_node(11, 65535), 10);
	KUNIT_EXPECT_EQ(test, kmc_sizes_of_node(5, 65535), 5);
	KUNIT_EXPECT_EQ(test, kmc_sizes_of_node(11, 64), 1);
	KUNIT_EXPECT_EQ(test, kmc_sizes_of_node(11, 63), 0);
}

static void a_bucket_holds_what_is_below_its_bound(struct kunit *test)
{
	unsigned int i;

	KUNIT_EXPECT_EQ(test, kmc_latency_bucket(0), 0);
	for (i = 0; i < KMC_NR_BUCKETS - 1; i++) {
		u64 bound = 1024ULL << (2 * i);

		KUNIT_EXPECT_EQ(test, kmc_latency_bucket(bound - 1), i);
		KUNIT_EXPECT_EQ(test, kmc_latency_bucket(bound), i + 1);
	}
	KUNIT_EXPECT_EQ(test, kmc_latency_bucket(U64_MAX), KMC_NR_BUCKETS - 1);
}

static void the_index_is_the_share_of_free_pages_in_smaller_blocks(struct kunit *test)
{
	/* 4 + 2*2 + 1*4 = 12 pages */
	const u64 free_blocks[] = {4, 2, 1};
	const u64 none[] = {0, 0, 0};

	KUNIT_EXPECT_EQ(test, kmc_unusable_index(free_blocks, 3, 0), 0);
	KUNIT_EXPECT_EQ(test, kmc_unusable_index(free_blocks, 3, 1), 333);
	KUNIT_EXPECT_EQ(test, kmc_unusable_index(free_blocks, 3, 2), 666);
	KUNIT_EXPECT_EQ(test, kmc_unusable_index(free_blocks, 2, 2), 1000);
	KUNIT_EXPECT_EQ(test, kmc_unusable_index(none, 3, 0), 1000);
}

static void the_index_does_not_overflow_on_large_hosts(struct kunit *test)
{
	/* 64 TiB of free memory in blocks of order 10, and as much in pages. */
	u64 free_blocks[11] = {1ULL << 34};

	free_blocks[10] = 1ULL << 24;
	KUNIT_EXPECT_EQ(test, kmc_unusable_index(free_blocks, 11, 10), 500);
}

static void duty_puts_off_only_what_would_exceed_it(struct kunit *test)
{
	const u64 ms = 1000000;
	bool put_off;

	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(60000 * ms, 10 * ms, 1000, &put_off), 60000 * ms);
	KUNIT_EXPECT_FALSE(test, put_off);
	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(60000 * ms, 90 * ms, 1000, &put_off), 90000 * ms);
	KUNIT_EXPECT_TRUE(test, put_off);
	/* A full share is still a round after the other, not two at once. */
	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(100 * ms, 250 * ms, 1000000, &put_off), 250 * ms);
	KUNIT_EXPECT_TRUE(test, put_off);
	/* To the nanosecond, whatever does not divide. */
	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(0, 1000000007, 999, &put_off), 1001001008008ULL);
}

/* A machine may be stopped in the midst of a round, for days. */
static void duty_has_a_delay_for_any_length_of_a_round(struct kunit *test)
{
	const u64 day = 86400ULL * 1000000000;
	bool put_off;

	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(0, 30 * day, 1000, &put_off), 30000 * day);
	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(0, day, 1, &put_off), U64_MAX / 4);
	KUNIT_EXPECT_EQ(test, kmc_round_delay_ns(0, U64_MAX, 1, &put_off), U64_MAX / 4);
	KUNIT_EXPECT_TRUE(test, put_off);
}

static void sizes_are_named_as_slub_would(struct kunit *test)
{
	static const struct {
		unsigned long size;
		const char *name;
	} cases[] = {
		{4096, "kmalloc-4k"},	 {65536, "kmalloc-64k"},  {524288, "kmalloc-512k"},
		{1048576, "kmalloc-1M"}, {4194304, "kmalloc-4M"},
	};
	char name[KMC_SIZE_NAME_LEN];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		kmc_size_name(name, cases[i].size);
		KUNIT_EXPECT_STREQ(test, name, cases[i].name);
	}
}

/* === Windows of time ===================================================== */

#define MINUTE_NS 60000000000ULL

static void a_window_and_the_one_before_it_are_kept(struct kunit *test)
{
	struct kmc_windows windows = { .start_ns = MINUTE_NS };

	KUNIT_EXPECT_TRUE(test, kmc_windows_look(&windows));
	KUNIT_EXPECT_FALSE(test, kmc_windows_look(&windows));
	kmc_windows_end(&windows, 2 * MINUTE_NS);
	KUNIT_EXPECT_TRUE(test, windows.seen[!windows.now]);
	KUNIT_EXPECT_FALSE(test, windows.seen[windows.now]);
	/* Nothing is seen in this one, so nothing is left after its end. */
	kmc_windows_end(&windows, 3 * MINUTE_NS);
	KUNIT_EXPECT_FALSE(test, windows.seen[0] || windows.seen[1]);
}

static void a_window_ends_after_five_minutes(struct kunit *test)
{
	struct kmc_windows windows = { .start_ns = MINUTE_NS };

	kmc_windows_look(&windows);
	kmc_windows_age(&windows, 6 * MINUTE_NS - 1);
	KUNIT_EXPECT_TRUE(test, windows.seen[windows.now]);
	kmc_windows_age(&windows, 6 * MINUTE_NS);
	KUNIT_EXPECT_FALSE(test, windows.seen[windows.now]);
	KUNIT_EXPECT_TRUE(test, windows.seen[!windows.now]);
	KUNIT_EXPECT_EQ(test, windows.start_ns, 6 * MINUTE_NS);
}

static void after_a_long_pause_both_windows_are_empty(struct kunit *test)
{
	struct kmc_windows windows = { .start_ns = MINUTE_NS };

	kmc_windows_look(&windows);
	kmc_windows_age(&windows, 100 * MINUTE_NS);
	KUNIT_EXPECT_FALSE(test, windows.seen[0] || windows.seen[1]);
	KUNIT_EXPECT_TRUE(test, kmc_windows_look(&windows));
	kmc_windows_age(&windows, 104 * MINUTE_NS);
	KUNIT_EXPECT_TRUE(test, windows.seen[windows.now]);
}

/* === What may be written ================================================= */

static int parse(const char *text, size_t len, u64 *value)
{
	return kmc_parse_number(text, len, 100, 86400000, value);
}

static void numbers_are_digits_and_one_optional_newline(struct kunit *test)
{
	u64 value = 0;

	KUNIT_EXPECT_EQ(test, parse("100", 3, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 100);
	KUNIT_EXPECT_EQ(test, parse("86400000\n", 9, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 86400000);
	KUNIT_EXPECT_EQ(test, parse("000200", 6, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 200);
}

static void numbers_of_another_form_are_einval(struct kunit *test)
{
	static const struct {
		const char *text;
		size_t len;
	} cases[] = {
		{"", 0},       {"\n", 1},	{"200\n\n", 5},
		{"+200", 4},   {"-200", 4},	{"0x200", 5},
		{" 200", 4},   {"200 ", 4},	{"200\0", 4},
		{"2\0000", 3}, {"200\n1", 5},	{"2e2", 3},
		{"200.0", 5},  {"\xd9\xa2", 2}, {"99999999999999999999999x", 24},
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		u64 value = 7;

		KUNIT_EXPECT_EQ(test, parse(cases[i].text, cases[i].len, &value), -EINVAL);
		KUNIT_EXPECT_EQ(test, value, 7);
	}
}

static void numbers_out_of_bounds_are_erange(struct kunit *test)
{
	static const char *const cases[] = {
		"0",
		"99",
		"86400001",
		"18446744073709551615",
		"18446744073709551616",
		"18446744073709551816",
		"340282366920938463463374607431768211556",
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		u64 value = 7;

		KUNIT_EXPECT_EQ(test, parse(cases[i], strlen(cases[i]), &value), -ERANGE);
		KUNIT_EXPECT_EQ(test, value, 7);
	}
}

static void text_that_may_have_been_cut_off_is_einval(struct kunit *test)
{
	static char text[4096];
	u64 value;

	memset(text, '0', sizeof(text));
	memcpy(text + 4092, "200\n", 4);
	KUNIT_EXPECT_EQ(test, parse(text, 4096, &value), -EINVAL);
	KUNIT_EXPECT_EQ(test, parse(text + 1, 4095, &value), 0);
}

static void words_match_whole_or_not_at_all(struct kunit *test)
{
	const char *const *words = kmc_effort_names;

	KUNIT_EXPECT_EQ(test, kmc_parse_word("nowait", 6, words, 3), KMC_NOWAIT);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("retry_mayfail\n", 14, words, 3), KMC_RETRY_MAYFAIL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("", 0, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("\n", 1, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("nowai", 5, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("nowaits", 7, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("nowait\0", 7, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("NOWAIT", 6, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("[nowait]", 8, words, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, kmc_parse_word("nowait noretry", 14, words, 3), -EINVAL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(a_block_at_nowait_is_free),
	KUNIT_CASE(a_refusal_escalates_until_a_block_is_recovered),
	KUNIT_CASE(a_refusal_at_the_limit_is_a_failure),
	KUNIT_CASE(a_discontiguous_block_fails_at_once),
	KUNIT_CASE(what_was_free_last_round_is_not_free_in_this_one_yet),
	KUNIT_CASE(a_size_out_of_range_is_unknown),
	KUNIT_CASE(a_size_out_of_range_stays_in_back_off),
	KUNIT_CASE(failures_are_skipped_1_2_4_8_16_16_rounds),
	KUNIT_CASE(a_skipped_probe_keeps_its_state),
	KUNIT_CASE(nowait_is_never_skipped),
	KUNIT_CASE(success_at_any_effort_ends_back_off),
	KUNIT_CASE(a_requested_round_ignores_back_off_and_adds_none),
	KUNIT_CASE(without_reclaim_there_is_no_back_off),
	KUNIT_CASE(only_changes_between_known_states_count),
	KUNIT_CASE(only_turns_between_answers_are_told),
	KUNIT_CASE(sizes_above_1_of_64_of_a_node_are_not_probed),
	KUNIT_CASE(a_bucket_holds_what_is_below_its_bound),
	KUNIT_CASE(the_index_is_the_share_of_free_pages_in_smaller_blocks),
	KUNIT_CASE(the_index_does_not_overflow_on_large_hosts),
	KUNIT_CASE(duty_puts_off_only_what_would_exceed_it),
	KUNIT_CASE(duty_has_a_delay_for_any_length_of_a_round),
	KUNIT_CASE(sizes_are_named_as_slub_would),
	KUNIT_CASE(a_window_and_the_one_before_it_are_kept),
	KUNIT_CASE(a_window_ends_after_five_minutes),
	KUNIT_CASE(after_a_long_pause_both_windows_are_empty),
	KUNIT_CASE(numbers_are_digits_and_one_optional_newline),
	KUNIT_CASE(numbers_of_another_form_are_einval),
	KUNIT_CASE(numbers_out_of_bounds_are_erange),
	KUNIT_CASE(text_that_may_have_been_cut_off_is_einval),
	KUNIT_CASE(words_match_whole_or_not_at_all),
	{}};

static struct kunit_suite suite = {
	.name = "kmcontig_policy",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("Tests of kmcontig's pure part");
MODULE_LICENSE("GPL");
