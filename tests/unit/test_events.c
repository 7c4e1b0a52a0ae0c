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
#define MIB	1048576

/* === a host with two nodes of three sizes === */

enum { K4, M1, M4 };

static const uint64_t sizes[] = { [K4] = 4096, [M1] = MIB, [M4] = 4 * MIB };

struct host {
	struct events events;
	struct tree now;
	struct tree_node nodes[2];
	uint64_t usec;
	int refuse;			/* what emit returns */
	unsigned int n;			/* entries taken */
	enum event kinds[16];
	char *fields[16][NR_FIELDS];
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
	struct tree *tree = malloc(sizeof(*tree));

	*tree = h->now;
	tree->nodes = malloc(sizeof(h->nodes));
	memcpy(tree->nodes, h->nodes, sizeof(h->nodes));
	return events_update(&h->events, tree, h->usec);
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
		.reason = REASON_NO_BLOCK,
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
	h->now.last_round = (struct stamp){ 1700000000, 1 };
	h->now.n_nodes = 2;
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
	struct host *h = calloc(1, sizeof(*h));

	events_init(&h->events, take, h, 900);
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

static void picture_before_the_first_round_says_so(void **state)
{
	struct host *h = *state;

	h->now.last_round = (struct stamp){ 0 };
	h->nodes[0].free_blocks.n = 0;
	look(h);
	expect_field(h, 0, FIELD_MESSAGE, "Node 0: no round of probes has ended yet.");
	expect_field(h, 0, FIELD_TIME, "0");
	expect_field(h, 0, FIELD_FREE_BLOCKS, NULL);
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
		     "Node 0: contiguous blocks of no size are available at once, of no size with the enabled effort. Not obtainable: 1 MiB, 4 MiB. 1 failed probe on this host since the module was loaded.");
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
	expect_field(h, 0, FIELD_REASON, "no_block");
	expect_field(h, 0, FIELD_LATENCY_NS, "12345");
	expect_field(h, 0, FIELD_TIME, "1700000000.000000042");
	expect_field(h, 0, FIELD_SEQ, "1");
	expect_field(h, 0, FIELD_COALESCED, "0");
	expect_field(h, 0, FIELD_FREE_BLOCKS, "3712 9 0");
	expect_field(h, 0, FIELD_UNUSABLE_INDEX, "998");
	expect_field(h, 0, FIELD_LOAD_ID, LOAD_A);
	expect_field(h, 0, FIELD_STATE, NULL);
	expect_field(h, 0, FIELD_MESSAGE,
		     "Node 0 could not provide a contiguous 1 MiB block (kmalloc-1M, order 8, effort noretry): no_block. Free blocks by order: 3712 9 0.");
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
		     "Node 1 could not provide a contiguous 4 MiB block (kmalloc-4M, order 10, effort noretry): no_block. Free blocks by order: 3712 9 0. This entry stands for 2 earlier failures too.");
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

/* The last of several failures may be an old story: it stands for the others. */
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

static void becoming_known_or_unknown_is_no_change(void **state)
{
	struct host *h = *state;

	set_state(h, 0, M4, STATE_UNKNOWN);
	look(h);
	expect_kinds(h, "");
	set_state(h, 0, M4, STATE_RECOVERED);
	look(h);
	expect_kinds(h, "");
}

static void node_that_appears_or_goes_is_no_change(void **state)
{
	struct host *h = *state;

	h->now.n_nodes = 1;
	look(h);
	expect_kinds(h, "");
	set_state(h, 1, M1, STATE_FAILED);
	h->now.n_nodes = 2;
	look(h);
	expect_kinds(h, "");
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
		     "The kernel handed out 1 block whose page frames are not consecutive (1 since the module was loaded). This must never happen.");
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
		     "The kernel module kmcontig was unloaded: nobody probes whether this host can still provide contiguous memory. What to do: modprobe kmcontig.");
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
		     "The kernel module kmcontig was unloaded: nobody probes whether this host can still provide contiguous memory. This entry stands for 4 earlier failures too. What to do: modprobe kmcontig.");
}

static void module_that_never_was_there_is_not_called_unloaded(void **state)
{
	struct host *h = *state;

	events_module_absent(&h->events, ABSENCE_NO_HEADERS, 0);
	expect_field(h, 0, FIELD_MESSAGE,
		     "The kernel module kmcontig is not built for this kernel, whose headers are missing: nobody probes whether this host can still provide contiguous memory. What to do: install the headers of this kernel, then: dkms autoinstall.");
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
	assert_true(events_have_untold(&h->events));
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
		FRESH(picture_before_the_first_round_says_so),
		SEEN(nothing_new_has_no_entry),
		SEEN(summary_names_what_is_not_obtainable),
		SEEN(failure_has_an_entry_with_all_of_its_record),
		SEEN(several_failures_become_one_entry_and_a_change_for_each_size),
		SEEN(size_that_stays_failed_is_told_once_an_hour),
		SEEN(hour_belongs_to_a_size_on_a_node),
		SEEN(size_that_was_obtainable_meanwhile_fails_anew),
		SEEN(old_story_does_not_hide_a_size_that_newly_failed),
		SEEN(failure_that_was_held_back_is_not_told_when_the_size_is_back),
		SEEN(every_failure_is_an_entry_or_counted_in_one),
		SEEN(each_change_of_state_has_an_entry),
		SEEN(becoming_known_or_unknown_is_no_change),
		SEEN(node_that_appears_or_goes_is_no_change),
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
