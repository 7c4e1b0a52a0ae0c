// SPDX-License-Identifier: GPL-2.0
/* What is worth an entry: one picture after another, and a clock of our own. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "service/events.h"

#define LOAD_A	"0123456789abcdef0123456789abcdef"
#define LOAD_B	"ffffffffffffffff0000000000000000"
#define MINUTE	(60 * USEC_PER_SEC)
#define HOUR	(60 * MINUTE)
#define ROUND	UINT64_C(1700000000)	/* when the last one ended */
#define MIB	1048576

/* === a host with two nodes of three sizes, of five where they flap for long === */

enum { K4, M1, M4, M8, M16, NR_SIZES };

static const uint64_t sizes[NR_SIZES] = {
	[K4] = 4096, [M1] = MIB, [M4] = 4 * MIB, [M8] = 8 * MIB, [M16] = 16 * MIB,
};

struct host {
	struct events events;
	struct tree now;
	struct tree_node nodes[2];
	uint64_t usec;			/* the clock of intervals, and */
	uint64_t sec;			/* the date */
	int refuse;			/* what emit returns */
	unsigned int n;			/* entries taken */
	enum event kinds[64];
	char *fields[64][NR_FIELDS];
};

static int take(const struct entry *entry, void *userdata)
{
	struct host *h = userdata;

	if (h->refuse)
		return h->refuse;
	assert_true(h->n < ARRAY_SIZE(h->kinds));
	h->kinds[h->n] = entry->event;
	for (unsigned int i = 0; i < NR_FIELDS; i++) {
		const char *value = entry_get(entry, i);

		h->fields[h->n][i] = value ? strdup(value) : NULL;
	}
	h->n++;
	return 0;
}

static void drop_entries(struct host *h)
{
	for (unsigned int i = 0; i < h->n; i++)
		for (unsigned int j = 0; j < NR_FIELDS; j++)
			free(h->fields[i][j]);
	h->n = 0;
}

static int look(struct host *h)
{
	struct moment now = { h->usec, h->sec };

	return events_update(&h->events, &h->now, &now);
}

static void set_state(struct host *h, unsigned int node, unsigned int size,
		      enum state state)
{
	h->nodes[node].sizes[size].state = state;
}

/* @count probes fail; the last of them is @size on @node. */
static void fail_probes(struct host *h, unsigned int node, unsigned int size,
			unsigned int count)
{
	h->now.counters[COUNTER_FAILURES] += count;
	h->now.last_failure = (struct tree_failure){
		.seq = h->now.last_failure.seq + count,
		.time = { 1700000000, 42 },
		.node = node,
		.size = sizes[size],
		.order = size == M4 ? 10 : 8,
		.effort = EFFORT_NORETRY,
		.reason = REASON_FRAGMENTED,
		.latency_ns = 12345,
		.free_blocks = { 3, { 3712, 9, 0 } },
		.unusable_index = 998,
	};
	set_state(h, node, size, STATE_FAILED);
}

static void load(struct host *h, const char *load_id)
{
	memset(&h->now, 0, sizeof(h->now));
	strcpy(h->now.load_id, load_id);
	h->now.config = (struct tree_config){
		.enabled = true, .interval_ms = 60000, .duty_ppm = 1000,
	};
	h->now.last_round = (struct stamp){ ROUND, 1 };
	h->sec = ROUND + 10;
	h->now.n_nodes = 2;
	h->now.nodes = h->nodes;
	for (unsigned int i = 0; i < 2; i++) {
		h->nodes[i] = (struct tree_node){
			.id = i,
			.largest_free = 4 * MIB,
			.largest_recovered = 4 * MIB,
			.free_blocks = { 2, { 5, 6 } },
			.unusable_index = { 2, { 0, 7 } },
			.n_sizes = 3,
		};
		for (unsigned int j = 0; j < 3; j++)
			h->nodes[i].sizes[j] = (struct tree_size){
				.bytes = sizes[j], .state = STATE_FREE,
			};
	}
}

static int setup(void **state)
{
	static const struct events_timing timing = {
		.summary_sec = 900, .first_summary_usec = 2 * MINUTE, .hour_usec = HOUR,
	};
	struct host *h = calloc(1, sizeof(*h));

	events_init(&h->events, take, h, &timing);
	load(h, LOAD_A);
	*state = h;
	return 0;
}

/* As setup, and the first picture of a healthy host has been told. */
static int setup_seen(void **state)
{
	struct host *h;

	setup(state);
	h = *state;
	assert_int_equal(look(h), 0);
	drop_entries(h);
	return 0;
}

static int teardown(void **state)
{
	struct host *h = *state;

	drop_entries(h);
	events_release(&h->events);
	free(h);
	return 0;
}

static void expect_kinds(const struct host *h, const char *expected)
{
	char got[512] = "";

	for (unsigned int i = 0; i < h->n; i++) {
		strcat(got, i ? " " : "");
		strcat(got, event_names[h->kinds[i]]);
	}
	if (strcmp(got, expected) != 0)
		fail_msg("entries: expected \"%s\", got \"%s\"", expected, got);
}

static void expect_field(const struct host *h, unsigned int i, enum field field,
			 const char *expected)
{
	const char *got = h->fields[i][field];

	if (!got || !expected ? got != expected : strcmp(got, expected) != 0)
		fail_msg("%s of entry %u: expected \"%s\", got \"%s\"",
			 field_names[field], i, expected ? expected : "(none)",
			 got ? got : "(none)");
}

/* === tests === */

static void first_picture_has_one_summary_for_each_node(void **state)
{
	struct host *h = *state;

	set_state(h, 1, M4, STATE_UNKNOWN);
	h->nodes[1].largest_free = MIB;
	assert_int_equal(look(h), 0);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_NODE, "0");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_A);
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=free");
	expect_field(h, 0, FIELD_LARGEST_FREE, "4194304");
	expect_field(h, 0, FIELD_LARGEST_RECOVERED, "4194304");
	expect_field(h, 0, FIELD_FREE_BLOCKS, "5 6");
	expect_field(h, 0, FIELD_UNUSABLE_INDEX, "0 7");
	expect_field(h, 0, FIELD_TIME, "1700000000.000000001");
	expect_field(h, 0, FIELD_FAILURES, "0");
	expect_field(h, 0, FIELD_SEQ, NULL);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous blocks up to 4 MiB are available at once, up to 4 MiB with the enabled effort. 0 failed probes on this host since the module was loaded.");
	expect_field(h, 1, FIELD_NODE, "1");
	expect_field(h, 1, FIELD_LARGEST_FREE, "1048576");
	expect_field(h, 1, FIELD_STATES,
		     "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=unknown");
}

/* The module is loaded and has not ended a round. */
static void set_unprobed(struct host *h)
{
	h->now.last_round = (struct stamp){ 0 };
	for (unsigned int i = 0; i < 2; i++) {
		h->nodes[i].free_blocks.n = 0;
		for (unsigned int j = 0; j < 3; j++)
			set_state(h, i, j, STATE_UNKNOWN);
	}
}

static void set_probed(struct host *h)
{
	h->now.last_round = (struct stamp){ h->sec, 1 };
	for (unsigned int i = 0; i < 2; i++)
		for (unsigned int j = 0; j < 3; j++)
			set_state(h, i, j, STATE_FREE);
}

static void first_summary_waits_for_the_first_round(void **state)
{
	struct host *h = *state;

	h->usec = 5 * MINUTE;
	set_unprobed(h);
	events_ask_summary(&h->events);
	look(h);
	expect_kinds(h, "");
	assert_int_equal(events_next_usec(&h->events), 7 * MINUTE);
	h->usec += 3 * USEC_PER_SEC;
	set_probed(h);
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=free");
	assert_int_equal(events_next_usec(&h->events), UINT64_MAX);
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

static void first_summary_waits_two_minutes_and_then_says_why(void **state)
{
	struct host *h = *state;

	set_unprobed(h);
	look(h);
	h->usec = 2 * MINUTE - 1;
	look(h);
	expect_kinds(h, "");
	h->usec = 2 * MINUTE;
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: whether contiguous blocks are available is unknown: no round of probes has ended in the 2 min since the service found the module. 0 failed probes on this host since the module was loaded.");
	expect_field(h, 0, FIELD_TIME, "0");
	expect_field(h, 0, FIELD_ENABLED, "1");
	expect_field(h, 0, FIELD_FREE_BLOCKS, NULL);
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=unknown kmalloc-1M=unknown kmalloc-4M=unknown");
	assert_int_equal(events_next_usec(&h->events), UINT64_MAX);
}

static void first_summary_comes_at_once_if_rounds_are_disabled(void **state)
{
	struct host *h = *state;

	set_unprobed(h);
	h->now.config.enabled = false;
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 1, FIELD_ENABLED, "0");
	expect_field(h, 1, FIELD_TIME, "0");
	expect_field(h, 1, FIELD_MESSAGE,
		     "Node 1: whether contiguous blocks are available is unknown: no round of probes has ended. Periodic rounds are disabled. 0 failed probes on this host since the module was loaded.");
}

static void late_first_round_has_a_summary_of_its_own(void **state)
{
	struct host *h = *state;

	set_unprobed(h);
	look(h);
	h->usec = 10 * MINUTE;
	look(h);
	drop_entries(h);
	h->usec = 11 * MINUTE;
	set_probed(h);
	set_state(h, 1, M4, STATE_FAILED);
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 1, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=failed");
}

static void failure_in_the_first_round_does_not_wait_for_its_end(void **state)
{
	struct host *h = *state;

	set_unprobed(h);
	fail_probes(h, 0, M4, 1);
	look(h);
	expect_kinds(h, "failure");
	drop_entries(h);
	set_probed(h);
	set_state(h, 0, M4, STATE_FAILED);
	look(h);
	expect_kinds(h, "summary summary");
}

static void refused_first_summary_is_offered_again(void **state)
{
	struct host *h = *state;

	h->refuse = -ENOBUFS;
	assert_int_equal(look(h), -ENOBUFS);
	h->refuse = 0;
	assert_int_equal(look(h), 0);
	expect_kinds(h, "summary summary");
}

/* === a summary is not better than the round that it is about === */

static void summary_says_how_to_judge_its_age(void **state)
{
	struct host *h = *state;

	/* Rounds of 1 s at 1,000 ppm: one in 1,000 s. */
	h->now.counters[COUNTER_ROUNDS] = 5;
	h->now.counters[COUNTER_BUSY_NS] = UINT64_C(5000000000);
	strcpy(h->now.module_version, "0.9");
	look(h);
	expect_field(h, 0, FIELD_STALE_SEC, "3001");
	expect_field(h, 0, FIELD_SUMMARY_SEC, "900");
	expect_field(h, 0, FIELD_ENABLED, "1");
	expect_field(h, 0, FIELD_MODULE_VERSION, "0.9");
}

static void summary_of_an_old_round_claims_nothing_is_available(void **state)
{
	struct host *h = *state;

	h->sec = ROUND + 3 * 3600;
	events_ask_summary(&h->events);
	look(h);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: whether contiguous blocks are available is unknown: the last round of probes ended 3 h ago. Then, contiguous blocks up to 4 MiB were available at once, up to 4 MiB with the enabled effort. 0 failed probes on this host since the module was loaded.");
	expect_field(h, 0, FIELD_TIME, "1700000000.000000001");
}

static void summary_of_a_round_in_the_future_claims_nothing_is_available(void **state)
{
	struct host *h = *state;

	h->sec = ROUND - 3600;
	events_ask_summary(&h->events);
	look(h);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: whether contiguous blocks are available is unknown: the clock was set back, the last round of probes is in the future. Then, contiguous blocks up to 4 MiB were available at once, up to 4 MiB with the enabled effort. 0 failed probes on this host since the module was loaded.");
}

static void summary_says_that_rounds_are_disabled(void **state)
{
	struct host *h = *state;

	h->now.config.enabled = false;
	events_ask_summary(&h->events);
	look(h);
	expect_field(h, 0, FIELD_ENABLED, "0");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous blocks up to 4 MiB are available at once, up to 4 MiB with the enabled effort. Periodic rounds are disabled. 0 failed probes on this host since the module was loaded.");
}

static void summary_names_what_is_not_probed(void **state)
{
	struct host *h = *state;

	set_state(h, 0, M4, STATE_UNKNOWN);
	set_state(h, 1, K4, STATE_UNKNOWN);
	h->nodes[1].largest_free = h->nodes[1].largest_recovered = 0;
	events_ask_summary(&h->events);
	look(h);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous blocks up to 4 MiB are available at once, up to 4 MiB with the enabled effort. Not probed: 4 MiB. 0 failed probes on this host since the module was loaded.");
	expect_field(h, 1, FIELD_MESSAGE,
		     "Node 1: whether contiguous blocks are available is unknown: the last round did not probe the smallest size. Not probed: 4 KiB. 0 failed probes on this host since the module was loaded.");
}

static void nothing_new_has_no_entry(void **state)
{
	struct host *h = *state;

	look(h);
	expect_kinds(h, "");
}

static void summary_names_what_is_not_obtainable(void **state)
{
	struct host *h = *state;

	h->nodes[0].largest_free = h->nodes[0].largest_recovered = 0;
	set_state(h, 0, M1, STATE_FAILED);
	fail_probes(h, 0, M4, 1);
	look(h);
	drop_entries(h);
	events_ask_summary(&h->events);
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous blocks of no size are available at once, of no size with the enabled effort. Unavailable: 1 MiB, 4 MiB. 1 failed probe on this host since the module was loaded.");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

static void failure_has_an_entry_with_all_of_its_record(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_NODE, "0");
	expect_field(h, 0, FIELD_SIZE, "1048576");
	expect_field(h, 0, FIELD_ORDER, "8");
	expect_field(h, 0, FIELD_EFFORT, "noretry");
	expect_field(h, 0, FIELD_REASON, "fragmented");
	expect_field(h, 0, FIELD_LATENCY_NS, "12345");
	expect_field(h, 0, FIELD_TIME, "1700000000.000000042");
	expect_field(h, 0, FIELD_SEQ, "1");
	expect_field(h, 0, FIELD_COALESCED, "0");
	expect_field(h, 0, FIELD_FREE_BLOCKS, "3712 9 0");
	expect_field(h, 0, FIELD_UNUSABLE_INDEX, "998");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_A);
	expect_field(h, 0, FIELD_STATE, NULL);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0 could not provide a contiguous 1 MiB block (kmalloc-1M, order 8, effort noretry): fragmented. Free blocks by order: 3712 9 0.");
}

static void several_failures_become_one_entry_and_a_change_for_each_size(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M4, 1);
	fail_probes(h, 0, M1, 1);
	fail_probes(h, 1, M4, 1);
	look(h);
	expect_kinds(h, "failure state-change state-change state-change");
	expect_field(h, 0, FIELD_NODE, "1");
	expect_field(h, 0, FIELD_SIZE, "4194304");
	expect_field(h, 0, FIELD_SEQ, "3");
	expect_field(h, 0, FIELD_COALESCED, "2");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 1 could not provide a contiguous 4 MiB block (kmalloc-4M, order 10, effort noretry): fragmented. Free blocks by order: 3712 9 0. This entry stands for 2 earlier failures too.");
	expect_field(h, 1, FIELD_NODE, "0");
	expect_field(h, 1, FIELD_SIZE, "1048576");
	expect_field(h, 2, FIELD_SIZE, "4194304");
	expect_field(h, 3, FIELD_NODE, "1");
}

static void size_that_stays_failed_is_told_once_an_hour(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	drop_entries(h);
	for (unsigned int minute = 1; minute < 60; minute++) {
		h->usec = minute * MINUTE;
		fail_probes(h, 0, M1, 1);
		look(h);
		expect_kinds(h, "");
	}
	h->usec = 60 * MINUTE - 1;
	look(h);
	expect_kinds(h, "");
	h->usec = 60 * MINUTE;
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure");
	expect_field(h, 0, FIELD_SEQ, "61");
	expect_field(h, 0, FIELD_COALESCED, "59");
}

static void hour_belongs_to_a_size_on_a_node(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	fail_probes(h, 0, M1, 2);
	look(h);
	drop_entries(h);

	fail_probes(h, 1, M1, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_COALESCED, "2");
	drop_entries(h);

	fail_probes(h, 0, M4, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_COALESCED, "0");
}

static void size_that_was_obtainable_meanwhile_fails_anew(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	drop_entries(h);
	set_state(h, 0, M1, STATE_RECOVERED);
	look(h);
	expect_kinds(h, "state-change");
	drop_entries(h);
	h->usec = MINUTE;
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_SEQ, "2");
	expect_field(h, 0, FIELD_COALESCED, "0");
}

/* The last of several failures may be of a size that stays failed: it stands for the others. */
static void old_story_does_not_hide_a_size_that_newly_failed(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	drop_entries(h);
	fail_probes(h, 1, M4, 1);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_SEQ, "3");
	expect_field(h, 0, FIELD_COALESCED, "1");
	drop_entries(h);
	fail_probes(h, 1, M4, 1);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "");
}

static void size_that_fails_anew_is_not_hidden_by_one_that_stays_failed(void **state)
{
	struct host *h = *state;

	fail_probes(h, 1, M4, 1);
	fail_probes(h, 0, M1, 1);
	look(h);
	set_state(h, 1, M4, STATE_FREE);
	look(h);
	drop_entries(h);
	fail_probes(h, 1, M4, 1);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 0, FIELD_SIZE, "1048576");
	expect_field(h, 0, FIELD_COALESCED, "1");
}

/* The size is available each time that the service looks. */
static void each_short_failure_has_an_entry(void **state)
{
	struct host *h = *state;

	for (unsigned int i = 0; i < 2; i++) {
		fail_probes(h, 0, M1, 1);
		set_state(h, 0, M1, STATE_FREE);
		look(h);
		expect_kinds(h, "failure state-change");
		drop_entries(h);
	}
}

static void failure_that_was_held_back_is_not_told_when_the_size_is_back(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	fail_probes(h, 0, M1, 1);
	look(h);
	drop_entries(h);
	set_state(h, 0, M1, STATE_FREE);
	look(h);
	expect_kinds(h, "state-change");
	drop_entries(h);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_field(h, 0, FIELD_SEQ, "3");
	expect_field(h, 0, FIELD_COALESCED, "1");
}

static void every_failure_is_an_entry_or_counted_in_one(void **state)
{
	struct host *h = *state;
	unsigned long long told = 0;

	srandom(1);
	for (unsigned int i = 0; i < 2000; i++) {
		unsigned int node = random() % 2, size = random() % 3;

		h->usec += random() % (30 * MINUTE);
		if (random() % 4)
			fail_probes(h, node, size, 1 + random() % 5);
		else
			set_state(h, node, size, STATE_FREE);
		assert_int_equal(look(h), 0);
		for (unsigned int j = 0; j < h->n; j++) {
			if (h->kinds[j] != EVENT_FAILURE)
				continue;
			told += 1 + strtoull(h->fields[j][FIELD_COALESCED], NULL, 10);
			assert_int_equal(told, h->now.last_failure.seq);
		}
		drop_entries(h);
	}
	events_module_absent(&h->events, ABSENCE_UNLOADED, h->now.counters[COUNTER_FAILURES]);
	if (h->fields[0][FIELD_COALESCED])
		told += strtoull(h->fields[0][FIELD_COALESCED], NULL, 10);
	assert_int_equal(told, h->now.counters[COUNTER_FAILURES]);
}

static void each_change_of_state_has_an_entry(void **state)
{
	static const struct {
		enum state to;
		const char *message;
	} steps[] = {
		{ STATE_RECOVERED, "Node 1: contiguous 1 MiB blocks (kmalloc-1M) are now available only after reclaim or compaction: recovered, were free." },
		{ STATE_FAILED, "Node 1: contiguous 1 MiB blocks (kmalloc-1M) are now not available at any enabled effort: failed, were recovered." },
		{ STATE_FREE, "Node 1: contiguous 1 MiB blocks (kmalloc-1M) are now available at once: free, were failed." },
	};
	struct host *h = *state;

	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		set_state(h, 1, M1, steps[i].to);
		look(h);
		expect_kinds(h, "state-change");
		expect_field(h, 0, FIELD_NODE, "1");
		expect_field(h, 0, FIELD_SIZE, "1048576");
		expect_field(h, 0, FIELD_STATE, state_names[steps[i].to]);
		expect_field(h, 0, FIELD_TIME, "1700000000.000000001");
		expect_field(h, 0, FIELD_MESSAGE, steps[i].message);
		drop_entries(h);
	}
}

static void size_that_becomes_known_or_unknown_has_a_summary_of_its_node(void **state)
{
	struct host *h = *state;

	set_state(h, 0, M4, STATE_UNKNOWN);
	look(h);
	expect_kinds(h, "summary");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=unknown");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
	set_state(h, 0, M4, STATE_RECOVERED);
	look(h);
	expect_kinds(h, "summary");
	expect_field(h, 0, FIELD_NODE, "0");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=recovered");
}

static void summaries_besides_the_periodic_ones_are_limited(void **state)
{
	struct host *h = *state;
	unsigned int n = 0;

	for (unsigned int minute = 0; minute < 600; minute++) {
		h->usec = minute * MINUTE;
		set_state(h, 0, M4, minute % 2 ? STATE_UNKNOWN : STATE_FAILED);
		set_state(h, 1, M4, minute % 2 ? STATE_FREE : STATE_UNKNOWN);
		look(h);
		n += h->n;
		drop_entries(h);
	}
	if (n > 2 * 4 * 11)
		fail_msg("in 10 hours: expected at most 88 entries, got %u", n);
	events_ask_summary(&h->events);
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=unknown");
}

static void node_that_comes_online_has_a_summary_once_it_is_probed(void **state)
{
	struct host *h = *state;

	h->now.n_nodes = 1;
	look(h);
	expect_kinds(h, "");
	for (unsigned int size = K4; size <= M4; size++)
		set_state(h, 1, size, STATE_UNKNOWN);
	h->now.n_nodes = 2;
	look(h);
	expect_kinds(h, "");
	set_state(h, 1, K4, STATE_FREE);
	set_state(h, 1, M1, STATE_FAILED);
	look(h);
	expect_kinds(h, "summary");
	expect_field(h, 0, FIELD_NODE, "1");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=failed kmalloc-4M=unknown");
}

static void node_that_was_offline_has_its_new_states_told(void **state)
{
	struct host *h = *state;

	h->now.n_nodes = 1;
	look(h);
	set_state(h, 1, M1, STATE_FAILED);
	h->now.n_nodes = 2;
	look(h);
	expect_kinds(h, "summary");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=failed kmalloc-4M=free");
}

/* === what the journal says, to those who read it === */

/* The size has recovered between the failure and the look. */
static void failure_of_a_size_that_recovered_is_followed_by_its_state(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	set_state(h, 0, M1, STATE_FREE);
	look(h);
	expect_kinds(h, "failure state-change");
	expect_field(h, 1, FIELD_STATE, "free");
	expect_field(h, 1, FIELD_MESSAGE,
		     "Node 0: contiguous 1 MiB blocks (kmalloc-1M) are now available at once: free, were failed.");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

static void refused_state_change_is_told_with_the_state_of_then(void **state)
{
	struct host *h = *state;

	set_state(h, 0, M1, STATE_RECOVERED);
	h->refuse = -ENOBUFS;
	look(h);
	set_state(h, 0, M1, STATE_FAILED);
	look(h);
	h->refuse = 0;
	look(h);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_STATE, "failed");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous 1 MiB blocks (kmalloc-1M) are now not available at any enabled effort: failed, were free.");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

/* Of several entries, only the refused ones are offered again. */
static int take_three(const struct entry *entry, void *userdata)
{
	struct host *h = userdata;

	return h->n == 3 ? -ENOBUFS : take(entry, h);
}

static void entry_that_was_taken_is_not_offered_again(void **state)
{
	struct host *h = *state;

	h->events.emit = take_three;
	fail_probes(h, 0, M1, 1);
	set_state(h, 0, M4, STATE_RECOVERED);
	set_state(h, 1, M4, STATE_RECOVERED);
	assert_int_equal(look(h), -ENOBUFS);
	expect_kinds(h, "failure state-change state-change");
	drop_entries(h);
	assert_int_equal(look(h), 0);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_NODE, "1");
}

/*
 * A reader takes an entry about a state for the sign that rounds run. Here it comes late:
 * the journal was away.
 */
static void entry_that_is_late_is_followed_by_a_summary(void **state)
{
	struct host *h = *state;

	set_state(h, 0, M4, STATE_RECOVERED);
	h->sec = ROUND + 3600;
	look(h);
	expect_kinds(h, "state-change summary summary");
	expect_field(h, 1, FIELD_TIME, "1700000000.000000001");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
	fail_probes(h, 0, M4, 1);
	look(h);
	expect_kinds(h, "failure state-change summary summary");
	drop_entries(h);
	h->usec += HOUR;
	fail_probes(h, 0, M4, 1);
	look(h);
	expect_kinds(h, "failure summary summary");
}

static void failure_of_a_size_that_is_not_probed_any_more_is_followed_by_that(void **state)
{
	struct host *h = *state;

	for (unsigned int i = 0; i < 2; i++) {
		fail_probes(h, 0, M4, 1);
		set_state(h, 0, M4, STATE_UNKNOWN);
		look(h);
		expect_kinds(h, "failure summary");
		expect_field(h, 1, FIELD_STATES,
			     "kmalloc-4k=free kmalloc-1M=free kmalloc-4M=unknown");
		drop_entries(h);
	}
}

/* === a size that flaps === */

static enum state flap(struct host *h, unsigned int node, unsigned int size)
{
	enum state next = h->nodes[node].sizes[size].state == STATE_FREE ?
		STATE_RECOVERED : STATE_FREE;

	set_state(h, node, size, next);
	return next;
}

/* Its 5 entries are written. */
static void begin_flapping(struct host *h)
{
	for (unsigned int i = 0; i < 5; i++) {
		h->usec += MINUTE;
		flap(h, 0, M1);
		look(h);
	}
}

static void flapping_size_has_four_entries_and_one_that_says_so(void **state)
{
	struct host *h = *state;

	h->usec = 1000 * HOUR;
	begin_flapping(h);
	expect_kinds(h, "state-change state-change state-change state-change state-change");
	for (unsigned int i = 0; i < 4; i++)
		expect_field(h, i, FIELD_COALESCED, NULL);
	expect_field(h, 4, FIELD_COALESCED, "0");
	expect_field(h, 4, FIELD_STATE, "recovered");
	expect_field(h, 4, FIELD_MESSAGE,
		     "Node 0: contiguous 1 MiB blocks (kmalloc-1M) are now available only after reclaim or compaction: recovered, were free. It changed more than 4 times in an hour: more changes are counted, and there is an entry when the hour ends.");
	/* The hour starts with its first entry. */
	assert_int_equal(events_next_usec(&h->events), 1001 * HOUR + MINUTE);
}

static void end_of_the_hour_tells_the_state_and_counts_the_changes(void **state)
{
	struct host *h = *state;

	h->usec = 1000 * HOUR;
	begin_flapping(h);
	drop_entries(h);
	for (unsigned int i = 0; i < 3; i++) {
		h->usec += MINUTE;
		flap(h, 0, M1);
		look(h);
	}
	h->usec = 1001 * HOUR + MINUTE - 1;
	look(h);
	expect_kinds(h, "");
	h->usec++;
	look(h);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_STATE, "free");
	expect_field(h, 0, FIELD_COALESCED, "3");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous 1 MiB blocks (kmalloc-1M) are now available at once: free, were recovered. This entry stands for 3 changes of the last hour.");
	assert_int_equal(events_next_usec(&h->events), UINT64_MAX);
	drop_entries(h);
	/* It is a size like others again. */
	flap(h, 0, M1);
	look(h);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_COALESCED, NULL);
}

static void each_hour_of_flapping_counts_for_itself(void **state)
{
	struct host *h = *state;

	for (unsigned int hour = 0; hour < 3; hour++) {
		h->usec = 2 * hour * HOUR;
		begin_flapping(h);
		expect_field(h, 4, FIELD_COALESCED, "0");
		flap(h, 0, M1);
		look(h);
		drop_entries(h);
		h->usec += HOUR;
		look(h);
		expect_kinds(h, "state-change");
		expect_field(h, 0, FIELD_COALESCED, "1");
		drop_entries(h);
	}
}

static void size_that_stopped_flapping_has_an_end_of_the_hour_too(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	drop_entries(h);
	h->usec = HOUR + MINUTE;
	look(h);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_STATE, "recovered");
	expect_field(h, 0, FIELD_COALESCED, "0");
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0: contiguous 1 MiB blocks (kmalloc-1M) are now available only after reclaim or compaction: recovered. It did not change again in that hour.");
}

/* Nothing has changed for an hour: neither in the module, which has stopped its rounds. */
static void end_of_an_hour_without_rounds_is_followed_by_a_summary(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	drop_entries(h);
	h->usec = HOUR + MINUTE;
	h->sec = ROUND + 3600;
	look(h);
	expect_kinds(h, "state-change summary summary");
}

static void refused_end_of_the_hour_is_offered_again(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	flap(h, 0, M1);
	look(h);
	drop_entries(h);
	h->usec = 2 * HOUR;
	h->refuse = -ENOBUFS;
	assert_int_equal(look(h), -ENOBUFS);
	h->refuse = 0;
	look(h);
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_COALESCED, "1");
}

static void limit_belongs_to_a_size_on_a_node(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	drop_entries(h);
	flap(h, 0, M1);
	flap(h, 0, M4);
	flap(h, 1, M1);
	look(h);
	expect_kinds(h, "state-change state-change");
	expect_field(h, 0, FIELD_SIZE, "4194304");
	expect_field(h, 1, FIELD_NODE, "1");
}

static void changes_more_than_an_hour_apart_are_no_flapping(void **state)
{
	struct host *h = *state;

	for (unsigned int i = 0; i < 30; i++) {
		h->usec += 16 * MINUTE;
		flap(h, 0, M1);
		look(h);
		expect_kinds(h, "state-change");
		expect_field(h, 0, FIELD_COALESCED, NULL);
		drop_entries(h);
	}
}

/* A summary has the true state of a size whose changes are only counted. */
static void summary_tells_the_state_of_a_flapping_size(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	flap(h, 0, M1);
	flap(h, 0, M1);
	set_state(h, 0, M1, STATE_FAILED);
	look(h);
	drop_entries(h);
	events_ask_summary(&h->events);
	look(h);
	expect_kinds(h, "summary summary");
	expect_field(h, 0, FIELD_STATES, "kmalloc-4k=free kmalloc-1M=failed kmalloc-4M=free");
}

static void stop_tells_changes_that_were_only_counted(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	drop_entries(h);
	assert_false(events_stop(&h->events));
	expect_kinds(h, "");
	flap(h, 0, M1);
	look(h);
	expect_kinds(h, "");
	assert_true(events_stop(&h->events));
	expect_kinds(h, "state-change");
	expect_field(h, 0, FIELD_STATE, "free");
	expect_field(h, 0, FIELD_COALESCED, "1");
	drop_entries(h);
	look(h);
	assert_false(events_stop(&h->events));
	expect_kinds(h, "");
}

static void unload_tells_changes_that_were_only_counted(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	flap(h, 0, M1);
	look(h);
	drop_entries(h);
	h->refuse = -ENOBUFS;
	assert_int_equal(events_module_absent(&h->events, ABSENCE_UNLOADED, 0), -ENOBUFS);
	h->refuse = 0;
	assert_int_equal(events_module_absent(&h->events, ABSENCE_UNLOADED, 0), 0);
	/* In this order: the last word is that there is no module. */
	expect_kinds(h, "state-change module-absent");
	expect_field(h, 0, FIELD_COALESCED, "1");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_A);
}

static void reload_that_was_missed_tells_changes_that_were_only_counted(void **state)
{
	struct host *h = *state;

	begin_flapping(h);
	flap(h, 0, M1);
	look(h);
	drop_entries(h);
	load(h, LOAD_B);
	look(h);
	expect_kinds(h, "state-change summary summary");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_A);
	expect_field(h, 1, FIELD_LOAD_ID, LOAD_B);
}

static void flapping_size_of_a_node_that_went_offline_is_forgotten(void **state)
{
	struct host *h = *state;

	for (unsigned int i = 0; i < 7; i++) {
		flap(h, 1, M1);
		look(h);
	}
	drop_entries(h);
	h->now.n_nodes = 1;
	look(h);
	assert_int_equal(events_next_usec(&h->events), UINT64_MAX);
	h->usec = 2 * HOUR;
	look(h);
	expect_kinds(h, "");
}

static void flapping_size_that_fails_has_four_failure_entries_an_hour(void **state)
{
	struct host *h = *state;
	unsigned int n = 0;

	for (unsigned int minute = 0; minute < 60; minute++) {
		h->usec = minute * MINUTE;
		if (minute % 2)
			set_state(h, 0, M1, STATE_FREE);
		else
			fail_probes(h, 0, M1, 1);
		look(h);
		for (unsigned int i = 0; i < h->n; i++)
			n += h->kinds[i] == EVENT_FAILURE;
		drop_entries(h);
	}
	assert_int_equal(n, 4);
	h->usec = 60 * MINUTE;
	fail_probes(h, 0, M1, 1);
	look(h);
	assert_int_equal(h->kinds[0], EVENT_FAILURE);
	expect_field(h, 0, FIELD_COALESCED, "26");
}

/* What a reader makes of the entries, as a report does. */
struct reading {
	enum state states[2][NR_SIZES];
	unsigned int changes[2][NR_SIZES], failures[2][NR_SIZES];	/* entries */
	unsigned long long failed_probes;		/* that entries tell or count */
};

static void read_states(enum state *states, const char *text)
{
	char word[16];

	for (unsigned int size = 0; (text = strchr(text, '=')); size++) {
		unsigned int found;

		text++;
		assert_int_equal(sscanf(text, "%15[a-z]", word), 1);
		for (found = 0; strcmp(word, state_names[found]) != 0; found++)
			;
		states[size] = found;
	}
}

static unsigned int index_of_size(const char *bytes)
{
	unsigned int size = 0;

	while (strtoull(bytes, NULL, 10) != sizes[size])
		size++;
	return size;
}

static void read_entry(struct reading *r, const struct host *h, unsigned int i)
{
	char *const *f = h->fields[i];
	unsigned int node = f[FIELD_NODE] ? atoi(f[FIELD_NODE]) : 0;
	unsigned int size = f[FIELD_SIZE] ? index_of_size(f[FIELD_SIZE]) : 0;
	unsigned int found;

	switch (h->kinds[i]) {
	case EVENT_SUMMARY:
		read_states(r->states[node], f[FIELD_STATES]);
		break;
	case EVENT_FAILURE:
		r->states[node][size] = STATE_FAILED;
		r->failures[node][size]++;
		r->failed_probes += 1 + strtoull(f[FIELD_COALESCED], NULL, 10);
		break;
	case EVENT_STATE_CHANGE:
		for (found = 0; strcmp(f[FIELD_STATE], state_names[found]) != 0; found++)
			;
		r->states[node][size] = found;
		r->changes[node][size]++;
		break;
	default:
		if (f[FIELD_COALESCED])
			r->failed_probes += strtoull(f[FIELD_COALESCED], NULL, 10);
	}
}

static void read_entries(struct reading *r, struct host *h)
{
	for (unsigned int i = 0; i < h->n; i++)
		read_entry(r, h, i);
	drop_entries(h);
}

static void expect_right_states(const struct reading *r, const struct host *h, const char *when)
{
	for (unsigned int node = 0; node < h->now.n_nodes; node++)
		for (unsigned int size = 0; size < h->nodes[node].n_sizes; size++)
			if (r->states[node][size] != h->nodes[node].sizes[size].state)
				fail_msg("%s, node %u, size %u: expected %s in the journal, got %s",
					 when, node, size,
					 state_names[h->nodes[node].sizes[size].state],
					 state_names[r->states[node][size]]);
}

static void sizes_that_flap_for_a_day_stay_within_the_limits(void **state)
{
	struct host *h = *state;
	struct reading r = { 0 };

	for (unsigned int node = 0; node < 2; node++) {
		h->nodes[node].n_sizes = NR_SIZES;
		for (unsigned int size = M8; size <= M16; size++)
			h->nodes[node].sizes[size] = (struct tree_size){
				.bytes = sizes[size], .state = STATE_FREE,
			};
	}
	for (unsigned int minute = 0; minute < 24 * 60; minute++) {
		h->usec = minute * MINUTE;
		for (unsigned int node = 0; node < 2; node++)
			for (unsigned int size = 0; size < NR_SIZES; size++)
				if (minute % 2)
					set_state(h, node, size, STATE_FREE);
				else
					fail_probes(h, node, size, 1);
		look(h);
		read_entries(&r, h);
	}
	for (unsigned int node = 0; node < 2; node++)
		for (unsigned int size = 0; size < NR_SIZES; size++)
			if (r.changes[node][size] > 24 * 6 || r.failures[node][size] > 24 * 4)
				fail_msg("in a day: expected at most 144 and 96 entries, got %u and %u",
					 r.changes[node][size], r.failures[node][size]);
	/* They are stable at last. */
	h->usec += HOUR;
	look(h);
	read_entries(&r, h);
	expect_right_states(&r, h, "at the end");
	events_module_absent(&h->events, ABSENCE_UNLOADED, h->now.counters[COUNTER_FAILURES]);
	read_entries(&r, h);
	assert_int_equal(r.failed_probes, h->now.counters[COUNTER_FAILURES]);
}

static bool any_is_withheld(const struct host *h)
{
	if (h->events.extra_summaries.used == ENTRIES_AN_HOUR)
		return true;
	for (unsigned int i = 0; i < h->events.sizes.n; i++)
		if (size_flaps(&h->events.sizes.v[i]))
			return true;
	return false;
}

/* One of the things that happen to a host. */
static void happen(struct host *h)
{
	unsigned int node = random() % 2, size = random() % 3;

	h->refuse = random() % 8 ? 0 : -ENOBUFS;
	switch (random() % 16) {
	case 0:
		h->now.n_nodes = 1 + random() % 2;
		break;
	case 1:
		load(h, random() % 2 ? LOAD_A : LOAD_B);
		break;
	case 2:
		events_ask_summary(&h->events);
		break;
	case 3:
		events_stop(&h->events);
		break;
	case 4 ... 8:
		fail_probes(h, node, size, 1 + random() % 3);
		__attribute__((fallthrough));
	default:
		set_state(h, random() % 2, random() % 3,
			  random() % 8 ? 1 + random() % 3 : STATE_UNKNOWN);
	}
}

/* Whenever no entry is refused or withheld, the journal has the true states. */
static void journal_is_right_at_any_moment(void **state)
{
	struct host *h = *state;
	struct reading r = { 0 };
	unsigned int compared = 0;
	char when[32];

	srandom(2);
	for (unsigned int i = 0; i < 20000; i++) {
		h->usec += random() % (40 * MINUTE);
		happen(h);
		if (look(h) == 0 && !any_is_withheld(h)) {
			read_entries(&r, h);
			snprintf(when, sizeof(when), "step %u", i);
			expect_right_states(&r, h, when);
			compared++;
		}
		read_entries(&r, h);
	}
	assert_true(compared > 5000);
}

static void discontiguity_has_an_entry_with_its_block(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	h->now.last_failure.reason = REASON_DISCONTIGUOUS;
	h->now.counters[COUNTER_DISCONTIGUITIES] = 1;
	look(h);
	expect_kinds(h, "discontiguity failure state-change");
	expect_field(h, 0, FIELD_DISCONTIGUITIES, "1");
	expect_field(h, 0, FIELD_REASON, "discontiguous");
	expect_field(h, 0, FIELD_SIZE, "1048576");
	expect_field(h, 0, FIELD_MESSAGE,
		     "The kernel allocated 1 block whose page frames are not consecutive (1 since the module was loaded). This must never happen.");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

static void discontiguity_hidden_by_a_later_failure_has_no_block(void **state)
{
	struct host *h = *state;

	h->now.counters[COUNTER_DISCONTIGUITIES] = 2;
	fail_probes(h, 0, M1, 3);
	look(h);
	expect_kinds(h, "discontiguity failure state-change");
	expect_field(h, 0, FIELD_DISCONTIGUITIES, "2");
	expect_field(h, 0, FIELD_SIZE, NULL);
	expect_field(h, 0, FIELD_NODE, NULL);
}

static void failures_before_the_start_have_one_entry(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M4, 6);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "failure summary summary");
	expect_field(h, 0, FIELD_SEQ, "7");
	expect_field(h, 0, FIELD_COALESCED, "6");
	drop_entries(h);
	fail_probes(h, 0, M1, 1);
	look(h);
	expect_kinds(h, "");
}

static void another_load_starts_all_over(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 9);
	h->now.counters[COUNTER_DISCONTIGUITIES] = 1;
	look(h);
	drop_entries(h);
	load(h, LOAD_B);
	fail_probes(h, 0, M1, 2);
	set_state(h, 0, M4, STATE_FAILED);
	look(h);
	expect_kinds(h, "failure summary summary");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_B);
	expect_field(h, 0, FIELD_SEQ, "2");
	expect_field(h, 0, FIELD_COALESCED, "1");
	expect_field(h, 1, FIELD_LOAD_ID, LOAD_B);
}

static void another_load_with_higher_counters_is_told_by_its_id(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 2);
	look(h);
	drop_entries(h);
	load(h, LOAD_B);
	fail_probes(h, 0, M1, 9);
	look(h);
	expect_kinds(h, "failure summary summary");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_B);
	expect_field(h, 0, FIELD_COALESCED, "8");
}

static void counters_that_went_back_are_another_load(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 9);
	look(h);
	drop_entries(h);
	load(h, LOAD_A);
	fail_probes(h, 0, M1, 2);
	look(h);
	expect_kinds(h, "failure summary summary");
	expect_field(h, 0, FIELD_COALESCED, "1");
}

static void unload_has_an_entry_without_a_load_id(void **state)
{
	struct host *h = *state;

	assert_int_equal(events_module_absent(&h->events, ABSENCE_UNLOADED, 0), 0);
	expect_kinds(h, "module-absent");
	expect_field(h, 0, FIELD_LOAD_ID, NULL);
	expect_field(h, 0, FIELD_COALESCED, NULL);
	expect_field(h, 0, FIELD_MESSAGE,
		     "The kernel module kmcontig was unloaded: whether this host can still provide contiguous memory is unknown. What to do: modprobe kmcontig.");
	drop_entries(h);
	look(h);
	expect_kinds(h, "summary summary");
}

static void unload_counts_the_failures_that_were_held_back(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	fail_probes(h, 0, M1, 1);
	look(h);
	drop_entries(h);
	events_module_absent(&h->events, ABSENCE_UNLOADED, 5);
	expect_kinds(h, "module-absent");
	expect_field(h, 0, FIELD_COALESCED, "4");
	expect_field(h, 0, FIELD_MESSAGE,
		     "The kernel module kmcontig was unloaded: whether this host can still provide contiguous memory is unknown. This entry stands for 4 earlier failures too. What to do: modprobe kmcontig.");
}

static void module_that_never_was_there_is_not_called_unloaded(void **state)
{
	struct host *h = *state;

	events_module_absent(&h->events, ABSENCE_NO_HEADERS, 0);
	expect_field(h, 0, FIELD_MESSAGE,
		     "The kernel module kmcontig is not built for this kernel, whose headers are missing: whether this host can still provide contiguous memory is unknown. What to do: install the headers of this kernel, then: dkms autoinstall.");
}

static void refused_entries_are_offered_again(void **state)
{
	struct host *h = *state;

	h->refuse = -ENOBUFS;
	fail_probes(h, 0, M1, 1);
	h->now.counters[COUNTER_DISCONTIGUITIES] = 1;
	events_ask_summary(&h->events);
	assert_int_equal(look(h), -ENOBUFS);
	h->refuse = 0;
	assert_int_equal(look(h), 0);
	expect_kinds(h, "discontiguity failure state-change summary summary");
	expect_field(h, 1, FIELD_SEQ, "1");
	drop_entries(h);
	look(h);
	expect_kinds(h, "");
}

static void refused_absence_keeps_its_count_and_reason(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 3);
	h->refuse = -ECONNREFUSED;
	look(h);
	assert_int_equal(events_module_absent(&h->events, ABSENCE_UNLOADED, 3), -ECONNREFUSED);
	assert_true(events_know_module(&h->events));
	h->refuse = 0;
	assert_int_equal(events_module_absent(&h->events, ABSENCE_UNLOADED, 3), 0);
	expect_kinds(h, "module-absent");
	expect_field(h, 0, FIELD_COALESCED, "3");
	assert_false(events_know_module(&h->events));
}

static void failures_held_back_before_an_unseen_reload_are_counted(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 1);
	look(h);
	fail_probes(h, 0, M1, 2);
	look(h);
	drop_entries(h);
	load(h, LOAD_B);
	look(h);
	expect_kinds(h, "module-absent summary summary");
	expect_field(h, 0, FIELD_COALESCED, "2");
	expect_field(h, 0, FIELD_LOAD_ID, NULL);
}

static void what_an_earlier_process_told_is_not_told_again(void **state)
{
	struct host *h = *state;

	fail_probes(h, 0, M1, 3);
	h->now.counters[COUNTER_DISCONTIGUITIES] = 2;
	events_restore(&h->events, LOAD_A, 3, 2);
	look(h);
	expect_kinds(h, "summary summary");
	drop_entries(h);
	fail_probes(h, 0, M1, 2);
	look(h);
	expect_kinds(h, "failure");
	expect_field(h, 0, FIELD_COALESCED, "1");
}

#define FRESH(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)
#define SEEN(f)		cmocka_unit_test_setup_teardown(f, setup_seen, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(first_picture_has_one_summary_for_each_node),
		FRESH(first_summary_waits_for_the_first_round),
		FRESH(first_summary_waits_two_minutes_and_then_says_why),
		FRESH(first_summary_comes_at_once_if_rounds_are_disabled),
		FRESH(late_first_round_has_a_summary_of_its_own),
		FRESH(failure_in_the_first_round_does_not_wait_for_its_end),
		FRESH(refused_first_summary_is_offered_again),
		FRESH(summary_says_how_to_judge_its_age),
		SEEN(summary_of_an_old_round_claims_nothing_is_available),
		SEEN(summary_of_a_round_in_the_future_claims_nothing_is_available),
		SEEN(summary_says_that_rounds_are_disabled),
		SEEN(summary_names_what_is_not_probed),
		SEEN(nothing_new_has_no_entry),
		SEEN(summary_names_what_is_not_obtainable),
		SEEN(failure_has_an_entry_with_all_of_its_record),
		SEEN(several_failures_become_one_entry_and_a_change_for_each_size),
		SEEN(size_that_stays_failed_is_told_once_an_hour),
		SEEN(hour_belongs_to_a_size_on_a_node),
		SEEN(size_that_was_obtainable_meanwhile_fails_anew),
		SEEN(old_story_does_not_hide_a_size_that_newly_failed),
		SEEN(size_that_fails_anew_is_not_hidden_by_one_that_stays_failed),
		SEEN(each_short_failure_has_an_entry),
		SEEN(failure_that_was_held_back_is_not_told_when_the_size_is_back),
		SEEN(every_failure_is_an_entry_or_counted_in_one),
		SEEN(each_change_of_state_has_an_entry),
		SEEN(size_that_becomes_known_or_unknown_has_a_summary_of_its_node),
		SEEN(summaries_besides_the_periodic_ones_are_limited),
		SEEN(node_that_comes_online_has_a_summary_once_it_is_probed),
		SEEN(node_that_was_offline_has_its_new_states_told),
		SEEN(failure_of_a_size_that_recovered_is_followed_by_its_state),
		SEEN(refused_state_change_is_told_with_the_state_of_then),
		SEEN(entry_that_was_taken_is_not_offered_again),
		SEEN(entry_that_is_late_is_followed_by_a_summary),
		SEEN(failure_of_a_size_that_is_not_probed_any_more_is_followed_by_that),
		SEEN(flapping_size_has_four_entries_and_one_that_says_so),
		SEEN(end_of_the_hour_tells_the_state_and_counts_the_changes),
		SEEN(each_hour_of_flapping_counts_for_itself),
		SEEN(size_that_stopped_flapping_has_an_end_of_the_hour_too),
		SEEN(end_of_an_hour_without_rounds_is_followed_by_a_summary),
		SEEN(refused_end_of_the_hour_is_offered_again),
		SEEN(limit_belongs_to_a_size_on_a_node),
		SEEN(changes_more_than_an_hour_apart_are_no_flapping),
		SEEN(summary_tells_the_state_of_a_flapping_size),
		SEEN(stop_tells_changes_that_were_only_counted),
		SEEN(unload_tells_changes_that_were_only_counted),
		SEEN(reload_that_was_missed_tells_changes_that_were_only_counted),
		SEEN(flapping_size_of_a_node_that_went_offline_is_forgotten),
		SEEN(flapping_size_that_fails_has_four_failure_entries_an_hour),
		SEEN(sizes_that_flap_for_a_day_stay_within_the_limits),
		FRESH(journal_is_right_at_any_moment),
		SEEN(discontiguity_has_an_entry_with_its_block),
		SEEN(discontiguity_hidden_by_a_later_failure_has_no_block),
		FRESH(failures_before_the_start_have_one_entry),
		SEEN(another_load_starts_all_over),
		SEEN(another_load_with_higher_counters_is_told_by_its_id),
		SEEN(counters_that_went_back_are_another_load),
		SEEN(unload_has_an_entry_without_a_load_id),
		SEEN(unload_counts_the_failures_that_were_held_back),
		FRESH(module_that_never_was_there_is_not_called_unloaded),
		SEEN(refused_entries_are_offered_again),
		SEEN(refused_absence_keeps_its_count_and_reason),
		SEEN(failures_held_back_before_an_unseen_reload_are_counted),
		FRESH(what_an_earlier_process_told_is_not_told_again),
	};

	return RUN_TESTS(tests);
}
