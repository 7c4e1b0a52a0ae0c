// SPDX-License-Identifier: GPL-2.0
/* Unit tests: how a report follows from the entries of many hosts. */
#include <stdio.h>
#include <time.h>

#include "fleet_entries.h"

/* === states =============================================================== */

static void the_latest_statement_about_a_size_counts(void **state)
{
	(void)state;
	add_entry(summary('a', "ffff", AGO(50)));
	add_entry(state_change('a', 8 * K, 'x', AGO(40)));
	add_entry(state_change('a', 16 * K, 'r', AGO(40)));
	for_each_order
		expect_states(0, "fxrf");
	add_entry(summary('a', "frff", AGO(30)));
	for_each_order
		expect_states(0, "frff");
}

static void a_failure_means_that_its_size_is_failed(void **state)
{
	struct fleet_entry e = failure('a', 1, 0, AGO(40));

	(void)state;
	e.size = 8 * K;
	add_entry(summary('a', "fff", AGO(50)));
	add_entry(e);
	for_each_order {
		expect_states(0, "fxf");
		expect(host('a')->health, HEALTH_FAILS);
	}
}

static void a_size_is_known_without_a_summary(void **state)
{
	(void)state;
	add_entry(on_node(state_change('a', 8 * K, 'x', AGO(40)), 3));
	for_each_order {
		expect_states(3, "x");
		expect(host('a')->summary.usec, 0);
		expect(host('a')->health, HEALTH_FAILS);
	}
}

static void at_the_same_moment_the_worse_state_counts(void **state)
{
	static const char from_good_to_bad[] = "fr-x";

	(void)state;
	for (unsigned int good = 0; good < 4; good++)
		for (unsigned int bad = good; bad < 4; bad++) {
			n_added = 0;
			add_entry(state_change('a', 8 * K, from_good_to_bad[good], AGO(40)));
			add_entry(state_change('a', 8 * K, from_good_to_bad[bad], AGO(40)));
			for_each_order
				expect(size_at(0, 8 * K)->state.value,
				       state_of(from_good_to_bad[bad]));
		}
}

static void a_state_begins_after_the_last_entry_with_another_state(void **state)
{
	(void)state;
	add_entry(summary('a', "fx", AGO(90)));
	add_entry(summary('a', "ff", AGO(80)));
	add_entry(summary('a', "fr", AGO(70)));
	add_entry(state_change('a', 8 * K, 'x', AGO(60)));
	add_entry(summary('a', "fx", AGO(50)));
	add_entry(failure('a', 1, 0, AGO(45)));
	add_entry(summary('a', "fx", AGO(40)));
	for_each_order {
		expect(size_at(0, 8 * K)->state.since.usec, AGO(60));
		expect(size_at(0, 4 * K)->state.since.usec, AGO(90));
		expect(host('a')->judgement.failing_usec, AGO(60));
	}
}

static void a_state_may_begin_before_the_time_of_the_report(void **state)
{
	(void)state;
	since_usec = AGO(100);
	add_entry(summary('a', "ff", AGO(9000)));
	add_entry(summary('a', "fx", AGO(5000)));
	add_entry(summary('a', "fx", AGO(50)));
	for_each_order
		expect(size_at(0, 8 * K)->state.since.usec, AGO(5000));
}

static void a_host_with_entries_only_before_the_time_of_the_report_keeps_its_states(void **state)
{
	(void)state;
	since_usec = AGO(10);
	add_entry(summary('a', "fx", AGO(600)));
	for_each_order {
		expect(host('a')->health, HEALTH_FAILS);
		expect(fleet.entries, 0);
	}
}

static void a_state_may_begin_at_the_same_moment_as_another_state(void **state)
{
	(void)state;
	add_entry(summary('a', "ffff", AGO(50)));
	add_entry(state_change('a', 8 * K, 'f', AGO(40)));
	add_entry(state_change('a', 8 * K, 'x', AGO(40)));
	add_entry(summary('a', "fxff", AGO(30)));
	for_each_order
		expect(size_at(0, 8 * K)->state.since.usec, AGO(40));
}

static void a_host_fails_since_its_first_demanded_size_failed(void **state)
{
	(void)state;
	add_entry(summary('a', "ffff", AGO(90)));
	add_entry(summary('a', "fffx", AGO(80)));
	add_entry(summary('a', "ffxx", AGO(70)));
	add_entry(on_node(summary('a', "fxff", AGO(60)), 1));
	for_each_order	/* the demanded size is 16k, so 32k does not count */
		expect(host('a')->judgement.failing_usec, AGO(70));
}

static void entries_of_one_boot_are_ordered_by_uptime_if_the_clock_is_set_back(void **state)
{
	struct fleet_entry e = summary('a', "fx", AGO(5000));

	(void)state;
	add_entry(summary('a', "ff", AGO(20)));
	e.uptime_usec = added[0].uptime_usec + SEC;
	add_entry(e);
	for_each_order {
		expect_states(0, "fx");
		expect(size_at(0, 8 * K)->state.since.usec, AGO(5000));
		expect(host('a')->last.usec, AGO(5000));
		expect(host('a')->summary.usec, AGO(5000));
	}
}

static void entries_of_different_boots_are_ordered_by_the_clock(void **state)
{
	(void)state;
	add_entry(summary('a', "ff", AGO(500)));
	add_entry(of_boot(summary('a', "fx", AGO(20)), '2'));
	for_each_order {
		assert_true(added[0].uptime_usec > added[1].uptime_usec);
		expect_states(0, "fx");
	}
}

/* === sizes and nodes that are dropped ===================================== */

static void a_size_that_the_latest_summary_does_not_list_is_dropped(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(40));

	(void)state;
	add_entry(of_boot(summary('a', "xxff", AGO(90)), '1'));
	e.sizes[0].bytes = 64 * K;	/* after a boot of a kernel with larger pages */
	e.sizes[1].bytes = 128 * K;
	add_entry(of_boot(e, '2'));
	min_size = 64 * K;
	for_each_order {
		expect_states(0, "ff");
		expect(node(0)->sizes[0].bytes, 64 * K);
		expect(host('a')->judgement.failing_usec, 0);
		expect(host('a')->health, HEALTH_PASSES);
	}
}

static void a_size_that_was_stated_after_the_latest_summary_is_kept(void **state)
{
	(void)state;
	add_entry(summary('a', "ff", AGO(40)));
	add_entry(state_change('a', 64 * K, 'x', AGO(30)));
	add_entry(state_change('a', 32 * K, 'x', AGO(40)));
	for_each_order {
		expect_states(0, "ffxx");
		expect(node(0)->sizes[2].bytes, 32 * K);
		expect(node(0)->sizes[3].bytes, 64 * K);
	}
}

static void a_summary_of_another_node_drops_no_size(void **state)
{
	(void)state;
	add_entry(summary('a', "ffx", AGO(40)));
	add_entry(on_node(summary('a', "f", AGO(30)), 1));
	for_each_order
		expect_states(0, "ffx");
}

static void a_node_is_dropped_after_two_summary_intervals_without_a_statement(void **state)
{
	(void)state;
	add_entry(on_node(summary('a', "xxxxx", AGO(2100)), 1));
	add_entry(summary('a', "fffff", AGO(300)));
	for_each_order	/* two intervals of 900 seconds have not passed */
		expect(host('a')->n_nodes, 2);
	add_entry(summary('a', "fffff", AGO(299)));
	for_each_order {
		expect(host('a')->n_nodes, 1);
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('a')->judgement.failing_usec, 0);
	}
}

static void a_failure_on_a_node_shows_that_the_node_is_online(void **state)
{
	(void)state;
	add_entry(on_node(summary('a', "ff", AGO(2100)), 1));
	add_entry(on_node(failure('a', 1, 0, AGO(310)), 1));
	add_entry(summary('a', "ff", AGO(299)));
	for_each_order
		expect(host('a')->n_nodes, 2);
}

static void the_summary_interval_of_the_host_decides_when_a_node_is_dropped(void **state)
{
	struct fleet_entry e = summary('a', "ff", AGO(299));

	(void)state;
	e.summary_sec = 901;
	add_entry(on_node(summary('a', "xx", AGO(2101)), 1));
	add_entry(e);
	for_each_order
		expect(host('a')->n_nodes, 2);
}

static void nodes_and_sizes_are_in_rising_order(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 5; i++) {
		add_entry(on_node(state_change('a', (4 * K) << (4 - i), 'f', AGO(50 - i)), 7 - i));
		add_entry(on_node(state_change('a', (4 * K) << i, 'f', AGO(50 - i)), 7 - i));
	}
	for_each_order
		for (unsigned int i = 0; i < 5; i++) {
			struct fleet_node *n = &host('a')->nodes[i];

			expect(n->id, 3 + i);
			for (unsigned int j = 1; j < n->n_sizes; j++)
				assert_true(n->sizes[j].bytes > n->sizes[j - 1].bytes);
		}
}

/* === judgement ============================================================ */

static void a_size_is_available_on_a_host_if_it_is_available_on_each_node(void **state)
{
	(void)state;
	add_entry(summary('a', "ffffx", AGO(10)));
	add_entry(on_node(summary('a', "frrxx", AGO(9)), 1));
	for_each_order {
		expect(host('a')->judgement.known, true);
		expect(host('a')->judgement.largest_free, 4 * K);
		expect(host('a')->judgement.largest_recovered, 16 * K);
		expect(host('a')->health, HEALTH_PASSES);
	}
}

static void a_host_without_states_is_not_probed(void **state)
{
	struct fleet_entry e = entry('a', EVENT_SUMMARY, AGO(10));

	(void)state;
	add_entry(e);
	for_each_order {
		expect(host('a')->health, HEALTH_UNPROBED);
		expect(host('a')->judgement.known, false);
	}
}

static void a_host_with_an_unknown_demanded_size_is_not_probed(void **state)
{
	(void)state;
	add_entry(summary('a', "ff-f", AGO(10)));
	add_entry(summary('b', "fff-", AGO(10)));	/* the unknown size 32k is not demanded */
	add_entry(summary('c', "f-xf", AGO(10)));
	for_each_order {
		expect(host('a')->health, HEALTH_UNPROBED);
		expect(host('b')->health, HEALTH_PASSES);
		expect(host('c')->health, HEALTH_FAILS);
	}
}

static void a_demand_below_the_smallest_size_requires_the_smallest_size(void **state)
{
	(void)state;
	min_size = 2 * K;
	add_entry(summary('a', "fxxx", AGO(10)));
	add_entry(summary('b', "xfff", AGO(10)));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_FAILS);
	}
}

static void a_host_without_a_size_as_large_as_demanded_is_not_probed(void **state)
{
	(void)state;
	min_size = 64 * K;
	add_entry(summary('a', "ffff", AGO(10)));
	for_each_order
		expect(host('a')->health, HEALTH_UNPROBED);
}

static void the_most_serious_fact_decides_the_health(void **state)
{
	(void)state;
	add_entry(summary('a', "xxx", AGO(5000)));
	for_each_order
		expect(host('a')->health, HEALTH_SILENT);
	add_entry(absent('a', AGO(4900)));
	for_each_order
		expect(host('a')->health, HEALTH_ABSENT);
	add_entry(wrong('a', AGO(4800)));
	for_each_order
		expect(host('a')->health, HEALTH_UNREADABLE);
	add_entry(discontiguity('a', 1, AGO(4950)));
	for_each_order
		expect(host('a')->health, HEALTH_FAILS);
}

static void a_host_fails_at_a_size_if_it_fails_a_report_that_demands_it(void **state)
{
	(void)state;
	add_entry(summary('a', "ffxfx", AGO(10)));
	add_entry(on_node(summary('a', "fffxf", AGO(9)), 1));
	add_entry(summary('b', "xxx", AGO(5000)));
	add_entry(discontiguity('c', 1, AGO(5000)));
	add_entry(summary('d', "---", AGO(5)));
	for (uint64_t bytes = 2 * K; bytes <= 128 * K; bytes *= 2) {
		min_size = bytes;
		for_each_order
			for (char letter = 'a'; letter <= 'd'; letter++)
				for (uint64_t other = 2 * K; other <= 128 * K; other *= 2)
					if (other == bytes)
						expect(fleet_fails_at(host(letter), NULL, other),
						       host(letter)->health == HEALTH_FAILS);
	}
}

/* === silence and clocks =================================================== */

static void a_host_is_silent_after_two_summary_intervals(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(1800)));
	add_entry(summary('b', "fff", AGO(1801)));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_SILENT);
		expect(fleet_patience_usec(host('b')), 1800 * SEC);
	}
}

static void the_latest_summary_contains_the_summary_interval_of_a_host(void **state)
{
	struct fleet_entry longer = summary('a', "fff", AGO(3000));
	struct fleet_entry shorter = summary('b', "fff", AGO(700));

	(void)state;
	longer.summary_sec = 1500;
	shorter.summary_sec = 300;
	add_entry(summary('a', "fff", AGO(4000)));
	add_entry(longer);
	add_entry(summary('b', "fff", AGO(4000)));
	add_entry(shorter);
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_SILENT);
	}
	add_entry(summary('b', "fff", AGO(650)));	/* has no interval: the default, 900 s */
	for_each_order
		expect(host('b')->health, HEALTH_PASSES);
}

static void a_host_with_a_recent_entry_of_any_kind_is_not_silent(void **state)
{
	(void)state;
	for (char letter = 'a'; letter <= 'd'; letter++)
		add_entry(summary(letter, "fff", AGO(5000)));
	add_entry(failure('a', 1, 0, AGO(10)));
	add_entry(state_change('b', 4 * K, 'f', AGO(10)));
	add_entry(absent('c', AGO(10)));
	add_entry(discontiguity('d', 1, AGO(10)));
	for_each_order
		for (char letter = 'a'; letter <= 'd'; letter++)
			expect(host(letter)->facts.silent, false);
}

static void a_host_without_a_summary_is_silent_after_two_default_intervals(void **state)
{
	(void)state;
	add_entry(state_change('a', 4 * K, 'f', AGO(1800)));
	add_entry(state_change('b', 4 * K, 'f', AGO(1801)));
	for_each_order {
		expect(host('a')->facts.silent, false);
		expect(host('b')->facts.silent, true);
	}
}

static void a_clock_is_ahead_if_it_is_more_than_a_minute_fast(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", (UNTIL_SEC + 61) * SEC - 1));	/* printed as 60 s */
	add_entry(summary('b', "fff", (UNTIL_SEC + 61) * SEC));
	for_each_order {
		expect(host('a')->clock_ahead, false);
		expect(host('b')->clock_ahead, true);
		expect(fleet.n_clock_ahead, 1);
		expect(host('b')->health, HEALTH_PASSES);
	}
}

static void a_host_whose_clock_has_the_latest_possible_time_is_ahead_and_not_silent(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", (UINT64_C(1) << 55) - 1));
	for_each_order {
		expect(host('a')->clock_ahead, true);
		expect(host('a')->health, HEALTH_PASSES);
	}
}

/* === the last round ======================================================= */

static struct fleet_entry round_at(struct fleet_entry e, uint64_t sec)
{
	e.has_round = true;
	e.round.sec = sec;
	return e;
}

static void a_host_whose_first_round_has_not_ended_is_not_probed(void **state)
{
	(void)state;
	add_entry(round_at(summary('a', "fff", AGO(10)), 0));
	for_each_order {
		expect(host('a')->health, HEALTH_UNPROBED);
		expect(host('a')->age, AGE_NO_ROUND);
	}
}

static void a_round_is_stale_after_the_time_in_the_summary(void **state)
{
	struct fleet_entry fresh = round_at(summary('a', "fff", AGO(10)), UNTIL_SEC - 10 - 500);
	struct fleet_entry stale = round_at(summary('b', "fff", AGO(10)), UNTIL_SEC - 10 - 501);

	(void)state;
	fresh.stale_sec = stale.stale_sec = 500;
	add_entry(fresh);
	add_entry(stale);
	add_entry(round_at(summary('c', "fff", AGO(10)), UNTIL_SEC - 10 - 181));
	add_entry(round_at(summary('d', "fff", AGO(10)), UNTIL_SEC - 10 - 182));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_UNPROBED);
		expect(host('b')->age, AGE_STALE);
		expect(host('c')->health, HEALTH_PASSES);
		expect(host('d')->health, HEALTH_UNPROBED);
	}
}

static void a_round_in_the_future_is_stale_after_the_same_time_as_one_in_the_past(void **state)
{
	(void)state;
	add_entry(round_at(summary('a', "fff", AGO(10)), UNTIL_SEC - 10 + 181));
	add_entry(round_at(summary('b', "fff", AGO(10)), UNTIL_SEC - 10 + 182));
	add_entry(round_at(summary('c', "fff", AGO(10)), UINT64_MAX));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_UNPROBED);
		expect(host('c')->health, HEALTH_UNPROBED);
	}
}

static void a_summary_without_the_time_of_a_round_is_fresh(void **state)
{
	(void)state;
	add_entry(round_at(summary('a', "fff", AGO(20)), 0));
	add_entry(summary('a', "fff", AGO(10)));
	for_each_order {
		expect(host('a')->age, AGE_FRESH);
		expect(host('a')->health, HEALTH_PASSES);
	}
}

static void states_and_failures_after_the_summary_show_that_rounds_run(void **state)
{
	(void)state;
	add_entry(round_at(summary('a', "fff", AGO(20)), 0));
	add_entry(state_change('a', 4 * K, 'r', AGO(10)));
	add_entry(round_at(summary('b', "fff", AGO(20)), UNTIL_SEC - 5000));
	add_entry(failure('b', 1, 0, AGO(10)));
	add_entry(state_change('c', 4 * K, 'f', AGO(30)));
	add_entry(round_at(summary('c', "fff", AGO(20)), 0));
	add_entry(state_change('d', 4 * K, 'f', AGO(20)));
	add_entry(round_at(summary('d', "fff", AGO(20)), 0));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_PASSES);
		expect(host('c')->health, HEALTH_UNPROBED);
		expect(host('d')->health, HEALTH_UNPROBED);
	}
}

static void the_latest_summary_says_whether_rounds_are_disabled(void **state)
{
	struct fleet_entry e = summary('a', "fff", AGO(20));

	(void)state;
	e.has_enabled = true;
	add_entry(e);
	for_each_order {
		expect(host('a')->disabled, true);
		expect(host('a')->health, HEALTH_PASSES);
	}
	add_entry(summary('a', "fff", AGO(10)));	/* without the field: not disabled */
	for_each_order
		expect(host('a')->disabled, false);
	e.usec += 15 * SEC;
	e.uptime_usec += 15 * SEC;
	e.enabled = true;
	add_entry(e);
	for_each_order
		expect(host('a')->disabled, false);
}

/* === the module =========================================================== */

static void a_host_is_absent_until_an_entry_has_a_load_id(void **state)
{
	struct fleet_entry e = absent('a', AGO(100));

	(void)state;
	e.absence = ABSENCE_NO_HEADERS;
	add_entry(summary('a', "fff", AGO(200)));
	add_entry(e);
	for_each_order {
		expect(host('a')->health, HEALTH_ABSENT);
		expect(host('a')->absence, ABSENCE_NO_HEADERS);
		expect(host('a')->presence.since.usec, AGO(100));
		expect(host('a')->judgement.largest_free, 16 * K);	/* the last known size */
	}
	add_entry(of_load(summary('a', "fff", AGO(50)), '2'));
	for_each_order
		expect(host('a')->health, HEALTH_PASSES);
}

static void an_absence_begins_with_its_first_entry_and_has_the_latest_reason(void **state)
{
	struct fleet_entry e = of_boot(absent('a', AGO(60)), '2');

	(void)state;
	e.absence = ABSENCE_BUILD_FAILED;
	add_entry(absent('a', AGO(300)));
	add_entry(summary('a', "fff", AGO(200)));
	add_entry(absent('a', AGO(100)));
	add_entry(absent('a', AGO(80)));
	add_entry(e);
	for_each_order {
		expect(host('a')->presence.since.usec, AGO(100));
		expect(host('a')->absence, ABSENCE_BUILD_FAILED);
	}
}

static void an_entry_about_an_absent_module_counts_although_it_has_a_load_id(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(200)));
	add_entry(of_load(absent('a', AGO(100)), '1'));
	for_each_order
		expect(host('a')->health, HEALTH_ABSENT);
}

static void a_discontiguity_without_a_load_id_does_not_show_a_loaded_module(void **state)
{
	struct fleet_entry e = discontiguity('a', 1, AGO(50));

	(void)state;
	e.load = SD_ID128_NULL;
	add_entry(absent('a', AGO(100)));
	add_entry(e);
	for_each_order
		expect(host('a')->facts.absent, true);
}

/* === boots, loads, names ================================================== */

static void boots_and_loads_of_the_time_of_the_report_are_counted(void **state)
{
	(void)state;
	since_usec = AGO(100);
	add_entry(of_boot(summary('a', "fff", AGO(300)), '1'));
	add_entry(of_boot(summary('a', "fff", AGO(200)), '2'));
	add_entry(of_boot(summary('a', "fff", AGO(100)), '2'));
	add_entry(of_load(of_boot(summary('a', "fff", AGO(90)), '2'), '3'));
	add_entry(of_boot(absent('a', AGO(80)), '4'));
	for_each_order {
		expect(host('a')->n_boots_in_time, 2);
		expect(host('a')->n_loads_in_time, 2);
	}
}

static void entries_that_cannot_be_read_add_neither_boots_nor_loads(void **state)
{
	struct fleet_entry e = wrong('a', AGO(40));

	(void)state;
	e.boot = SD_ID128_NULL;
	add_entry(summary('a', "fff", AGO(50)));
	add_entry(of_boot(wrong('a', AGO(40)), '2'));
	add_entry(e);
	add_entry(summary('a', "fff", AGO(30)));
	for_each_order {
		expect(host('a')->n_boots_in_time, 1);
		expect(host('a')->n_loads_in_time, 1);
		expect(host('a')->health, HEALTH_PASSES);
	}
}

static void hosts_are_identified_by_machine_ID(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(10)), "web"));
	add_entry(named(summary('b', "ffx", AGO(10)), "web"));
	add_entry(named(summary('a', "fff", AGO(5)), "database"));
	for_each_order {
		expect(fleet.n_hosts, 2);
		assert_string_equal(host('a')->name, "database");
		assert_string_equal(host('b')->name, "web");
	}
}

static void names_are_in_the_order_in_which_the_host_had_them(void **state)
{
	(void)state;
	add_entry(named(summary('a', "fff", AGO(50)), "z"));
	add_entry(named(summary('a', "fff", AGO(40)), "m"));
	add_entry(named(summary('a', "fff", AGO(30)), "b"));
	add_entry(named(summary('a', "fff", AGO(20)), "z"));
	for_each_order {
		struct fleet_host *h = host('a');

		expect(h->n_names, 3);
		assert_string_equal(h->names[0].text, "z");
		assert_string_equal(h->names[1].text, "m");
		assert_string_equal(h->names[2].text, "b");
		assert_string_equal(h->name, "z");
		expect(h->more_names, false);
	}
}

static void if_a_host_had_too_many_names_the_first_ones_are_kept(void **state)
{
	char name[] = "a";

	(void)state;
	for (unsigned int i = 0; i < 26; i++, name[0]++)
		add_entry(named(summary('a', "fff", AGO(100 - i)), name));
	for_each_order {
		expect(host('a')->n_names, FLEET_NAMES);
		expect(host('a')->more_names, true);
		assert_string_equal(host('a')->name, "z");
		assert_string_equal(host('a')->names[0].text, "a");
		assert_string_equal(host('a')->names[FLEET_NAMES - 1].text, "d");
	}
}

static void a_host_whose_entries_cannot_be_read_has_the_name_in_these_entries(void **state)
{
	(void)state;
	add_entry(named(wrong('a', AGO(10)), ""));
	for_each_order
		assert_string_equal(host('a')->name, "?");
	add_entry(wrong('a', AGO(20)));
	for_each_order
		assert_string_equal(host('a')->name, "a");
	add_entry(named(summary('a', "fff", AGO(30)), "good"));
	for_each_order
		assert_string_equal(host('a')->name, "good");
}

/* === failures ============================================================= */

static void a_failure_counts_the_failures_before_it_that_have_no_entry(void **state)
{
	(void)state;
	add_entry(failure('a', 8, 7, AGO(20)));
	for_each_order
		expect(host('a')->failures, 8);
	add_entry(failure('a', 9, 0, AGO(10)));
	for_each_order {
		expect(host('a')->failures, 9);
		expect(host('a')->last_failure.at.usec, AGO(10));
	}
}

static void failures_count_even_if_their_entry_is_lost(void **state)
{
	(void)state;
	add_entry(failure('a', 3, 0, AGO(20)));
	add_entry(failure('a', 9, 1, AGO(10)));
	for_each_order
		expect(host('a')->failures, 7);
}

static void each_load_numbers_its_failures(void **state)
{
	(void)state;
	add_entry(failure('a', 3, 2, AGO(20)));
	add_entry(of_load(failure('a', 3, 2, AGO(10)), '2'));
	add_entry(of_load(failure('a', 5, 0, AGO(5)), '2'));
	for_each_order
		expect(host('a')->failures, 8);
}

static void failures_before_the_time_of_the_report_do_not_count(void **state)
{
	(void)state;
	since_usec = AGO(100);
	add_entry(failure('a', 4, 3, AGO(200)));
	add_entry(failure('a', 7, 1, AGO(50)));
	add_entry(failure('b', 4, 3, AGO(200)));
	for_each_order {
		expect(host('a')->failures, 2);
		expect(host('b')->failures, 0);
		expect(host('b')->last_failure.at.usec, 0);
		expect(host('b')->judgement.worst, STATE_FAILED);
	}
}

static void an_entry_about_an_absent_module_counts_failures_once(void **state)
{
	struct fleet_entry first = absent('a', AGO(20)), second = absent('a', AGO(10));

	(void)state;
	first.coalesced = 4;
	second.coalesced = 2;
	add_entry(failure('a', 3, 2, AGO(30)));
	add_entry(first);
	add_entry(second);
	add_entry(absent('a', AGO(5)));
	for_each_order
		expect(host('a')->failures, 9);
	since_usec = AGO(15);
	for_each_order
		expect(host('a')->failures, 2);
}

static void the_last_failure_is_kept(void **state)
{
	struct fleet_entry e = on_node(failure('a', 2, 0, AGO(10)), 3);

	(void)state;
	e.size = 8 * K;
	e.effort = EFFORT_RETRY_MAYFAIL;
	e.reason = REASON_DISCONTIGUOUS;
	add_entry(failure('a', 1, 0, AGO(20)));
	add_entry(e);
	for_each_order {
		const struct fleet_failure *f = &host('a')->last_failure;

		expect(f->at.usec, AGO(10));
		expect(f->node, 3);
		expect(f->size, 8 * K);
		expect(f->effort, EFFORT_RETRY_MAYFAIL);
		expect(f->reason, REASON_DISCONTIGUOUS);
	}
}

static void hostile_numbers_of_failures_do_not_wrap_around(void **state)
{
	struct fleet_entry e = absent('b', AGO(5));

	(void)state;
	e.coalesced = UINT64_MAX;
	add_entry(failure('a', UINT64_MAX, UINT64_MAX - 1, AGO(20)));
	add_entry(of_load(failure('a', UINT64_MAX, UINT64_MAX - 1, AGO(10)), '2'));
	add_entry(failure('b', 5, UINT64_MAX, AGO(20)));
	for_each_order {
		expect(host('a')->failures, UINT64_MAX);
		expect(host('b')->failures, 5);
	}
	add_entry(e);
	for_each_order
		expect(host('b')->failures, UINT64_MAX);
}

/* === discontiguities ====================================================== */

static void discontiguities_are_the_sum_of_the_latest_count_of_each_load(void **state)
{
	(void)state;
	since_usec = AGO(100);
	add_entry(discontiguity('a', 3, AGO(500)));
	add_entry(discontiguity('a', 5, AGO(400)));
	add_entry(of_boot(discontiguity('a', 2, AGO(300)), '2'));
	add_entry(of_boot(summary('a', "fff", AGO(10)), '3'));
	for_each_order {
		expect(host('a')->discontiguities, 7);
		expect(host('a')->discontiguous.usec, AGO(300));
		expect(host('a')->health, HEALTH_FAILS);
		expect(fleet.n_discontiguous, 1);
	}
}

static void a_discontiguity_without_a_count_or_a_load_counts_as_one(void **state)
{
	struct fleet_entry e = discontiguity('b', 0, AGO(10));

	(void)state;
	e.load = SD_ID128_NULL;
	add_entry(discontiguity('a', 0, AGO(10)));
	add_entry(of_load(discontiguity('a', 2, AGO(9)), '2'));
	add_entry(e);
	for_each_order {
		expect(host('a')->discontiguities, 3);
		expect(host('b')->discontiguities, 1);
		expect(host('b')->health, HEALTH_FAILS);
	}
}

static void hostile_numbers_of_discontiguities_do_not_wrap_around(void **state)
{
	(void)state;
	add_entry(discontiguity('a', UINT64_MAX, AGO(20)));
	add_entry(of_load(discontiguity('a', 1, AGO(10)), '2'));
	for_each_order
		expect(host('a')->discontiguities, UINT64_MAX);
}

/* === flapping ============================================================= */

static struct fleet_entry flap(char letter, uint64_t usec)
{
	struct fleet_entry e = state_change(letter, 8 * K, 'f', usec);

	e.has_coalesced = true;
	return e;
}

static void a_size_flaps_for_an_hour_after_a_change_that_stands_for_several(void **state)
{
	(void)state;
	add_entry(flap('a', AGO(9000)));
	add_entry(flap('a', AGO(3610)));
	add_entry(summary('a', "fff", AGO(9) - 1));	/* printed as 10 s */
	add_entry(flap('b', AGO(3611)));
	add_entry(summary('b', "fff", AGO(10)));
	for_each_order {
		expect(host('a')->flapping, true);
		expect(fleet_size_flaps(host('a'), size_at(0, 8 * K)), true);
		expect(fleet_size_flaps(host('a'), size_at(0, 4 * K)), false);
		expect(host('b')->flapping, false);
		expect(fleet.n_flapping, 1);
	}
}

static void a_single_change_of_a_state_is_not_flapping(void **state)
{
	(void)state;
	add_entry(flap('a', AGO(4000)));
	add_entry(state_change('a', 8 * K, 'x', AGO(10)));
	add_entry(failure('a', 2, 1, AGO(5)));
	for_each_order
		expect(host('a')->flapping, false);
}

static void a_size_that_is_dropped_does_not_flap(void **state)
{
	(void)state;
	add_entry(flap('a', AGO(100)));
	add_entry(summary('a', "f", AGO(10)));
	for_each_order
		expect(host('a')->flapping, false);
}

/* === trend ================================================================ */

static void the_trend_compares_with_the_first_summary_of_the_time_of_the_report(void **state)
{
	(void)state;
	since_usec = AGO(100);
	add_entry(summary('a', "ffff", AGO(200)));
	add_entry(summary('a', "ffxx", AGO(100)));
	for_each_order
		expect(host('a')->trend, 0);
	add_entry(summary('a', "fxxx", AGO(80)));
	add_entry(summary('a', "fffx", AGO(60)));
	for_each_order
		expect(host('a')->trend, 1);
	add_entry(state_change('a', 4 * K, 'x', AGO(50)));
	for_each_order
		expect(host('a')->trend, -1);
}

static void a_node_that_is_worse_decides_the_trend_if_another_is_better(void **state)
{
	(void)state;
	add_entry(summary('a', "fxx", AGO(100)));
	add_entry(on_node(summary('a', "ffx", AGO(90)), 1));
	add_entry(summary('a', "fff", AGO(80)));
	for_each_order
		expect(host('a')->trend, 1);
	add_entry(on_node(summary('a', "fxx", AGO(70)), 1));
	for_each_order
		expect(host('a')->trend, -1);
	add_entry(summary('a', "xxx", AGO(60)));
	add_entry(on_node(summary('a', "fff", AGO(50)), 1));
	for_each_order
		expect(host('a')->trend, -1);
}

static void a_size_that_needs_reclaim_does_not_change_the_trend(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(100)));
	add_entry(summary('a', "frr", AGO(90)));
	for_each_order
		expect(host('a')->trend, 0);
}

static void a_host_without_a_summary_in_the_time_of_the_report_has_no_trend(void **state)
{
	(void)state;
	since_usec = AGO(50);
	add_entry(summary('a', "fff", AGO(100)));
	add_entry(state_change('a', 4 * K, 'x', AGO(10)));
	for_each_order
		expect(host('a')->trend, 0);
}

static void an_unknown_size_is_neither_worse_nor_better(void **state)
{
	(void)state;
	add_entry(summary('a', "---", AGO(100)));
	add_entry(summary('a', "fff", AGO(90)));
	add_entry(summary('b', "fff", AGO(100)));
	add_entry(summary('b', "---", AGO(90)));
	for_each_order {
		expect(host('a')->trend, 0);
		expect(host('b')->trend, 0);
	}
}

static void a_node_that_is_dropped_has_no_trend(void **state)
{
	(void)state;
	add_entry(on_node(summary('a', "fff", AGO(9000)), 1));
	add_entry(on_node(summary('a', "fxx", AGO(8000)), 1));
	add_entry(summary('a', "fff", AGO(10)));
	for_each_order
		expect(host('a')->trend, 0);
}

/* === entries that cannot be read ========================================== */

static void a_host_whose_newest_entry_cannot_be_read_is_unreadable(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(20)));
	add_entry(wrong('a', AGO(10)));
	add_entry(wrong('b', AGO(20)));
	add_entry(summary('b', "fff", AGO(10)));
	add_entry(wrong('c', AGO(9000)));
	for_each_order {
		expect(host('a')->health, HEALTH_UNREADABLE);
		expect(host('b')->health, HEALTH_PASSES);
		expect(host('c')->health, HEALTH_UNREADABLE);
		expect(fleet.by_health[HEALTH_UNREADABLE], 2);
	}
}

static void entries_of_an_unknown_kind_make_only_a_silent_host_unreadable(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(20)));
	add_entry(strange('a', AGO(10)));
	add_entry(summary('b', "fff", AGO(9000)));
	add_entry(strange('b', AGO(10)));
	add_entry(strange('c', AGO(9001)));
	add_entry(summary('c', "fff", AGO(9000)));
	add_entry(strange('d', AGO(10)));
	for_each_order {
		expect(host('a')->health, HEALTH_PASSES);
		expect(host('b')->health, HEALTH_UNREADABLE);
		expect(host('c')->health, HEALTH_SILENT);
		expect(host('d')->health, HEALTH_UNREADABLE);
	}
}

static void an_entry_without_a_machine_ID_is_counted_and_belongs_to_no_host(void **state)
{
	struct fleet_entry e = wrong('a', AGO(10));

	(void)state;
	e.machine = SD_ID128_NULL;
	read_entry(&e);
	fleet_finish(&fleet, false);
	expect(fleet.wrong, 1);
	expect(fleet.n_hosts, 0);
}

static void entries_in_the_time_of_the_report_are_counted(void **state)
{
	struct fleet_entry entries[] = {
		summary('a', "f", AGO(DAY_SEC) - 1), summary('a', "f", AGO(DAY_SEC)),
		failure('b', 1, 0, AGO(10)), wrong('b', AGO(5)),
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(entries); i++)
		read_entry(&entries[i]);
	expect(fleet.entries, 2);
	expect(fleet.wrong, 1);
}

/* === the second reading =================================================== */

static void entries_in_the_order_of_time_need_no_second_reading(void **state)
{
	struct fleet_entry entries[] = {
		summary('a', "fx", AGO(50)), summary('a', "ff", AGO(40)), absent('a', AGO(30)),
		summary('a', "fx", AGO(20)), failure('a', 1, 0, AGO(10)),
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(entries); i++) {
		read_entry(&entries[i]);
		expect(fleet_is_split(&fleet), false);
	}
}

static void entries_that_split_a_streak_need_a_second_reading(void **state)
{
	struct fleet_entry states[] = {
		summary('a', "xf", AGO(50)), summary('a', "xf", AGO(30)), summary('a', "ff", AGO(40)),
	};
	struct fleet_entry module[] = {
		absent('b', AGO(50)), absent('b', AGO(30)), summary('b', "ff", AGO(40)),
	};

	(void)state;
	for (unsigned int i = 0; i < 3; i++)
		read_entry(&states[i]);
	expect(fleet_is_split(&fleet), true);
	entries_teardown(NULL);
	entries_setup(NULL);
	for (unsigned int i = 0; i < 3; i++)
		read_entry(&module[i]);
	expect(fleet_is_split(&fleet), true);
}

/* A host may write to a journal between the first and the second reading. */
static void a_second_reading_adds_nothing(void **state)
{
	struct fleet_entry e = summary('a', "fff", AGO(20)), other = summary('b', "f", AGO(10));
	struct fleet_entry node_1 = of_boot(on_node(summary('a', "xxx", AGO(10)), 1), '2');

	(void)state;
	read_entry(&e);
	fleet_refine(&fleet, &e);
	fleet_refine(&fleet, &other);
	fleet_refine(&fleet, &node_1);
	fleet_finish(&fleet, false);
	expect(fleet.n_hosts, 1);
	expect(host('a')->n_nodes, 1);
	expect(host('a')->n_boots_in_time, 1);
	expect(host('a')->health, HEALTH_PASSES);
}

/* === hosts that are expected ============================================== */

static void an_expected_host_without_any_entry_is_silent(void **state)
{
	(void)state;
	assert_non_null(fleet_add_unheard(&fleet, "web"));
	fleet_finish(&fleet, true);
	assert_string_equal(fleet.hosts[0]->name, "web");
	expect(fleet.hosts[0]->health, HEALTH_SILENT);
	expect(fleet.by_health[HEALTH_SILENT], 1);
}

static void hosts_that_are_not_expected_are_counted(void **state)
{
	(void)state;
	add_entry(summary('a', "fff", AGO(10)));
	has_expected = true;
	for_each_order {
		expect(fleet.n_unexpected, 1);
		expect(host('a')->expected, false);
	}
	has_expected = false;
	for_each_order {
		expect(fleet.n_unexpected, 0);
		expect(host('a')->expected, true);
	}
}

/* === order ================================================================ */

static void the_worst_host_is_first(void **state)
{
	char got[16];

	(void)state;
	add_entry(summary('a', "fff", AGO(10)));		/* passes; sorted by machine ID */
	add_entry(named(summary('b', "fff", AGO(10)), "a"));
	add_entry(summary('c', "fff", AGO(10)));		/* sorted by name */
	add_entry(summary('d', "fff", AGO(10)));		/* sorted by failures */
	add_entry(failure('d', 2, 1, AGO(15)));
	add_entry(state_change('d', 64 * K, 'f', AGO(12)));
	add_entry(summary('e', "frr", AGO(10)));		/* sorted by largest free size */
	add_entry(summary('f', "ffrr", AGO(10)));
	add_entry(round_at(summary('g', "fff", AGO(10)), 0));	/* not probed */
	add_entry(summary('h', "---", AGO(10)));
	add_entry(summary('i', "fff", AGO(5000)));		/* silent */
	add_entry(absent('j', AGO(10)));
	add_entry(wrong('k', AGO(10)));
	add_entry(summary('l', "ffx", AGO(10)));		/* fails */
	add_entry(summary('m', "fxx", AGO(10)));
	add_entry(summary('n', "xxx", AGO(10)));
	add_entry(summary('o', "-xx", AGO(10)));		/* unknown is worse than no size */
	for_each_order {
		for (unsigned int i = 0; i < fleet.n_hosts; i++)
			got[i] = fleet.hosts[i]->machine.bytes[0];
		got[fleet.n_hosts] = '\0';
		assert_string_equal(got, "onmlkjihgedabcf");
	}
}

static void hosts_are_counted_by_health(void **state)
{
	static const enum health healths[] = {
		HEALTH_FAILS, HEALTH_UNREADABLE, HEALTH_ABSENT, HEALTH_SILENT, HEALTH_UNPROBED,
	};

	(void)state;
	add_entry(summary('a', "ffx", AGO(10)));
	add_entry(wrong('b', AGO(10)));
	add_entry(absent('c', AGO(10)));
	add_entry(summary('d', "fff", AGO(5000)));
	add_entry(summary('e', "ff-", AGO(10)));
	add_entry(summary('f', "fff", AGO(10)));
	add_entry(summary('g', "fff", AGO(10)));
	for_each_order {
		for (unsigned int i = 0; i < ARRAY_SIZE(healths); i++)
			expect(fleet.by_health[healths[i]], 1);
		expect(fleet.by_health[HEALTH_PASSES], 2);
	}
}

/* === many hosts =========================================================== */

static sd_id128_t numbered(uint64_t number)
{
	/* Real machine IDs are random, so multiplication spreads these. */
	return (sd_id128_t){ .qwords = { number * UINT64_C(0x9e3779b97f4a7c15), number } };
}

static void a_hundred_thousand_hosts_are_added_quickly(void **state)
{
	const unsigned int n_hosts = 100000;
	clock_t start = clock();
	double took;

	(void)state;
	for (unsigned int i = 0; i < 3 * n_hosts; i++) {
		struct fleet_entry e = summary('a', "ffff", AGO(100 - i / n_hosts));

		e.machine = numbered(1 + i % n_hosts);
		read_entry(&e);
	}
	fleet_finish(&fleet, false);
	took = (double)(clock() - start) / CLOCKS_PER_SEC;
	expect(fleet.n_hosts, n_hosts);
	expect(fleet.by_health[HEALTH_PASSES], n_hosts);
	/* Without an index, it would take minutes. The limit is high because of sanitizers. */
	if (took > 5)
		fail_msg("expected less than 5 s, got %.1f s", took);
}

static void loads_beyond_the_limit_are_not_counted_but_their_states_are_kept(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < FLEET_LOADS + 10; i++) {
		struct fleet_entry e = failure('a', 2, 1, AGO(5000 - i));

		e.load = numbered(1 + i);
		read_entry(&e);
	}
	fleet_finish(&fleet, false);
	expect(host('a')->n_loads_in_time, FLEET_LOADS);
	expect(host('a')->failures, 2 * FLEET_LOADS);
	expect(host('a')->last_failure.at.usec, AGO(5000 - FLEET_LOADS - 9));
	expect(size_at(0, 64 * K)->state.last.usec, AGO(5000 - FLEET_LOADS - 9));
}

static void a_discontiguity_of_a_load_beyond_the_limit_counts(void **state)
{
	struct fleet_entry e = discontiguity('a', 3, AGO(10));

	(void)state;
	for (unsigned int i = 0; i < FLEET_LOADS; i++) {
		struct fleet_entry other = summary('a', "fff", AGO(5000 - i));

		other.load = numbered(1 + i);
		read_entry(&other);
	}
	e.load = numbered(FLEET_LOADS + 1);
	read_entry(&e);
	fleet_finish(&fleet, false);
	expect(host('a')->discontiguities, 1);
	expect(host('a')->health, HEALTH_FAILS);
}

static void entries_of_boots_beyond_the_limit_are_ordered_by_the_clock(void **state)
{
	struct fleet_entry e = summary('a', "fff", AGO(100));

	(void)state;
	for (unsigned int i = 0; i < FLEET_LOADS; i++) {
		e.boot = numbered(1 + i);
		read_entry(&e);
	}
	e = summary('a', "xxx", AGO(50));
	e.boot = numbered(FLEET_LOADS + 1);
	e.uptime_usec = 20;
	read_entry(&e);
	e = summary('a', "rrr", AGO(20));
	e.boot = numbered(FLEET_LOADS + 2);
	e.uptime_usec = 10;
	read_entry(&e);
	fleet_finish(&fleet, false);
	expect_states(0, "rrr");
	expect(host('a')->n_boots_in_time, FLEET_LOADS);
}

static void failures_of_absences_beyond_the_limit_are_not_counted(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < FLEET_LOADS + 10; i++) {
		struct fleet_entry e = absent('a', AGO(5000 - i));

		e.coalesced = 2;
		read_entry(&e);
	}
	fleet_finish(&fleet, false);
	expect(host('a')->failures, 2 * FLEET_LOADS);
	expect(host('a')->presence.last.usec, AGO(5000 - FLEET_LOADS - 9));
}

static void all_possible_nodes_and_sizes_are_kept(void **state)
{
	char letters[FLEET_SIZES + 1];
	struct fleet_entry e;

	(void)state;
	memset(letters, 'f', FLEET_SIZES);
	letters[FLEET_SIZES] = '\0';
	e = summary('a', letters, AGO(10));
	for (unsigned int i = 0; i < FLEET_SIZES; i++)
		e.sizes[i].bytes = SIZE_SMALLEST << i;
	for (e.node = 0; e.node <= NODE_MAX; e.node++)
		read_entry(&e);
	fleet_finish(&fleet, false);
	expect(host('a')->n_nodes, NODE_MAX + 1);
	expect(host('a')->nodes[NODE_MAX].n_sizes, FLEET_SIZES);
	expect(host('a')->judgement.largest_free, SIZE_LARGEST);
}

static void a_fleet_without_entries_has_no_hosts(void **state)
{
	(void)state;
	fleet_finish(&fleet, false);
	expect(fleet.n_hosts, 0);
	expect(fleet_is_split(&fleet), false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		FLEET_TEST(the_latest_statement_about_a_size_counts),
		FLEET_TEST(a_failure_means_that_its_size_is_failed),
		FLEET_TEST(a_size_is_known_without_a_summary),
		FLEET_TEST(at_the_same_moment_the_worse_state_counts),
		FLEET_TEST(a_state_begins_after_the_last_entry_with_another_state),
		FLEET_TEST(a_state_may_begin_before_the_time_of_the_report),
		FLEET_TEST(a_host_with_entries_only_before_the_time_of_the_report_keeps_its_states),
		FLEET_TEST(a_state_may_begin_at_the_same_moment_as_another_state),
		FLEET_TEST(a_host_fails_since_its_first_demanded_size_failed),
		FLEET_TEST(entries_of_one_boot_are_ordered_by_uptime_if_the_clock_is_set_back),
		FLEET_TEST(entries_of_different_boots_are_ordered_by_the_clock),
		FLEET_TEST(a_size_that_the_latest_summary_does_not_list_is_dropped),
		FLEET_TEST(a_size_that_was_stated_after_the_latest_summary_is_kept),
		FLEET_TEST(a_summary_of_another_node_drops_no_size),
		FLEET_TEST(a_node_is_dropped_after_two_summary_intervals_without_a_statement),
		FLEET_TEST(a_failure_on_a_node_shows_that_the_node_is_online),
		FLEET_TEST(the_summary_interval_of_the_host_decides_when_a_node_is_dropped),
		FLEET_TEST(nodes_and_sizes_are_in_rising_order),
		FLEET_TEST(a_size_is_available_on_a_host_if_it_is_available_on_each_node),
		FLEET_TEST(a_host_without_states_is_not_probed),
		FLEET_TEST(a_host_with_an_unknown_demanded_size_is_not_probed),
		FLEET_TEST(a_demand_below_the_smallest_size_requires_the_smallest_size),
		FLEET_TEST(a_host_without_a_size_as_large_as_demanded_is_not_probed),
		FLEET_TEST(the_most_serious_fact_decides_the_health),
		FLEET_TEST(a_host_fails_at_a_size_if_it_fails_a_report_that_demands_it),
		FLEET_TEST(a_host_is_silent_after_two_summary_intervals),
		FLEET_TEST(the_latest_summary_contains_the_summary_interval_of_a_host),
		FLEET_TEST(a_host_with_a_recent_entry_of_any_kind_is_not_silent),
		FLEET_TEST(a_host_without_a_summary_is_silent_after_two_default_intervals),
		FLEET_TEST(a_clock_is_ahead_if_it_is_more_than_a_minute_fast),
		FLEET_TEST(a_host_whose_clock_has_the_latest_possible_time_is_ahead_and_not_silent),
		FLEET_TEST(a_host_whose_first_round_has_not_ended_is_not_probed),
		FLEET_TEST(a_round_is_stale_after_the_time_in_the_summary),
		FLEET_TEST(a_round_in_the_future_is_stale_after_the_same_time_as_one_in_the_past),
		FLEET_TEST(a_summary_without_the_time_of_a_round_is_fresh),
		FLEET_TEST(states_and_failures_after_the_summary_show_that_rounds_run),
		FLEET_TEST(the_latest_summary_says_whether_rounds_are_disabled),
		FLEET_TEST(a_host_is_absent_until_an_entry_has_a_load_id),
		FLEET_TEST(an_absence_begins_with_its_first_entry_and_has_the_latest_reason),
		FLEET_TEST(an_entry_about_an_absent_module_counts_although_it_has_a_load_id),
		FLEET_TEST(a_discontiguity_without_a_load_id_does_not_show_a_loaded_module),
		FLEET_TEST(boots_and_loads_of_the_time_of_the_report_are_counted),
		FLEET_TEST(entries_that_cannot_be_read_add_neither_boots_nor_loads),
		FLEET_TEST(hosts_are_identified_by_machine_ID),
		FLEET_TEST(names_are_in_the_order_in_which_the_host_had_them),
		FLEET_TEST(if_a_host_had_too_many_names_the_first_ones_are_kept),
		FLEET_TEST(a_host_whose_entries_cannot_be_read_has_the_name_in_these_entries),
		FLEET_TEST(a_failure_counts_the_failures_before_it_that_have_no_entry),
		FLEET_TEST(failures_count_even_if_their_entry_is_lost),
		FLEET_TEST(each_load_numbers_its_failures),
		FLEET_TEST(failures_before_the_time_of_the_report_do_not_count),
		FLEET_TEST(an_entry_about_an_absent_module_counts_failures_once),
		FLEET_TEST(the_last_failure_is_kept),
		FLEET_TEST(hostile_numbers_of_failures_do_not_wrap_around),
		FLEET_TEST(discontiguities_are_the_sum_of_the_latest_count_of_each_load),
		FLEET_TEST(a_discontiguity_without_a_count_or_a_load_counts_as_one),
		FLEET_TEST(hostile_numbers_of_discontiguities_do_not_wrap_around),
		FLEET_TEST(a_size_flaps_for_an_hour_after_a_change_that_stands_for_several),
		FLEET_TEST(a_single_change_of_a_state_is_not_flapping),
		FLEET_TEST(a_size_that_is_dropped_does_not_flap),
		FLEET_TEST(the_trend_compares_with_the_first_summary_of_the_time_of_the_report),
		FLEET_TEST(a_node_that_is_worse_decides_the_trend_if_another_is_better),
		FLEET_TEST(a_size_that_needs_reclaim_does_not_change_the_trend),
		FLEET_TEST(a_host_without_a_summary_in_the_time_of_the_report_has_no_trend),
		FLEET_TEST(an_unknown_size_is_neither_worse_nor_better),
		FLEET_TEST(a_node_that_is_dropped_has_no_trend),
		FLEET_TEST(a_host_whose_newest_entry_cannot_be_read_is_unreadable),
		FLEET_TEST(entries_of_an_unknown_kind_make_only_a_silent_host_unreadable),
		FLEET_TEST(an_entry_without_a_machine_ID_is_counted_and_belongs_to_no_host),
		FLEET_TEST(entries_in_the_time_of_the_report_are_counted),
		FLEET_TEST(entries_in_the_order_of_time_need_no_second_reading),
		FLEET_TEST(entries_that_split_a_streak_need_a_second_reading),
		FLEET_TEST(a_second_reading_adds_nothing),
		FLEET_TEST(an_expected_host_without_any_entry_is_silent),
		FLEET_TEST(hosts_that_are_not_expected_are_counted),
		FLEET_TEST(the_worst_host_is_first),
		FLEET_TEST(hosts_are_counted_by_health),
		FLEET_TEST(a_hundred_thousand_hosts_are_added_quickly),
		FLEET_TEST(loads_beyond_the_limit_are_not_counted_but_their_states_are_kept),
		FLEET_TEST(a_discontiguity_of_a_load_beyond_the_limit_counts),
		FLEET_TEST(entries_of_boots_beyond_the_limit_are_ordered_by_the_clock),
		FLEET_TEST(failures_of_absences_beyond_the_limit_are_not_counted),
		FLEET_TEST(all_possible_nodes_and_sizes_are_kept),
		FLEET_TEST(a_fleet_without_entries_has_no_hosts),
	};

	return RUN_TESTS(tests);
}
