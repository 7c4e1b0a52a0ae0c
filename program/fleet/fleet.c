// SPDX-License-Identifier: GPL-2.0
/* What journals say of many hosts. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fleet/fleet.h"
#include "util/usec.h"

#define SUMMARY_SEC		900	/* the service's own default */
#define SILENT_INTERVALS	2
#define CLOCK_USEC		(60 * USEC_PER_SEC)

void fleet_init(struct fleet *fleet, uint64_t since_usec, uint64_t until_usec)
{
	*fleet = (struct fleet){ .since_usec = since_usec, .until_usec = until_usec };
}

static void free_host(struct fleet_host *host)
{
	for (unsigned int i = 0; i < host->n_nodes; i++)
		free(host->nodes[i].sizes);
	free(host->nodes);
	free(host->names);
	free(host->slots);
	free(host);
}

void fleet_release(struct fleet *fleet)
{
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		free_host(fleet->hosts[i]);
	free(fleet->hosts);
}

/* === finding what an entry is about ===================================== */

static struct fleet_host *new_host(const char *machine)
{
	struct fleet_host *host = calloc(1, sizeof(*host));

	if (!host)
		return NULL;
	host->slots = calloc(FLEET_SLOTS, 1);
	if (!host->slots) {
		free(host);
		return NULL;
	}
	strcpy(host->machine, machine);
	host->summary_sec = SUMMARY_SEC;
	return host;
}

/* Where a machine is among the hosts, or where it belongs. */
static unsigned int position_of(const struct fleet *fleet, const char *machine)
{
	unsigned int low = 0, high = fleet->n_hosts;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;

		if (strcmp(fleet->hosts[middle]->machine, machine) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct fleet_host *insert_host(struct fleet *fleet, unsigned int at, const char *machine)
{
	struct fleet_host *host, **hosts = reallocarray(fleet->hosts, fleet->n_hosts + 1,
							sizeof(*hosts));

	if (!hosts)
		return NULL;
	fleet->hosts = hosts;
	host = new_host(machine);
	if (!host)
		return NULL;
	memmove(hosts + at + 1, hosts + at, (fleet->n_hosts - at) * sizeof(*hosts));
	hosts[at] = host;
	fleet->n_hosts++;
	return host;
}

static struct fleet_host *find_host(struct fleet *fleet, const char *machine)
{
	unsigned int at = position_of(fleet, machine);

	if (at < fleet->n_hosts && strcmp(fleet->hosts[at]->machine, machine) == 0)
		return fleet->hosts[at];
	return insert_host(fleet, at, machine);
}

static struct fleet_node *find_node(struct fleet_host *host, unsigned int id)
{
	struct fleet_node *nodes;

	for (unsigned int i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].id == id)
			return &host->nodes[i];
	nodes = reallocarray(host->nodes, host->n_nodes + 1, sizeof(*nodes));
	if (!nodes)
		return NULL;
	host->nodes = nodes;
	nodes[host->n_nodes] = (struct fleet_node){ .id = id };
	return &nodes[host->n_nodes++];
}

static struct fleet_size *find_size(struct fleet_node *node, uint64_t bytes)
{
	for (unsigned int i = 0; i < node->n_sizes; i++)
		if (node->sizes[i].bytes == bytes)
			return &node->sizes[i];
	return NULL;
}

/* === taking an entry in ================================================== */

static void set_state(struct fleet_size *size, enum state state, uint64_t usec)
{
	if (size->state == state && size->since_usec)
		return;
	size->state = state;
	size->since_usec = usec;
}

/*
 * The sizes of a summary are all that there are. A list that has changed, with
 * another kernel, starts anew.
 */
static int take_sizes(struct fleet_node *node, const struct fleet_entry *entry)
{
	if (node->n_sizes != entry->n_sizes) {
		free(node->sizes);
		node->n_sizes = 0;
		node->sizes = calloc(entry->n_sizes, sizeof(*node->sizes));
		if (!node->sizes)
			return -ENOMEM;
		node->n_sizes = entry->n_sizes;
	}
	for (unsigned int i = 0; i < entry->n_sizes; i++) {
		struct fleet_size *size = &node->sizes[i];

		if (size->bytes != entry->sizes[i].bytes)
			*size = (struct fleet_size){ .bytes = entry->sizes[i].bytes };
		set_state(size, entry->sizes[i].state, entry->usec);
	}
	return 0;
}

static uint64_t slot_usec(const struct fleet *fleet)
{
	return (fleet->until_usec - fleet->since_usec) / FLEET_SLOTS + 1;
}

/* A slot has a host's last word in that time: 1 + the log2 of the size, 0: none. */
static void take_slot(const struct fleet *fleet, struct fleet_host *host, uint64_t usec)
{
	uint64_t largest = fleet_largest_recovered(host);
	uint64_t slot = (usec - fleet->since_usec) / slot_usec(fleet);

	if (slot < FLEET_SLOTS)
		host->slots[slot] = largest ? 1 + __builtin_ctzll(largest) : 1;
}

static int take_summary(const struct fleet *fleet, struct fleet_host *host,
			const struct fleet_entry *entry)
{
	struct fleet_node *node = find_node(host, entry->node);
	bool first;

	if (!node)
		return -ENOMEM;
	first = !node->n_sizes;
	if (take_sizes(node, entry) < 0)
		return -ENOMEM;
	node->largest_free = entry->largest_free;
	node->largest_recovered = entry->largest_recovered;
	if (first)
		node->first_recovered = entry->largest_recovered;
	host->summary_usec = node->summary_usec = entry->usec;
	if (entry->summary_sec)
		host->summary_sec = entry->summary_sec;
	take_slot(fleet, host, entry->usec);
	return 0;
}

/* Before the first summary of a node it has no place yet, and that will say it. */
static void take_state_change(struct fleet_host *host, const struct fleet_entry *entry)
{
	for (unsigned int i = 0; i < host->n_nodes; i++) {
		struct fleet_node *node = &host->nodes[i];
		struct fleet_size *size = node->id == entry->node ?
					  find_size(node, entry->size) : NULL;

		if (size)
			set_state(size, entry->state, entry->usec);
	}
}

static void add_failures(struct fleet_host *host, uint64_t n)
{
	host->failures = n > UINT64_MAX - host->failures ? UINT64_MAX : host->failures + n;
}

/*
 * Failures of a load have numbers: each counts once, however often or late it is
 * told of, and also when the entry that told of it is lost.
 */
static void count_failures(struct fleet_host *host, const struct fleet_entry *entry)
{
	if (!entry->seq || !host->told_seq)
		add_failures(host, 1 + entry->coalesced);
	else if (entry->seq > host->told_seq)
		add_failures(host, entry->seq - host->told_seq);
	if (entry->seq > host->told_seq)
		host->told_seq = entry->seq;
}

static void take_failure(struct fleet_host *host, const struct fleet_entry *entry)
{
	count_failures(host, entry);
	host->last_failure = (struct fleet_failure){
		.usec = entry->usec,
		.node = entry->node,
		.size = entry->size,
		.effort = entry->effort,
		.reason = entry->reason,
	};
}

static void take_absence(struct fleet_host *host, const struct fleet_entry *entry)
{
	host->absent = true;
	host->absence = entry->absence;
	host->absent_usec = entry->usec;
	add_failures(host, entry->coalesced);
}

static int add_name(struct fleet_host *host, const char *name)
{
	char (*names)[HOST_TEXT];

	for (unsigned int i = 0; i < host->n_names; i++)
		if (strcmp(host->names[i], name) == 0)
			return 0;
	if (host->n_names == FLEET_NAMES) {
		host->more_names = true;
		return 0;
	}
	names = reallocarray(host->names, host->n_names + 1, sizeof(*names));
	if (!names)
		return -ENOMEM;
	host->names = names;
	strcpy(names[host->n_names++], name);
	return 0;
}

/*
 * A machine id with another name than before: it was renamed, or there are clones.
 * Those write at the same time, so entries that are late count here, too.
 */
static int take_name(struct fleet_host *host, const struct fleet_entry *entry)
{
	int r;

	if (!host->name[0] || strcmp(host->name, entry->host) == 0)
		return 0;
	r = add_name(host, host->name);
	return r < 0 ? r : add_name(host, entry->host);
}

/* What all kinds have. */
static void take_common(struct fleet_host *host, const struct fleet_entry *entry)
{
	strcpy(host->name, entry->host);
	host->last_usec = entry->usec;
	host->source = entry->source;
	if (strcmp(host->boot, entry->boot) != 0) {
		strcpy(host->boot, entry->boot);
		host->boots++;
	}
	if (!entry->load_id[0])
		return;
	host->absent = false;
	if (strcmp(host->load_id, entry->load_id) != 0) {
		strcpy(host->load_id, entry->load_id);
		host->loads++;
		host->discontiguities = 0;	/* counters restarted */
		host->told_seq = 0;
	}
}

static bool is_late(const struct fleet_host *host, const struct fleet_entry *entry)
{
	return entry->source != host->source && entry->usec <= host->last_usec;
}

/* What is known of the host is newer, but for failures that nobody has told of yet. */
static void take_late(struct fleet_host *host, const struct fleet_entry *entry)
{
	if (entry->event == EVENT_FAILURE && strcmp(entry->load_id, host->load_id) == 0)
		count_failures(host, entry);
}

/* Takes an entry in. Returns 0 or -ENOMEM. */
int fleet_add(struct fleet *fleet, const struct fleet_entry *entry)
{
	struct fleet_host *host = find_host(fleet, entry->machine);

	if (!host || take_name(host, entry) < 0)
		return -ENOMEM;
	fleet->entries++;
	if (is_late(host, entry)) {
		take_late(host, entry);
		return 0;
	}
	take_common(host, entry);
	switch (entry->event) {
	case EVENT_SUMMARY:
		return take_summary(fleet, host, entry);
	case EVENT_STATE_CHANGE:
		take_state_change(host, entry);
		return 0;
	case EVENT_FAILURE:
		take_failure(host, entry);
		return 0;
	case EVENT_DISCONTIGUITY:
		host->discontiguities = entry->discontiguities;
		return 0;
	case EVENT_MODULE_ABSENT:
		take_absence(host, entry);
		return 0;
	default:
		return 0;
	}
}

/* === what it comes to ==================================================== */

/* Bytes: what every node of the host has; 0: nothing, or nothing is known. */
uint64_t fleet_largest_free(const struct fleet_host *host)
{
	uint64_t least = host->n_nodes ? UINT64_MAX : 0;

	for (unsigned int i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].largest_free < least)
			least = host->nodes[i].largest_free;
	return least;
}

uint64_t fleet_largest_recovered(const struct fleet_host *host)
{
	uint64_t least = host->n_nodes ? UINT64_MAX : 0;

	for (unsigned int i = 0; i < host->n_nodes; i++)
		if (host->nodes[i].largest_recovered < least)
			least = host->nodes[i].largest_recovered;
	return least;
}

/*
 * Does any size up to @min_size fail on any node? Then @since_usec is when the
 * first of them began to, or was first seen to. (By states and not by the largest
 * size: that is 0 as well where nothing was probed.)
 */
bool fleet_fails(const struct fleet_host *host, uint64_t min_size, uint64_t *since_usec)
{
	bool fails = false;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		const struct fleet_node *node = &host->nodes[i];

		for (unsigned int j = 0; j < node->n_sizes; j++) {
			const struct fleet_size *size = &node->sizes[j];

			if (size->bytes > min_size || size->state != STATE_FAILED)
				continue;
			if (!fails || size->since_usec < *since_usec)
				*since_usec = size->since_usec;
			fails = true;
		}
	}
	return fails;
}

/* Below 0: some node can give less than in its first summary; above: more. */
int fleet_trend(const struct fleet_host *host)
{
	int trend = 0;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		const struct fleet_node *node = &host->nodes[i];

		if (node->largest_recovered < node->first_recovered)
			return -1;
		if (node->largest_recovered > node->first_recovered)
			trend = 1;
	}
	return trend;
}

/* Time enough for two summaries. */
static uint64_t patience(const struct fleet_host *host)
{
	return SILENT_INTERVALS * host->summary_sec * USEC_PER_SEC;
}

/* What the host could give in that part of the time, a size or one of SLOT_*. */
uint64_t fleet_slot_size(const struct fleet *fleet, const struct fleet_host *host,
			 unsigned int slot)
{
	unsigned int said = slot;

	while (said && !host->slots[said])
		said--;
	if (!host->slots[said])
		return SLOT_BEFORE;
	/* At the end of the last slot with a word. */
	if (said != slot && (slot - said) * slot_usec(fleet) > patience(host))
		return SLOT_SILENT;
	return host->slots[said] == 1 ? 0 : UINT64_C(1) << (host->slots[said] - 1);
}

/* The gravest of what can be said. */
static enum fleet_note note_of(const struct fleet *fleet, const struct fleet_host *host)
{
	if (host->discontiguities)
		return NOTE_DISCONTIGUOUS;
	if (host->absent)
		return NOTE_ABSENT;
	if (host->last_usec > fleet->until_usec + CLOCK_USEC)
		return NOTE_CLOCK;
	if (host->summary_usec + patience(host) < fleet->until_usec)
		return NOTE_SILENT;
	return NOTE_NONE;
}

/* The worst first: what a driver gets with effort, then at once, then what is noted. */
static int compare_hosts(const void *left, const void *right)
{
	const struct fleet_host *a = *(struct fleet_host *const *)left;
	const struct fleet_host *b = *(struct fleet_host *const *)right;
	uint64_t x = fleet_largest_recovered(a), y = fleet_largest_recovered(b);

	if (x == y) {
		x = fleet_largest_free(a);
		y = fleet_largest_free(b);
	}
	if (x == y) {
		x = a->note;
		y = b->note;
	}
	if (x == y) {
		x = b->failures;
		y = a->failures;
	}
	if (x != y)
		return x < y ? -1 : 1;
	return strcmp(a->name, b->name);
}

static int compare_nodes(const void *left, const void *right)
{
	const struct fleet_node *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

/* A node that summaries say nothing of any more went away. */
static void drop_nodes(struct fleet_host *host)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		if (host->nodes[i].summary_usec + patience(host) < host->summary_usec)
			free(host->nodes[i].sizes);
		else
			host->nodes[kept++] = host->nodes[i];
	}
	host->n_nodes = kept;
}

/* After the last entry: puts hosts and nodes in order. */
void fleet_finish(struct fleet *fleet)
{
	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		drop_nodes(fleet->hosts[i]);
		fleet->hosts[i]->note = note_of(fleet, fleet->hosts[i]);
	}
	/* qsort() wants an array also where there is nothing in it. */
	if (fleet->n_hosts)
		qsort(fleet->hosts, fleet->n_hosts, sizeof(*fleet->hosts), compare_hosts);
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (fleet->hosts[i]->n_nodes)
			qsort(fleet->hosts[i]->nodes, fleet->hosts[i]->n_nodes,
			      sizeof(struct fleet_node), compare_nodes);
}
