// SPDX-License-Identifier: GPL-2.0
/* Unit tests: how sizes, nodes and hosts are judged. */
#include "judge/judge.h"
#include "unit.h"

#define K	1024

/* A node with the sizes 4k, 8k, 16k, …. States: f free, r recovered, x failed, - unknown. */
static struct judgement node_of(unsigned int id, const char *letters, uint64_t min_size)
{
	struct judgement j;

	judge_begin(&j, min_size);
	for (unsigned int i = 0; letters[i]; i++) {
		enum state state = letters[i] == 'f' ? STATE_FREE :
				   letters[i] == 'r' ? STATE_RECOVERED :
				   letters[i] == 'x' ? STATE_FAILED : STATE_UNKNOWN;

		judge_add_size(&j, id, 4 * K << i, state, 100 + i);
	}
	return j;
}

static struct judgement host_of(const char *first, const char *second, uint64_t min_size)
{
	struct judgement host, a = node_of(0, first, min_size), b = node_of(1, second, min_size);

	judge_begin(&host, min_size);
	judge_add_node(&host, &a);
	judge_add_node(&host, &b);
	return host;
}

static void the_largest_size_ends_before_the_first_size_that_is_not_available(void **state)
{
	struct judgement j = node_of(0, "frxf", 16 * K);

	(void)state;
	assert_true(j.known);
	assert_int_equal(j.largest_free, 4 * K);
	assert_int_equal(j.largest_recovered, 8 * K);
	j = node_of(0, "f-f", 16 * K);
	assert_int_equal(j.largest_free, 4 * K);
}

static void sizes_above_the_demanded_one_do_not_change_the_worst_state(void **state)
{
	struct judgement j = node_of(0, "frx", 8 * K);

	(void)state;
	assert_int_equal(j.worst, STATE_RECOVERED);
	assert_int_equal(j.worst_size, 8 * K);
	assert_int_equal(j.failing_usec, 0);
}

static void a_size_that_the_host_does_not_have_is_unknown(void **state)
{
	struct judgement host = host_of("fff", "fff", 32 * K);

	(void)state;
	assert_int_equal(host.worst, STATE_UNKNOWN);
	assert_int_equal(host.largest_free, 16 * K);
	host = host_of("fff", "ffx", 32 * K);
	assert_int_equal(host.worst, STATE_FAILED);
}

static void a_demand_below_the_smallest_size_requires_the_smallest_size(void **state)
{
	struct judgement host = host_of("frx", "fxx", 2 * K);

	(void)state;
	assert_int_equal(host.worst, STATE_FREE);
	host = host_of("frx", "rxx", 6 * K);
	assert_int_equal(host.worst, STATE_FAILED);
	assert_int_equal(host.worst_size, 8 * K);
	assert_int_equal(host.worst_node, 1);
}

static void a_failed_size_is_worse_than_an_unknown_one(void **state)
{
	struct judgement j = node_of(0, "-xf", 16 * K);

	(void)state;
	assert_false(j.known);
	assert_int_equal(j.worst, STATE_FAILED);
	assert_int_equal(j.worst_size, 8 * K);
	assert_int_equal(j.failing_usec, 101);
	assert_int_equal(j.largest_recovered, 0);
	j = node_of(0, "f-r", 16 * K);
	assert_int_equal(j.worst, STATE_UNKNOWN);
	assert_int_equal(j.worst_size, 8 * K);
}

static void the_worst_node_decides_for_the_host(void **state)
{
	struct judgement j = host_of("fff", "frx", 16 * K);

	(void)state;
	assert_int_equal(j.largest_free, 4 * K);
	assert_int_equal(j.largest_recovered, 8 * K);
	assert_int_equal(j.worst, STATE_FAILED);
	assert_int_equal(j.worst_node, 1);
	assert_int_equal(j.failing_usec, 102);
	j = host_of("xff", "fxf", 16 * K);
	assert_int_equal(j.worst_node, 0);
	assert_int_equal(j.worst_size, 4 * K);
	assert_int_equal(j.failing_usec, 100);
}

static void a_node_without_sizes_is_unknown(void **state)
{
	struct judgement j = host_of("fff", "", 16 * K);

	(void)state;
	assert_false(j.known);
	assert_int_equal(j.worst, STATE_UNKNOWN);
	assert_int_equal(j.largest_free, 0);
	j = host_of("", "fff", 16 * K);
	assert_int_equal(j.worst, STATE_UNKNOWN);
	j = host_of("", "xff", 16 * K);
	assert_int_equal(j.worst, STATE_FAILED);
}

static void a_host_without_nodes_is_unknown(void **state)
{
	struct judgement j;

	(void)state;
	judge_begin(&j, 16 * K);
	assert_false(j.known);
	assert_int_equal(j.worst, STATE_UNKNOWN);
	assert_int_equal(j.largest_recovered, 0);
}

static void a_round_too_far_in_the_past_or_future_is_stale(void **state)
{
	(void)state;
	assert_int_equal(judge_age(&(struct stamp){ .sec = 0 }, 60, 1000), AGE_NO_ROUND);
	assert_int_equal(judge_age(&(struct stamp){ .sec = 940 }, 60, 1000), AGE_FRESH);
	assert_int_equal(judge_age(&(struct stamp){ .sec = 939 }, 60, 1000), AGE_STALE);
	assert_int_equal(judge_age(&(struct stamp){ .sec = 1060 }, 60, 1000), AGE_FRESH);
	assert_int_equal(judge_age(&(struct stamp){ .sec = 1061 }, 60, 1000), AGE_STALE);
}

static void a_host_passes_only_if_all_demanded_sizes_are_known(void **state)
{
	static const struct {
		struct health_facts facts;
		enum health health;
	} cases[] = {
		{ { .worst = STATE_FREE }, HEALTH_PASSES },
		{ { .worst = STATE_RECOVERED }, HEALTH_PASSES },
		{ { .worst = STATE_FAILED }, HEALTH_FAILS },
		{ { .worst = STATE_UNKNOWN }, HEALTH_UNPROBED },
		{ { .worst = STATE_FREE, .age = AGE_STALE }, HEALTH_UNPROBED },
		{ { .worst = STATE_FAILED, .age = AGE_STALE }, HEALTH_UNPROBED },
		{ { .worst = STATE_FREE, .age = AGE_NO_ROUND }, HEALTH_UNPROBED },
		{ { .worst = STATE_FREE, .silent = true }, HEALTH_SILENT },
		{ { .worst = STATE_FREE, .silent = true, .absent = true }, HEALTH_ABSENT },
		{ { .worst = STATE_FREE, .absent = true, .unreadable = true }, HEALTH_UNREADABLE },
		{ { .discontiguities = 1, .absent = true, .silent = true }, HEALTH_FAILS },
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(judge_health(&cases[i].facts), cases[i].health);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_largest_size_ends_before_the_first_size_that_is_not_available),
		cmocka_unit_test(sizes_above_the_demanded_one_do_not_change_the_worst_state),
		cmocka_unit_test(a_size_that_the_host_does_not_have_is_unknown),
		cmocka_unit_test(a_demand_below_the_smallest_size_requires_the_smallest_size),
		cmocka_unit_test(a_failed_size_is_worse_than_an_unknown_one),
		cmocka_unit_test(the_worst_node_decides_for_the_host),
		cmocka_unit_test(a_node_without_sizes_is_unknown),
		cmocka_unit_test(a_host_without_nodes_is_unknown),
		cmocka_unit_test(a_round_too_far_in_the_past_or_future_is_stale),
		cmocka_unit_test(a_host_passes_only_if_all_demanded_sizes_are_known),
	};

	return RUN_TESTS(tests);
}
