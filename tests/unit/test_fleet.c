// SPDX-License-Identifier: GPL-2.0
/* What journals say of many hosts: the rules by which entries become a report. */
#include <string.h>

#include "unit.h"

#include "fleet/fleet.h"
#include "service/events.h"

#define UNTIL_SEC	UINT64_C(1700000000)
#define DAY_SEC		86400
#define SEC		USEC_PER_SEC
#define AGO(sec)	((UNTIL_SEC - (sec)) * SEC)

static struct fleet fleet;

static int setup(void **state)
{
	(void)state;
	fleet_init(&fleet, AGO(DAY_SEC), UNTIL_SEC * SEC);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fleet_release(&fleet);
	return 0;
}

/* === entries === */

static struct fleet_entry entry(char host, enum event event, uint64_t usec)
{
	struct fleet_entry e = { .usec = usec, .event = event };

	memset(e.machine, host, ID128_TEXT - 1);
	memset(e.boot, 'b', ID128_TEXT - 1);
	memset(e.load_id, '1', LOAD_ID_LEN);
	e.host[0] = host;
	return e;
}

/* A letter a size from 4k on: f, r, x for free, recovered, failed; -: unknown. */
static struct fleet_entry summary(char host, const char *letters, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_SUMMARY, usec);
	bool free = true, recovered = true;

	for (; letters[e.n_sizes]; e.n_sizes++) {
		char letter = letters[e.n_sizes];
		uint64_t bytes = UINT64_C(4096) << e.n_sizes;

		free &= letter == 'f';
		recovered &= letter == 'f' || letter == 'r';
		if (free)
			e.largest_free = bytes;
		if (recovered)
			e.largest_recovered = bytes;
		e.sizes[e.n_sizes] = (struct tree_size){
			.bytes = bytes,
			.state = letter == 'f' ? STATE_FREE : letter == 'r' ? STATE_RECOVERED :
				 letter == 'x' ? STATE_FAILED : STATE_UNKNOWN,
		};
	}
	return e;
}

static struct fleet_entry failure(char host, uint64_t seq, uint64_t coalesced, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_FAILURE, usec);

	e.size = 65536;
	e.seq = seq;
	e.coalesced = coalesced;
	return e;
}

static void take(struct fleet_entry e)
{
	assert_int_equal(fleet_add(&fleet, &e), 0);
}

static struct fleet_host *host(void)
{
	assert_true(fleet.n_hosts > 0);
	return fleet.hosts[0];
}

static void expect_note(enum fleet_note expected)
{
	fleet_finish(&fleet);
	assert_int_equal(host()->note, expected);
}

/* 0: it does not fail. */
static void expect_fails(uint64_t min_size, uint64_t since_usec)
{
	uint64_t since = 0;

	if (!fleet_fails(host(), min_size, &since))
		since = 0;
	assert_int_equal(since, since_usec);
}

/* === what a host can give === */

static void host_gives_what_each_node_gives(void **state)
{
	struct fleet_entry e = summary('a', "frrx", AGO(10));

	(void)state;
	take(summary('a', "ffff", AGO(10)));
	assert_int_equal(fleet_largest_free(host()), 32768);
	e.node = 1;
	take(e);
	assert_int_equal(fleet_largest_free(host()), 4096);
	assert_int_equal(fleet_largest_recovered(host()), 16384);
}

static void host_without_summary_gives_nothing(void **state)
{
	(void)state;
	take(failure('a', 1, 0, AGO(10)));
	assert_int_equal(fleet_largest_free(host()), 0);
	assert_int_equal(fleet_largest_recovered(host()), 0);
	expect_fails(4096, 0);
}

static void last_summary_counts(void **state)
{
	(void)state;
	take(summary('a', "ffxx", AGO(20)));
	take(summary('a', "fffx", AGO(10)));
	assert_int_equal(fleet_largest_free(host()), 16384);
	expect_fails(16384, 0);
	expect_fails(32768, AGO(20));
}

static void sizes_that_changed_start_anew(void **state)
{
	struct fleet_entry e = summary('a', "xx", AGO(10));

	(void)state;
	take(summary('a', "fxx", AGO(20)));
	take(e);
	expect_fails(4096, AGO(10));
	/* As many, but others: a kernel with larger pages. */
	e.usec = AGO(5);
	e.sizes[0].bytes = 65536;
	e.sizes[1].bytes = 131072;
	take(e);
	expect_fails(65536, AGO(5));
	expect_fails(4096, 0);
}

/* === since when === */

static void failing_is_since_the_first_of_the_sizes(void **state)
{
	(void)state;
	take(summary('a', "ffff", AGO(50)));
	take(summary('a', "fffx", AGO(40)));
	take(summary('a', "ffxx", AGO(30)));
	expect_fails(8192, 0);
	expect_fails(16384, AGO(30));
	expect_fails(32768, AGO(40));
	take(summary('a', "fffx", AGO(20)));
	take(summary('a', "ffxx", AGO(10)));
	expect_fails(16384, AGO(10));
}

static void state_change_counts_before_the_summary(void **state)
{
	struct fleet_entry e = entry('a', EVENT_STATE_CHANGE, AGO(30));

	(void)state;
	e.size = 8192;
	e.state = STATE_FAILED;
	take(summary('a', "ffff", AGO(50)));
	take(e);
	expect_fails(8192, AGO(30));
	take(summary('a', "fxff", AGO(20)));
	expect_fails(8192, AGO(30));
}

static void state_change_before_any_summary_makes_no_node(void **state)
{
	struct fleet_entry e = entry('a', EVENT_STATE_CHANGE, AGO(30));

	(void)state;
	e.node = 1;
	e.size = 8192;
	e.state = STATE_FAILED;
	take(e);
	take(summary('a', "ffff", AGO(20)));
	assert_int_equal(host()->n_nodes, 1);
	assert_int_equal(fleet_largest_free(host()), 32768);
}

static void unknown_is_not_failed(void **state)
{
	(void)state;
	take(summary('a', "ff--", AGO(10)));
	expect_fails(32768, 0);
}

/* === trend === */

static void trend_compares_with_the_first_summary(void **state)
{
	struct fleet_entry e = summary('a', "fxx", AGO(20));

	(void)state;
	take(summary('a', "ffx", AGO(30)));
	assert_int_equal(fleet_trend(host()), 0);
	take(summary('a', "fff", AGO(25)));
	assert_int_equal(fleet_trend(host()), 1);
	/* One node that is worse outweighs another that is better. */
	e.node = 1;
	take(e);
	assert_int_equal(fleet_trend(host()), 1);
	e = summary('a', "xxx", AGO(10));
	e.node = 1;
	take(e);
	assert_int_equal(fleet_trend(host()), -1);
}

/* === notes === */

static void silent_is_after_two_intervals(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(1800));

	(void)state;
	take(e);
	expect_note(NOTE_NONE);
	/* No other entry is a summary. */
	teardown(NULL);
	setup(NULL);
	e.usec = AGO(1801);
	take(e);
	take(failure('a', 1, 0, AGO(10)));
	expect_note(NOTE_SILENT);
	/* The host says how often it comes. */
	teardown(NULL);
	setup(NULL);
	e.summary_sec = 3600;
	take(e);
	expect_note(NOTE_NONE);
}

static void absent_until_it_is_loaded_again(void **state)
{
	struct fleet_entry e = entry('a', EVENT_MODULE_ABSENT, AGO(100));

	(void)state;
	e.load_id[0] = '\0';
	e.absence = ABSENCE_NO_HEADERS;
	e.coalesced = 4;
	take(summary('a', "ff", AGO(200)));
	take(e);
	expect_note(NOTE_ABSENT);
	assert_int_equal(host()->absence, ABSENCE_NO_HEADERS);
	assert_int_equal(host()->absent_usec, AGO(100));
	assert_int_equal(host()->failures, 4);
	take(summary('a', "ff", AGO(50)));
	expect_note(NOTE_NONE);
}

static void clock_is_ahead_from_a_minute_on(void **state)
{
	(void)state;
	take(summary('a', "ff", AGO(-60)));
	expect_note(NOTE_NONE);
	take(summary('a', "ff", AGO(-61)));
	expect_note(NOTE_CLOCK);
}

static void discontiguity_is_the_gravest(void **state)
{
	struct fleet_entry absent = entry('a', EVENT_MODULE_ABSENT, AGO(10));
	struct fleet_entry e = entry('a', EVENT_DISCONTIGUITY, AGO(20));

	(void)state;
	e.discontiguities = 3;
	absent.load_id[0] = '\0';
	take(e);
	take(absent);
	expect_note(NOTE_DISCONTIGUOUS);
	/* Another load counts anew. */
	e = summary('a', "ff", AGO(5));
	e.load_id[0] = '2';
	take(e);
	expect_note(NOTE_NONE);
}

/* === boots, loads, nodes === */

static void boots_and_loads_are_counted(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(30));

	(void)state;
	take(e);
	take(e);
	assert_int_equal(host()->boots, 1);
	assert_int_equal(host()->loads, 1);
	e.load_id[0] = '2';
	take(e);
	assert_int_equal(host()->boots, 1);
	assert_int_equal(host()->loads, 2);
	e.boot[0] = 'c';
	e.load_id[0] = '3';
	take(e);
	assert_int_equal(host()->boots, 2);
	assert_int_equal(host()->loads, 3);
}

static void node_that_went_is_forgotten(void **state)
{
	struct fleet_entry e = summary('a', "xx", AGO(5400));

	(void)state;
	e.node = 1;
	take(summary('a', "ff", AGO(5400)));
	take(e);
	take(summary('a', "ff", AGO(3600)));
	fleet_finish(&fleet);
	assert_int_equal(host()->n_nodes, 2);
	take(summary('a', "ff", AGO(3599)));
	fleet_finish(&fleet);
	assert_int_equal(host()->n_nodes, 1);
	expect_fails(8192, 0);
}

static void hosts_are_told_apart_by_machine(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(5));

	(void)state;
	take(summary('c', "ff", AGO(10)));
	take(summary('a', "ff", AGO(10)));
	take(summary('b', "ff", AGO(10)));
	e.host[0] = 'n';
	take(e);
	assert_int_equal(fleet.n_hosts, 3);
	assert_int_equal(fleet.entries, 4);
	assert_string_equal(host()->name, "n");
}

static void names_of_one_machine_are_kept(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(10));

	(void)state;
	take(e);
	take(e);
	assert_int_equal(host()->n_names, 0);
	e.host[0] = 'b';
	take(e);
	e.host[0] = 'a';
	take(e);
	assert_int_equal(host()->n_names, 2);
	assert_string_equal(host()->names[0], "a");
	assert_string_equal(host()->names[1], "b");
	assert_string_equal(host()->name, "a");
	assert_false(host()->more_names);
}

static void names_do_not_grow_with_entries(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(10));

	(void)state;
	for (e.host[0] = 'a'; e.host[0] <= 'z'; e.host[0]++)
		take(e);
	assert_int_equal(host()->n_names, FLEET_NAMES);
	assert_true(host()->more_names);
	assert_string_equal(host()->name, "z");
}

static void late_entry_has_a_name_too(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(20));

	(void)state;
	take(summary('a', "ff", AGO(10)));
	e.source = 1;
	e.host[0] = 'b';
	take(e);
	assert_int_equal(host()->n_names, 2);
	assert_string_equal(host()->name, "a");
}

/* === failures === */

static void coalesced_failures_count(void **state)
{
	(void)state;
	take(failure('a', 8, 7, AGO(20)));
	assert_int_equal(host()->failures, 8);
	take(failure('a', 9, 0, AGO(10)));
	assert_int_equal(host()->failures, 9);
	assert_int_equal(host()->last_failure.usec, AGO(10));
	assert_int_equal(host()->last_failure.size, 65536);
}

static void failure_told_twice_counts_once(void **state)
{
	(void)state;
	take(failure('a', 3, 0, AGO(20)));
	take(failure('a', 3, 0, AGO(20)));
	assert_int_equal(host()->failures, 1);
}

static void failures_whose_entry_is_lost_count(void **state)
{
	(void)state;
	take(failure('a', 3, 0, AGO(20)));
	take(failure('a', 9, 1, AGO(10)));
	assert_int_equal(host()->failures, 7);
}

static void failures_of_another_load_have_numbers_of_their_own(void **state)
{
	struct fleet_entry e = failure('a', 3, 2, AGO(10));

	(void)state;
	take(failure('a', 3, 2, AGO(20)));
	e.load_id[0] = '2';
	take(e);
	assert_int_equal(host()->failures, 6);
}

static void failures_without_numbers_count(void **state)
{
	(void)state;
	take(failure('a', 0, 1, AGO(20)));
	take(failure('a', 0, 1, AGO(10)));
	assert_int_equal(host()->failures, 4);
}

static void count_of_failures_does_not_wrap_around(void **state)
{
	(void)state;
	take(failure('a', 0, UINT64_MAX - 1, AGO(20)));
	take(failure('a', 0, UINT64_MAX - 1, AGO(10)));
	assert_true(host()->failures == UINT64_MAX);
}

/* === more than one file === */

static void clock_that_was_set_back_is_followed(void **state)
{
	(void)state;
	take(summary('a', "ff", AGO(10)));
	take(summary('a', "fx", AGO(500)));
	assert_int_equal(fleet_largest_free(host()), 4096);
	assert_int_equal(host()->last_usec, AGO(500));
}

static void file_that_is_there_twice_counts_once(void **state)
{
	(void)state;
	for (unsigned int source = 0; source < 2; source++) {
		struct fleet_entry e[] = {
			summary('a', "ff", AGO(30)), failure('a', 5, 4, AGO(20)),
			summary('a', "fx", AGO(10)), summary('a', "fr", AGO(5)),
		};

		e[3].boot[0] = 'c';
		e[3].load_id[0] = '2';
		for (unsigned int i = 0; i < ARRAY_SIZE(e); i++) {
			e[i].source = source;
			take(e[i]);
		}
	}
	assert_int_equal(host()->failures, 5);
	assert_int_equal(host()->boots, 2);
	assert_int_equal(host()->loads, 2);
	assert_int_equal(fleet_largest_recovered(host()), 8192);
}

static void late_entry_brings_no_old_state_back(void **state)
{
	struct fleet_entry e = summary('a', "xx", AGO(20));

	(void)state;
	take(summary('a', "ff", AGO(30)));
	take(summary('a', "ff", AGO(10)));
	e.source = 1;
	take(e);
	expect_fails(8192, 0);
	assert_int_equal(host()->last_usec, AGO(10));
	e.usec = AGO(5);
	take(e);
	expect_fails(8192, AGO(5));
}

static void late_failures_count(void **state)
{
	struct fleet_entry e = failure('a', 8, 1, AGO(20));

	(void)state;
	take(failure('a', 5, 0, AGO(30)));
	take(summary('a', "ff", AGO(10)));
	e.source = 1;
	take(e);
	assert_int_equal(host()->failures, 4);
	/* Of a load that is over nothing is known any more. */
	e.seq = 20;
	e.load_id[0] = '2';
	take(e);
	assert_int_equal(host()->failures, 4);
}

/* === the time === */

static void expect_slot(unsigned int slot, uint64_t expected)
{
	uint64_t size = fleet_slot_size(&fleet, host(), slot);

	if (size != expected)
		fail_msg("slot %u: expected %llu, got %llu", slot, (unsigned long long)expected,
			 (unsigned long long)size);
}

static void slots_have_the_last_word_of_their_time(void **state)
{
	(void)state;
	take(summary('a', "ff", AGO(DAY_SEC)));
	take(summary('a', "xf", AGO(DAY_SEC - 899)));
	take(summary('a', "fx", AGO(1)));
	expect_slot(0, 0);
	expect_slot(FLEET_SLOTS - 1, 4096);
	/* After the end there is no slot. */
	take(summary('a', "ff", AGO(-7200)));
	expect_slot(FLEET_SLOTS - 1, 4096);
}

static void host_that_says_nothing_in_a_slot_is_silent_after_two_intervals(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(DAY_SEC - 950));

	(void)state;
	/* A slot takes as long as the time between two summaries, and a microsecond. */
	take(e);
	expect_slot(0, SLOT_BEFORE);
	expect_slot(1, 8192);
	expect_slot(2, 8192);
	expect_slot(3, SLOT_SILENT);
	e.summary_sec = 901;
	take(e);
	expect_slot(3, 8192);
	expect_slot(4, SLOT_SILENT);
}

static void no_time_at_all_has_one_slot(void **state)
{
	(void)state;
	teardown(NULL);
	fleet_init(&fleet, UNTIL_SEC * SEC, UNTIL_SEC * SEC);
	take(summary('a', "ff", AGO(0)));
	expect_slot(0, 8192);
}

/* === order === */

static void worst_is_first(void **state)
{
	struct fleet_entry silent = summary('e', "fff", AGO(4000));
	struct fleet_entry failed = failure('d', 2, 1, AGO(10));
	char order[8] = "";

	(void)state;
	take(silent);
	take(summary('b', "fff", AGO(10)));
	take(summary('a', "fff", AGO(10)));
	take(summary('c', "frr", AGO(10)));
	take(summary('d', "fff", AGO(10)));
	take(failed);
	take(summary('g', "fxx", AGO(10)));
	take(summary('f', "xxx", AGO(10)));
	fleet_finish(&fleet);
	for (unsigned int i = 0; i < fleet.n_hosts; i++)
		order[i] = fleet.hosts[i]->name[0];
	assert_string_equal(order, "fgcedab");
}

static void nodes_are_in_order(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		struct fleet_entry e = summary('a', "ff", AGO(10));

		e.node = 2 - i;
		take(e);
	}
	fleet_finish(&fleet);
	for (unsigned int i = 0; i < 3; i++)
		assert_int_equal(host()->nodes[i].id, i);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(host_gives_what_each_node_gives),
		TEST(host_without_summary_gives_nothing),
		TEST(last_summary_counts),
		TEST(sizes_that_changed_start_anew),
		TEST(failing_is_since_the_first_of_the_sizes),
		TEST(state_change_counts_before_the_summary),
		TEST(state_change_before_any_summary_makes_no_node),
		TEST(unknown_is_not_failed),
		TEST(trend_compares_with_the_first_summary),
		TEST(silent_is_after_two_intervals),
		TEST(absent_until_it_is_loaded_again),
		TEST(clock_is_ahead_from_a_minute_on),
		TEST(discontiguity_is_the_gravest),
		TEST(boots_and_loads_are_counted),
		TEST(node_that_went_is_forgotten),
		TEST(hosts_are_told_apart_by_machine),
		TEST(names_of_one_machine_are_kept),
		TEST(names_do_not_grow_with_entries),
		TEST(late_entry_has_a_name_too),
		TEST(coalesced_failures_count),
		TEST(failure_told_twice_counts_once),
		TEST(failures_whose_entry_is_lost_count),
		TEST(failures_of_another_load_have_numbers_of_their_own),
		TEST(failures_without_numbers_count),
		TEST(count_of_failures_does_not_wrap_around),
		TEST(clock_that_was_set_back_is_followed),
		TEST(file_that_is_there_twice_counts_once),
		TEST(late_entry_brings_no_old_state_back),
		TEST(late_failures_count),
		TEST(slots_have_the_last_word_of_their_time),
		TEST(host_that_says_nothing_in_a_slot_is_silent_after_two_intervals),
		TEST(no_time_at_all_has_one_slot),
		TEST(worst_is_first),
		TEST(nodes_are_in_order),
	};

	return RUN_TESTS(tests);
}
