// SPDX-License-Identifier: GPL-2.0
/* What a picture of the tree is taken to mean, at the borders. */
#include "sample_tree.h"
#include "unit.h"

#include "judge/verdict.h"

static const char *const age_words[] = {
	[AGE_FRESH]	= "fresh",
	[AGE_STALE]	= "stale",
	[AGE_NO_ROUND]	= "no round",
};

static void expect_age(const struct tree *tree, int64_t age_sec, enum age expected)
{
	uint64_t now = tree->last_round.sec + age_sec;
	enum age got = verdict_age(tree, now);

	if (got != expected)
		fail_msg("a round %lld s old: expected %s, got %s", (long long)age_sec,
			 age_words[expected], age_words[got]);
}

static void round_is_stale_after_three_intervals_and_a_second(void **state)
{
	struct tree *tree = *state;

	assert_int_equal(verdict_stale_sec(tree), 181);
	expect_age(tree, 0, AGE_FRESH);
	expect_age(tree, 181, AGE_FRESH);
	expect_age(tree, 182, AGE_STALE);
	tree->config.interval_ms = 100;
	tree->config.duty_ppm = 1000000;
	assert_int_equal(verdict_stale_sec(tree), 1);
	expect_age(tree, 1, AGE_FRESH);
	expect_age(tree, 2, AGE_STALE);
}

/* A round of 10 ms at 1000 ppm: the next one starts 10 s later. */
static void round_is_stale_after_three_delays_of_duty_ppm_and_a_second(void **state)
{
	struct tree *tree = *state;

	tree->config.interval_ms = 100;
	assert_int_equal(verdict_stale_sec(tree), 31);
	expect_age(tree, 31, AGE_FRESH);
	expect_age(tree, 32, AGE_STALE);
	tree->config.duty_ppm = 1;
	assert_int_equal(verdict_stale_sec(tree), 30001);
	tree->config.interval_ms = 86400000;
	assert_int_equal(verdict_stale_sec(tree), 259201);
}

static void clock_set_back_is_stale_by_the_same_measure(void **state)
{
	expect_age(*state, -1, AGE_FRESH);
	expect_age(*state, -181, AGE_FRESH);
	expect_age(*state, -182, AGE_STALE);
	assert_int_equal(verdict_age_sec(*state, SAMPLE_NOW - 100), -90);
	assert_int_equal(verdict_age_sec(*state, SAMPLE_NOW), 10);
}

static void before_the_first_round_there_is_no_age(void **state)
{
	struct tree *tree = *state;

	tree->last_round.nsec = 0;
	expect_age(tree, 0, AGE_FRESH);
	tree->last_round = (struct stamp){ 0 };
	expect_age(tree, SAMPLE_NOW, AGE_NO_ROUND);
	tree->last_round.nsec = 1;	/* a host that thinks it is 1970 */
	expect_age(tree, 0, AGE_FRESH);
}

static void no_value_that_can_be_read_overflows(void **state)
{
	struct tree *tree = *state;

	tree->counters[COUNTER_ROUNDS] = 1;
	tree->counters[COUNTER_BUSY_NS] = UINT64_MAX;
	tree->config.duty_ppm = 1;
	expect_age(tree, 1000000000, AGE_FRESH);
	assert_in_range(verdict_share_ppm(tree), 0, 1);
	tree->config.duty_ppm = 1000000;
	tree->config.interval_ms = 1;
	assert_int_equal(verdict_share_ppm(tree), 1000000);
	tree->counters[COUNTER_ROUNDS] = 0;
	assert_int_equal(verdict_share_ppm(tree), 0);
	tree->config.interval_ms = UINT32_MAX;
	tree->counters[COUNTER_ROUNDS] = UINT64_MAX;
	assert_int_equal(verdict_share_ppm(tree), 0);
}

static void share_is_of_the_time_between_rounds(void **state)
{
	struct tree *tree = *state;

	/* 10 ms of 60 s, rounded; then of the 10 s that 1000 ppm impose */
	assert_int_equal(verdict_share_ppm(tree), 167);
	tree->config.interval_ms = 100;
	assert_int_equal(verdict_share_ppm(tree), 1000);
	tree->config.duty_ppm = 1000000;
	assert_int_equal(verdict_share_ppm(tree), 100000);
}

/* 64 KiB pages: 1 MiB is order 4. */
static void page_size_follows_from_size_and_order(void **state)
{
	struct tree_failure failure = {
		.seq = 1, .size = 1048576, .order = 4, .reason = REASON_FRAGMENTED,
		.free_blocks = { .n = 4, .v = { 128 } },
	};

	(void)state;
	assert_int_equal(verdict_free_bytes(&failure), 8 << 20);
}

static void set_states(struct tree *tree, unsigned int node, const char *states)
{
	for (unsigned int j = 0; states[j]; j++)
		tree->nodes[node].sizes[j].state = states[j] == 'f' ? STATE_FREE :
						   states[j] == 'r' ? STATE_RECOVERED :
						   states[j] == 'u' ? STATE_UNKNOWN :
								      STATE_FAILED;
}

/* Sizes of 4, 8, 16 and 32 KiB; "x" has failed. */
static void worst_state_is_of_all_nodes_and_of_sizes_up_to_the_one_asked_for(void **state)
{
	static const struct {
		const char *node0, *node1;
		uint64_t max;
		enum state expected;
	} cases[] = {
		{ "ffff", "ffff", 32768, STATE_FREE },
		{ "fffr", "ffff", 32768, STATE_RECOVERED },
		{ "fffr", "ffff", 32767, STATE_RECOVERED },
		{ "fffr", "ffff", 16384, STATE_FREE },
		{ "ffff", "ffff", 65536, STATE_UNKNOWN },
		{ "ffff", "fffx", 32768, STATE_FAILED },
		{ "ffff", "fffx", 16384, STATE_FREE },
		{ "xfff", "ffff", 4096, STATE_FAILED },
		{ "xfff", "ffff", 32768, STATE_FAILED },
		{ "ruxf", "ffff", 32768, STATE_FAILED },
		{ "ruff", "ffff", 32768, STATE_UNKNOWN },
		{ "ruff", "ffff", 4096, STATE_RECOVERED },
		{ "uuuu", "uuuu", 32768, STATE_UNKNOWN },
	};
	struct tree *tree = sample_tree(2, 4);

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		struct judgement j;

		set_states(tree, 0, cases[i].node0);
		set_states(tree, 1, cases[i].node1);
		verdict_judge(tree, cases[i].max, &j);
		if (j.worst != cases[i].expected)
			fail_msg("%s and %s up to %llu: expected %s, got %s", cases[i].node0,
				 cases[i].node1, (unsigned long long)cases[i].max,
				 state_names[cases[i].expected], state_names[j.worst]);
	}
	tree_free(tree);
}

static void host_without_the_demanded_size_does_not_pass(void **state)
{
	struct tree *tree = *state;

	assert_int_equal(verdict_health(tree, 32768, SAMPLE_NOW), HEALTH_PASSES);
	assert_int_equal(verdict_health(tree, 65536, SAMPLE_NOW), HEALTH_UNPROBED);
	assert_int_equal(verdict_health(tree, 2048, SAMPLE_NOW), HEALTH_UNPROBED);
	set_states(tree, 0, "fffx");
	assert_int_equal(verdict_health(tree, 65536, SAMPLE_NOW), HEALTH_FAILS);
	assert_int_equal(verdict_health(tree, 16384, SAMPLE_NOW), HEALTH_PASSES);
}

static void health_of_an_old_round_is_not_known(void **state)
{
	struct tree *tree = *state;

	assert_int_equal(verdict_health(tree, 32768, SAMPLE_NOW + 1000), HEALTH_UNPROBED);
	tree->last_round = (struct stamp){ 0 };
	assert_int_equal(verdict_health(tree, 32768, SAMPLE_NOW), HEALTH_UNPROBED);
	tree->counters[COUNTER_DISCONTIGUITIES] = 1;
	assert_int_equal(verdict_health(tree, 32768, SAMPLE_NOW), HEALTH_FAILS);
}

static void state_of_any_size_on_any_node_is_found(void **state)
{
	struct tree *tree = sample_tree(2, 4);

	(void)state;
	assert_true(verdict_has(tree, STATE_FREE));
	assert_false(verdict_has(tree, STATE_FAILED));
	set_states(tree, 1, "fffx");
	assert_true(verdict_has(tree, STATE_FAILED));
	assert_false(verdict_has(tree, STATE_RECOVERED));
	set_states(tree, 0, "xxxx");
	set_states(tree, 1, "xxxx");
	assert_false(verdict_has(tree, STATE_FREE));
	tree_free(tree);
}

#define VERDICT_TEST(f)	cmocka_unit_test_setup_teardown(f, sample_setup, sample_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		VERDICT_TEST(round_is_stale_after_three_intervals_and_a_second),
		VERDICT_TEST(round_is_stale_after_three_delays_of_duty_ppm_and_a_second),
		VERDICT_TEST(clock_set_back_is_stale_by_the_same_measure),
		VERDICT_TEST(before_the_first_round_there_is_no_age),
		VERDICT_TEST(no_value_that_can_be_read_overflows),
		VERDICT_TEST(share_is_of_the_time_between_rounds),
		cmocka_unit_test(page_size_follows_from_size_and_order),
		cmocka_unit_test(worst_state_is_of_all_nodes_and_of_sizes_up_to_the_one_asked_for),
		VERDICT_TEST(host_without_the_demanded_size_does_not_pass),
		VERDICT_TEST(health_of_an_old_round_is_not_known),
		cmocka_unit_test(state_of_any_size_on_any_node_is_found),
	};

	return RUN_TESTS(tests);
}
