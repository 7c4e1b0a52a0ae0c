// SPDX-License-Identifier: GPL-2.0
/* Entries as the journal gets them, and the catalog that explains them. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "fake_journal.h"
#include "unit.h"

#include "journal/send.h"
#include "service/events.h"

#define LOAD_A	"0123456789abcdef0123456789abcdef"

static struct tree_node node = {
	.id = 1,
	.largest_free = 4096,
	.largest_recovered = 1048576,
	.free_blocks = { 3, { 10, 20, 30 } },
	.unusable_index = { 3, { 0, 5, 1000 } },
	.n_sizes = 2,
	.sizes = { { 4096, STATE_FREE }, { 1048576, STATE_RECOVERED } },
};

static int send(const struct entry *entry, void *userdata)
{
	(void)userdata;
	return journal_send(&fake_journal, entry);
}

/* Tells a host on which there is something for every kind of entry. */
static void tell_all(void)
{
	static const struct events_timing timing = {
		.summary_sec = 900,
		.first_summary_usec = 120 * USEC_PER_SEC,
		.hour_usec = 3600 * USEC_PER_SEC,
	};
	struct moment now = { 0, 1700000010 };
	struct events events;

	events_init(&events, send, NULL, &timing);
	for (unsigned int i = 0; i < 2; i++) {
		struct tree_node node_now = node;
		struct tree tree = {
			.load_id = LOAD_A,
			.module_version = "0.9",
			.config = { .enabled = true, .interval_ms = 60000, .duty_ppm = 1000 },
			.counters[COUNTER_FAILURES] = i,
			.counters[COUNTER_DISCONTIGUITIES] = i,
			.last_round = { 1700000000, 7 },
			.last_failure = {
				.seq = i,
				.time = { 1700000000, 42 },
				.node = 1,
				.size = 1048576,
				.order = 8,
				.effort = EFFORT_RETRY_MAYFAIL,
				.reason = REASON_DISCONTIGUOUS,
				.latency_ns = 123,
				.free_blocks = { 3, { 1, 2, 3 } },
				.unusable_index = 999,
			},
			.n_nodes = 1,
			.nodes = &node_now,
		};

		node_now.sizes[1].state = i ? STATE_FAILED : STATE_RECOVERED;
		events_update(&events, &tree, &now);
	}
	events_module_absent(&events, ABSENCE_UNLOADED, 1);
	events_release(&events);
}

static int setup(void **state)
{
	(void)state;
	fake_journal_error = 0;
	tell_all();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_journal_clear();
	return 0;
}

/* Exactly these fields, in any order. */
static void expect_entry(unsigned int entry, const char *const *expected, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		bool found = false;

		for (unsigned int j = 0; j < fake_entries[entry].n_fields; j++)
			found |= !strcmp(fake_entries[entry].fields[j], expected[i]);
		if (!found)
			fail_msg("entry %u: expected \"%s\", got no such field", entry,
				 expected[i]);
	}
	if (fake_entries[entry].n_fields != n)
		fail_msg("entry %u: expected %u fields, got %u", entry, n,
			 fake_entries[entry].n_fields);
}

#define EXPECT_ENTRY(entry, ...)						\
	do {									\
		static const char *const expected[] = { __VA_ARGS__ };		\
										\
		expect_entry(entry, expected, ARRAY_SIZE(expected));		\
	} while (0)

#define COMMON	"SYSLOG_IDENTIFIER=kmcontig", "KMCONTIG_VERSION=" KMCONTIG_VERSION
#define LOADED	"KMCONTIG_LOAD_ID=" LOAD_A

static void summary_has_exactly_its_fields(void **state)
{
	(void)state;
	EXPECT_ENTRY(0, COMMON, LOADED, "KMCONTIG_EVENT=summary", "PRIORITY=6",
		     "MESSAGE_ID=24ef709ccdfd47d3b0f242649dfcafeb",
		     "MESSAGE=Node 1: contiguous blocks up to 4 KiB are available at once, up to 1 MiB with the enabled effort. 0 failed probes on this host since the module was loaded.",
		     "KMCONTIG_NODE=1",
		     "KMCONTIG_STATES=kmalloc-4k=free kmalloc-1M=recovered",
		     "KMCONTIG_LARGEST_FREE=4096", "KMCONTIG_LARGEST_RECOVERED=1048576",
		     "KMCONTIG_FREE_BLOCKS=10 20 30", "KMCONTIG_UNUSABLE_INDEX=0 5 1000",
		     "KMCONTIG_FAILURES=0", "KMCONTIG_TIME=1700000000.000000007",
		     "KMCONTIG_SUMMARY_SEC=900", "KMCONTIG_STALE_SEC=181", "KMCONTIG_ENABLED=1",
		     "KMCONTIG_MODULE_VERSION=0.9");
}

#define THE_FAILURE							\
	"KMCONTIG_NODE=1", "KMCONTIG_SIZE=1048576", "KMCONTIG_ORDER=8",	\
	"KMCONTIG_EFFORT=retry_mayfail", "KMCONTIG_REASON=discontiguous", \
	"KMCONTIG_LATENCY_NS=123", "KMCONTIG_TIME=1700000000.000000042", \
	"KMCONTIG_SEQ=1", "KMCONTIG_FREE_BLOCKS=1 2 3", "KMCONTIG_UNUSABLE_INDEX=999"

static void discontiguity_has_exactly_its_fields(void **state)
{
	(void)state;
	EXPECT_ENTRY(1, COMMON, LOADED, "KMCONTIG_EVENT=discontiguity", "PRIORITY=2",
		     "MESSAGE_ID=f343366601b94e9b8977e1b1dd42f258",
		     "MESSAGE=The kernel allocated 1 block whose page frames are not consecutive (1 since the module was loaded). This must never happen.",
		     "KMCONTIG_DISCONTIGUITIES=1", THE_FAILURE);
}

static void failure_has_exactly_its_fields(void **state)
{
	(void)state;
	EXPECT_ENTRY(2, COMMON, LOADED, "KMCONTIG_EVENT=failure", "PRIORITY=4",
		     "MESSAGE_ID=441762af5747498da165476504c7379c",
		     "MESSAGE=Node 1 could not provide a contiguous 1 MiB block (kmalloc-1M, order 8, effort retry_mayfail): discontiguous. Free blocks by order: 1 2 3.",
		     "KMCONTIG_COALESCED=0", THE_FAILURE);
}

static void state_change_has_exactly_its_fields(void **state)
{
	(void)state;
	EXPECT_ENTRY(3, COMMON, LOADED, "KMCONTIG_EVENT=state-change", "PRIORITY=5",
		     "MESSAGE_ID=1f745ab5bc054d87a400e86d317c2842",
		     "MESSAGE=Node 1: contiguous 1 MiB blocks (kmalloc-1M) are now not available at any enabled effort: failed, were recovered.",
		     "KMCONTIG_NODE=1", "KMCONTIG_SIZE=1048576", "KMCONTIG_STATE=failed",
		     "KMCONTIG_TIME=1700000000.000000007");
}

static void module_absent_has_exactly_its_fields(void **state)
{
	(void)state;
	EXPECT_ENTRY(4, COMMON, "KMCONTIG_EVENT=module-absent", "PRIORITY=4",
		     "KMCONTIG_REASON=unloaded",
		     "MESSAGE_ID=bee5516133c6434eb65bea7c80fc5b91",
		     "MESSAGE=The kernel module kmcontig was unloaded: whether this host can still provide contiguous memory is unknown. What to do: modprobe kmcontig.");
	assert_int_equal(fake_n_entries, 5);
}

static void longest_possible_values_are_not_cut_off(void **state)
{
	struct list list = { .n = LIST_MAX };
	struct entry entry;
	const char *blocks;

	(void)state;
	for (unsigned int i = 0; i < LIST_MAX; i++)
		list.v[i] = UINT64_MAX;
	entry_init(&entry, EVENT_FAILURE);
	entry_set_list(&entry, FIELD_FREE_BLOCKS, &list);
	fake_journal_clear();
	assert_int_equal(journal_send(&fake_journal, &entry), 0);
	entry_release(&entry);
	blocks = fake_journal_get(0, "KMCONTIG_FREE_BLOCKS");
	assert_int_equal(strlen(blocks), LIST_MAX * 21 - 1);
}

static void entry_that_ran_out_of_memory_is_not_sent(void **state)
{
	struct entry entry;

	(void)state;
	entry_init(&entry, EVENT_SUMMARY);
	entry.error = -ENOMEM;
	assert_int_equal(journal_send(&fake_journal, &entry), -ENOMEM);
	assert_int_equal(fake_n_entries, 5);
}

/* The library returns success on such a host. */
static void missing_journal_is_an_error(void **state)
{
	struct entry entry;

	(void)state;
	entry_init(&entry, EVENT_SUMMARY);
	fake_journal_absent = true;
	assert_int_equal(journal_send(&fake_journal, &entry), -ENOENT);
	fake_journal_absent = false;
	assert_int_equal(journal_send(&fake_journal, &entry), 0);
	entry_release(&entry);
}

static void error_of_the_journal_is_handed_back(void **state)
{
	struct entry entry;

	(void)state;
	entry_init(&entry, EVENT_SUMMARY);
	fake_journal_error = -ENOBUFS;
	assert_int_equal(journal_send(&fake_journal, &entry), -ENOBUFS);
}

/* === the catalog and the man page, as they are in the tree === */

static char *read_source(const char *path)
{
	char *text = calloc(1, 65536);
	FILE *f = fopen(path, "r");

	if (!f)
		fail_msg("%s: expected the file (run me from the top of the tree), got %m",
			 path);
	assert_true(fread(text, 1, 65535, f) > 0);
	fclose(f);
	return text;
}

/* The catalog's text for an event: from its id to the next one. */
static char *catalog_text(const char *catalog, enum event event)
{
	char heading[64];
	const char *start, *end;

	snprintf(heading, sizeof(heading), "\n-- %s\n", journal_message_id(event));
	start = strstr(catalog, heading);
	if (!start)
		fail_msg("catalog: expected \"-- %s\" for %s, got none",
			 journal_message_id(event), event_names[event]);
	start += strlen(heading);
	end = strstr(start, "\n-- ");
	return end ? strndup(start, end - start + 1) : strdup(start);
}

/* Entries 0 to 4 of tell_all() are of these kinds. */
static const enum event told[] = {
	EVENT_SUMMARY, EVENT_DISCONTIGUITY, EVENT_FAILURE, EVENT_STATE_CHANGE,
	EVENT_MODULE_ABSENT,
};

static void catalog_explains_every_event(void **state)
{
	static const char *const due[] = {
		"Subject: ", "\nDefined-By: kmcontig\n",
		"\nDocumentation: man:kmcontig(8)\n", "\nWhat to do:",
	};
	char *catalog = read_source("systemd/kmcontig.catalog");

	(void)state;
	for (enum event event = 0; event < NR_EVENTS; event++) {
		char *text = catalog_text(catalog, event);

		for (unsigned int i = 0; i < ARRAY_SIZE(due); i++)
			if (!strstr(text, due[i]))
				fail_msg("catalog of %s: expected \"%s\", got none",
					 event_names[event], due[i]);
		free(text);
	}
	free(catalog);
}

static void catalog_refers_only_to_fields_that_the_entry_has(void **state)
{
	char *catalog = read_source("systemd/kmcontig.catalog");
	unsigned int references = 0;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(told); i++) {
		char *text = catalog_text(catalog, told[i]), *rest = text, *name;

		/* Between two @ stands a name, after them text again. */
		strsep(&rest, "@");
		while ((name = strsep(&rest, "@")) && rest) {
			if (!fake_journal_get(i, name))
				fail_msg("catalog of %s: expected a field of the entry, got @%s@",
					 event_names[told[i]], name);
			references++;
			strsep(&rest, "@");
		}
		free(text);
	}
	assert_true(references > 10);
	free(catalog);
}

static void man_page_lists_every_id_and_field(void **state)
{
	char *man = read_source("man/kmcontig-scrape.service.8");

	(void)state;
	for (enum event event = 0; event < NR_EVENTS; event++)
		if (!strstr(man, journal_message_id(event)))
			fail_msg("kmcontig.8: expected the id of %s, got none",
				 event_names[event]);
	for (unsigned int i = FIELD_LOAD_ID; i < NR_FIELDS; i++)
		if (!strstr(man, field_names[i]))
			fail_msg("kmcontig.8: expected %s, got none", field_names[i]);
	free(man);
}

#define TOLD(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOLD(summary_has_exactly_its_fields),
		TOLD(discontiguity_has_exactly_its_fields),
		TOLD(failure_has_exactly_its_fields),
		TOLD(state_change_has_exactly_its_fields),
		TOLD(module_absent_has_exactly_its_fields),
		TOLD(longest_possible_values_are_not_cut_off),
		TOLD(entry_that_ran_out_of_memory_is_not_sent),
		TOLD(missing_journal_is_an_error),
		TOLD(error_of_the_journal_is_handed_back),
		TOLD(catalog_explains_every_event),
		TOLD(catalog_refers_only_to_fields_that_the_entry_has),
		TOLD(man_page_lists_every_id_and_field),
	};

	return RUN_TESTS(tests);
}
