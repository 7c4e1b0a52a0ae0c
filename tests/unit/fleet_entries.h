/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Entries of hosts for unit tests. A test adds entries, and checks the result for several
 * orders of these entries, with and without copies of them:
 *
 *	add_entry(summary('a', "ffx", AGO(10)));
 *	for_each_order
 *		expect(host('a')->health, HEALTH_PASSES);
 */
#ifndef KMCONTIG_TESTS_FLEET_ENTRIES_H
#define KMCONTIG_TESTS_FLEET_ENTRIES_H

#include <string.h>

#include "fleet/fleet.h"
#include "unit.h"
#include "util/usec.h"

#define UNTIL_SEC	UINT64_C(1700000000)
#define DAY_SEC		86400
#define SEC		USEC_PER_SEC
#define AGO(sec)	((uint64_t)(UNTIL_SEC - (sec)) * SEC)
#define K		UINT64_C(1024)
#define MIN_SIZE	(16 * K)

static struct fleet fleet;

/* A letter is the name of a host, of a boot or of a load. */
HELPER sd_id128_t id_of(char letter)
{
	sd_id128_t id;

	memset(&id, letter, sizeof(id));
	return id;
}

/* The clock of the host has not been set since it booted. */
HELPER struct fleet_entry entry(char host, enum event event, uint64_t usec)
{
	struct fleet_entry e = {
		.usec = usec, .uptime_usec = usec - AGO(90 * DAY_SEC), .machine = id_of(host),
		.boot = id_of('1'), .is_known = true, .event = event, .host = { host },
	};

	if (event != EVENT_MODULE_ABSENT)
		e.load = id_of('1');
	return e;
}

HELPER enum state state_of(char letter)
{
	return letter == 'f' ? STATE_FREE : letter == 'r' ? STATE_RECOVERED :
	       letter == 'x' ? STATE_FAILED : STATE_UNKNOWN;
}

/* One letter for each size from 4k on: f free, r recovered, x failed, - unknown. */
HELPER struct fleet_entry summary(char host, const char *letters, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_SUMMARY, usec);

	for (; letters[e.n_sizes]; e.n_sizes++)
		e.sizes[e.n_sizes] = (struct fleet_state){
			.bytes = (4 * K) << e.n_sizes, .state = state_of(letters[e.n_sizes]),
		};
	return e;
}

HELPER struct fleet_entry state_change(char host, uint64_t bytes, char letter, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_STATE_CHANGE, usec);

	e.size = bytes;
	e.state = state_of(letter);
	return e;
}

HELPER struct fleet_entry failure(char host, uint64_t seq, uint64_t coalesced, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_FAILURE, usec);

	e.size = 64 * K;
	e.seq = seq;
	e.has_coalesced = true;
	e.coalesced = coalesced;
	return e;
}

HELPER struct fleet_entry discontiguity(char host, uint64_t count, uint64_t usec)
{
	struct fleet_entry e = entry(host, EVENT_DISCONTIGUITY, usec);

	e.discontiguities = count;
	return e;
}

HELPER struct fleet_entry absent(char host, uint64_t usec)
{
	return entry(host, EVENT_MODULE_ABSENT, usec);
}

HELPER struct fleet_entry on_node(struct fleet_entry e, unsigned int node)
{
	e.node = node;
	return e;
}

HELPER struct fleet_entry of_load(struct fleet_entry e, char load)
{
	e.load = id_of(load);
	return e;
}

/* Another boot has another load, and its uptime starts at 0. */
HELPER struct fleet_entry of_boot(struct fleet_entry e, char boot)
{
	e.boot = id_of(boot);
	e.uptime_usec %= 1000 * SEC;
	return sd_id128_is_null(e.load) ? e : of_load(e, boot);
}

HELPER struct fleet_entry named(struct fleet_entry e, const char *name)
{
	strncpy(e.host, name, sizeof(e.host) - 1);
	return e;
}

/* An entry that cannot be read. */
HELPER struct fleet_entry wrong(char host, uint64_t usec)
{
	return entry(host, NR_EVENTS, usec);
}

/* An entry of a kind that this version does not know. */
HELPER struct fleet_entry strange(char host, uint64_t usec)
{
	struct fleet_entry e = wrong(host, usec);

	e.is_known = false;
	return e;
}

/* === the entries of a test, and the orders in which they are read ========= */

#define ADDED_MAX	64
#define NR_ORDERS	24

static struct fleet_entry added[ADDED_MAX];
static unsigned int n_added;
static unsigned int order;		/* the number of the current order */
static uint64_t since_usec, min_size;	/* of the report */
static bool has_expected;

HELPER int entries_setup(void **state)
{
	(void)state;
	n_added = order = 0;
	since_usec = AGO(DAY_SEC);
	min_size = MIN_SIZE;
	has_expected = false;
	fleet_init(&fleet, since_usec, UNTIL_SEC * SEC, min_size);
	return 0;
}

HELPER int entries_teardown(void **state)
{
	(void)state;
	fleet_release(&fleet);
	return 0;
}

#define FLEET_TEST(f)	cmocka_unit_test_setup_teardown(f, entries_setup, entries_teardown)

HELPER void add_entry(struct fleet_entry e)
{
	assert_true(n_added < ADDED_MAX);
	added[n_added++] = e;
}

HELPER void read_entry(const struct fleet_entry *e)
{
	bool is_good = e->is_known && e->event != NR_EVENTS;

	assert_int_equal(is_good ? fleet_add(&fleet, e) : fleet_add_wrong(&fleet, e), 0);
}

/*
 * Arranges the entries as they were added, backwards, or shuffled. If the number of the order
 * is odd, each entry is there twice.
 */
HELPER unsigned int arrange(const struct fleet_entry *arranged[2 * ADDED_MAX])
{
	unsigned int n = order % 2 ? 2 * n_added : n_added;
	uint32_t random = order;

	for (unsigned int i = 0; i < n; i++)
		arranged[i] = &added[order / 2 == 1 ? (n - 1 - i) % n_added : i % n_added];
	for (unsigned int i = n; order > 3 && i > 1; i--) {
		const struct fleet_entry *last = arranged[i - 1];
		unsigned int j;

		random = random * 1664525 + 1013904223;
		j = (random >> 16) % i;
		arranged[i - 1] = arranged[j];
		arranged[j] = last;
	}
	return n;
}

/* Reads the entries like fleet_read(). Returns false after the last order. */
HELPER bool read_in_order(void)
{
	const struct fleet_entry *arranged[2 * ADDED_MAX];
	unsigned int n;

	if (order == NR_ORDERS)
		return false;
	fleet_release(&fleet);
	fleet_init(&fleet, since_usec, UNTIL_SEC * SEC, min_size);
	n = arrange(arranged);
	for (unsigned int i = 0; i < n; i++)
		read_entry(arranged[i]);
	if (fleet_is_split(&fleet))
		for (unsigned int i = 0; i < n; i++)
			if (arranged[i]->is_known && arranged[i]->event != NR_EVENTS)
				fleet_refine(&fleet, arranged[i]);
	fleet_finish(&fleet, has_expected);
	return true;
}

#define for_each_order	for (order = 0; read_in_order(); order++)

/* === checking the result ================================================== */

HELPER void expect_at(unsigned int line, const char *what, uint64_t got, uint64_t expected)
{
	if (got != expected)
		fail_msg("line %u, order %u: %s: expected %llu, got %llu", line, order, what,
			 (unsigned long long)expected, (unsigned long long)got);
}

#define expect(got, expected)	expect_at(__LINE__, #got, got, expected)

HELPER struct fleet_host *find_fleet_host(char letter)
{
	sd_id128_t machine = id_of(letter);

	for (unsigned int i = 0; i < fleet.n_hosts; i++)
		if (sd_id128_equal(fleet.hosts[i]->machine, machine))
			return fleet.hosts[i];
	fail_msg("order %u: expected host %c, got none", order, letter);
	return NULL;
}

#define host(letter)	find_fleet_host(letter)

HELPER struct fleet_node *node(unsigned int id)
{
	struct fleet_host *h = host('a');

	for (unsigned int i = 0; i < h->n_nodes; i++)
		if (h->nodes[i].id == id)
			return &h->nodes[i];
	fail_msg("order %u: expected node %u, got none", order, id);
	return NULL;
}

/* Compares the states of a node of host a, as letters. */
HELPER void expect_states_at(unsigned int line, unsigned int id, const char *expected)
{
	static const char letters[NR_STATES] = "-frx";
	struct fleet_node *n = node(id);
	char got[FLEET_SIZES + 1] = "";

	for (unsigned int i = 0; i < n->n_sizes; i++)
		got[i] = letters[n->sizes[i].state.value];
	if (strcmp(got, expected) != 0)
		fail_msg("line %u, order %u: node %u: expected %s, got %s", line, order, id,
			 expected, got);
}

#define expect_states(id, expected)	expect_states_at(__LINE__, id, expected)

HELPER struct fleet_size *size_at(unsigned int id, uint64_t bytes)
{
	struct fleet_node *n = node(id);

	for (unsigned int i = 0; i < n->n_sizes; i++)
		if (n->sizes[i].bytes == bytes)
			return &n->sizes[i];
	fail_msg("order %u: node %u: expected a size of %llu bytes, got none", order, id,
		 (unsigned long long)bytes);
	return NULL;
}

#endif
