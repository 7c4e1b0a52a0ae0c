// SPDX-License-Identifier: GPL-2.0
/* Unit tests: the largest available size of hosts over time, for the chart of the page. */
#include "fleet_entries.h"

/* A slot is 15 minutes long, as is the time between two summaries. */
#define SLOT_SEC	(DAY_SEC / HISTORY_SLOTS)
#define IN_SLOT(slot)	(AGO(DAY_SEC) + ((slot) * SLOT_SEC + SLOT_SEC / 2) * SEC)

static int setup(void **state)
{
	entries_setup(state);
	fleet.keeps_history = true;
	return 0;
}

/* Reads the entries in the order in which the test added them, or backwards. */
static void read_entries(bool backwards)
{
	entries_teardown(NULL);
	fleet_init(&fleet, since_usec, UNTIL_SEC * SEC, min_size);
	fleet.keeps_history = true;
	for (unsigned int i = 0; i < n_added; i++)
		read_entry(&added[backwards ? n_added - 1 - i : i]);
	fleet_finish(&fleet, false);
}

static void expect_slots_at(unsigned int line, unsigned int from, unsigned int to,
			    uint64_t expected)
{
	for (unsigned int slot = from; slot <= to; slot++) {
		uint64_t got = history_get(&fleet, host('a'), slot);

		if (got != expected)
			fail_msg("line %u, slot %u: expected %llx, got %llx", line, slot,
				 (unsigned long long)expected, (unsigned long long)got);
	}
}

#define expect_slots(from, to, expected)	expect_slots_at(__LINE__, from, to, expected)

static void a_slot_has_the_size_in_its_last_summary(void **state)
{
	(void)state;
	add_entry(summary('a', "ff", AGO(DAY_SEC)));
	add_entry(summary('a', "xf", AGO(DAY_SEC - SLOT_SEC + 1)));
	add_entry(summary('a', "fr", AGO(DAY_SEC - SLOT_SEC - 1)));
	add_entry(summary('a', "fx", AGO(1)));
	for (unsigned int backwards = 0; backwards < 2; backwards++) {
		read_entries(backwards);
		expect_slots(0, 0, 0);
		expect_slots(1, 1, 8 * K);
		expect_slots(HISTORY_SLOTS - 1, HISTORY_SLOTS - 1, 4 * K);
	}
}

static void summaries_after_the_time_of_the_report_are_ignored(void **state)
{
	(void)state;
	add_entry(summary('a', "fx", AGO(1)));
	add_entry(summary('a', "ff", AGO(-7200)));
	add_entry(summary('a', "ff", (UINT64_C(1) << 55) - 1));
	read_entries(false);
	expect_slots(HISTORY_SLOTS - 1, HISTORY_SLOTS - 1, 4 * K);
}

static void a_host_is_not_heard_of_before_its_first_summary(void **state)
{
	(void)state;
	add_entry(summary('a', "ff", IN_SLOT(5)));
	read_entries(false);
	expect_slots(0, 4, HISTORY_NOT_HEARD);
	expect_slots(5, 5, 8 * K);
}

static void the_last_summary_before_the_time_of_the_report_counts_in_the_first_slots(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(DAY_SEC + 500)));
	add_entry(summary('a', "ff", AGO(DAY_SEC + 1)));
	for (unsigned int backwards = 0; backwards < 2; backwards++) {
		read_entries(backwards);
		expect_slots(0, 0, 8 * K);
		expect_slots(2, HISTORY_SLOTS - 1, HISTORY_SILENT);
	}
}

static void a_host_is_silent_after_two_summary_intervals_without_a_summary(void **state)
{
	struct fleet_entry e = summary('a', "ff", IN_SLOT(0));

	(void)state;
	add_entry(e);
	read_entries(false);
	expect_slots(0, 1, 8 * K);
	expect_slots(2, HISTORY_SLOTS - 1, HISTORY_SILENT);
	added[0].summary_sec = 3600;
	read_entries(false);
	expect_slots(0, 7, 8 * K);
	expect_slots(8, HISTORY_SLOTS - 1, HISTORY_SILENT);
}

static void a_host_with_a_summary_in_a_slot_is_not_silent_in_it(void **state)
{
	(void)state;
	since_usec = AGO(96 * 86400);	/* a slot is one day long */
	add_entry(summary('a', "ff", AGO(96 * 86400 - 10)));
	read_entries(false);
	expect_slots(0, 0, 8 * K);
	expect_slots(1, HISTORY_SLOTS - 1, HISTORY_SILENT);
}

static void the_node_with_the_smallest_size_decides_for_the_host(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", IN_SLOT(93)));
	add_entry(on_node(summary('a', "ffx", IN_SLOT(94)), 1));
	add_entry(summary('a', "fff", IN_SLOT(94)));
	add_entry(on_node(summary('a', "fff", IN_SLOT(95)), 1));
	add_entry(summary('a', "fxx", IN_SLOT(95)));
	for (unsigned int backwards = 0; backwards < 2; backwards++) {
		read_entries(backwards);
		expect_slots(93, 93, 16 * K);
		expect_slots(94, 94, 8 * K);
		expect_slots(95, 95, 4 * K);
	}
}

static void a_host_with_a_node_that_is_not_probed_is_unknown(void **state)
{
	(void)state;
	add_entry(summary('a', "--", IN_SLOT(93)));
	add_entry(summary('a', "xx", IN_SLOT(94)));
	add_entry(summary('a', "ff", IN_SLOT(95)));
	add_entry(on_node(summary('a', "-f", IN_SLOT(95)), 1));
	read_entries(false);
	expect_slots(93, 93, HISTORY_UNKNOWN);
	expect_slots(94, 94, 0);
	expect_slots(95, 95, HISTORY_UNKNOWN);
}

static void a_report_whose_time_is_empty_shows_the_present(void **state)
{
	(void)state;
	since_usec = UNTIL_SEC * SEC;
	add_entry(summary('a', "ff", AGO(0)));
	read_entries(false);
	expect_slots(0, HISTORY_SLOTS - 1, 8 * K);
}

static void a_host_without_a_summary_is_not_heard_of(void **state)
{
	(void)state;
	add_entry(state_change('a', 4 * K, 'x', AGO(10)));
	add_entry(absent('b', AGO(10)));
	read_entries(false);
	expect_slots(0, HISTORY_SLOTS - 1, HISTORY_NOT_HEARD);
	expect(history_get(&fleet, host('b'), 0), HISTORY_NOT_HEARD);
}

#define HISTORY(f)	cmocka_unit_test_setup_teardown(f, setup, entries_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		HISTORY(a_slot_has_the_size_in_its_last_summary),
		HISTORY(summaries_after_the_time_of_the_report_are_ignored),
		HISTORY(a_host_is_not_heard_of_before_its_first_summary),
		HISTORY(the_last_summary_before_the_time_of_the_report_counts_in_the_first_slots),
		HISTORY(a_host_is_silent_after_two_summary_intervals_without_a_summary),
		HISTORY(a_host_with_a_summary_in_a_slot_is_not_silent_in_it),
		HISTORY(the_node_with_the_smallest_size_decides_for_the_host),
		HISTORY(a_host_with_a_node_that_is_not_probed_is_unknown),
		HISTORY(a_report_whose_time_is_empty_shows_the_present),
		HISTORY(a_host_without_a_summary_is_not_heard_of),
	};

	return RUN_TESTS(tests);
}
