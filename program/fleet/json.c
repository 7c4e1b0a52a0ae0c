// SPDX-License-Identifier: GPL-2.0
/* A fleet as JSON: for programs, as report.schema.json describes it, and for the page. */
#include <stdlib.h>
#include <string.h>

#include "fleet/show.h"
#include "util/json_build.h"
#include "util/output.h"
#include "util/usec.h"

#define SCHEMA	1

/* === for programs ======================================================== */

static json_object *sizes_object(struct builder *b, const struct fleet_node *node)
{
	json_object *sizes = json_object_new_array();
	char name[SIZE_TEXT];

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		json_object *o = json_object_new_object();

		build_text(b, o, "name", size_name(name, node->sizes[i].bytes));
		build_number(b, o, "size", node->sizes[i].bytes);
		build_text(b, o, "state", state_names[node->sizes[i].state]);
		build_number(b, o, "since", node->sizes[i].since_usec / USEC_PER_SEC);
		build_append(b, sizes, o);
	}
	return sizes;
}

static json_object *nodes_object(struct builder *b, const struct fleet_host *host)
{
	json_object *nodes = json_object_new_array();

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		json_object *o = json_object_new_object();

		build_number(b, o, "node", host->nodes[i].id);
		build_number(b, o, "largest_free", host->nodes[i].largest_free);
		build_number(b, o, "largest_recovered", host->nodes[i].largest_recovered);
		build_add(b, o, "sizes", sizes_object(b, &host->nodes[i]));
		build_append(b, nodes, o);
	}
	return nodes;
}

static json_object *failure_object(struct builder *b, const struct fleet_failure *failure)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "time", failure->usec / USEC_PER_SEC);
	build_number(b, o, "node", failure->node);
	build_number(b, o, "size", failure->size);
	build_text(b, o, "effort", effort_names[failure->effort]);
	build_text(b, o, "reason", reason_names[failure->reason]);
	return o;
}

static json_object *names_object(struct builder *b, const struct fleet_host *host)
{
	json_object *names = json_object_new_array();

	for (unsigned int i = 0; i < host->n_names; i++)
		build_append(b, names, json_object_new_string(host->names[i]));
	return names;
}

static json_object *host_object(struct builder *b, const struct fleet *fleet,
				const struct fleet_host *host)
{
	json_object *o = json_object_new_object();
	char note[FLEET_NOTE_TEXT];

	build_text(b, o, "host", host->name);
	if (host->n_names)
		build_add(b, o, "names", names_object(b, host));
	build_text(b, o, "machine_id", host->machine);
	build_number(b, o, "last_entry", host->last_usec / USEC_PER_SEC);
	build_number(b, o, "last_summary", host->summary_usec / USEC_PER_SEC);
	build_number(b, o, "boots", host->boots);
	build_number(b, o, "loads", host->loads);
	build_number(b, o, "failures", host->failures);
	build_number(b, o, "discontiguities", host->discontiguities);
	build_add(b, o, "trend", json_object_new_int(fleet_trend(host)));
	build_text(b, o, "note", fleet_note_text(note, fleet, host));
	if (host->last_failure.usec)
		build_add(b, o, "last_failure", failure_object(b, &host->last_failure));
	build_add(b, o, "nodes", nodes_object(b, host));
	return o;
}

/* Returns EXIT_SUCCESS, or EXIT_FAILURE and stderr has a line. One host at a time. */
int fleet_show_json(FILE *f, const struct fleet *fleet)
{
	int status = EXIT_SUCCESS;

	fprintf(f, "{ \"schema\": %d, \"since\": %llu, \"until\": %llu, \"hosts\": [\n", SCHEMA,
		(unsigned long long)(fleet->since_usec / USEC_PER_SEC),
		(unsigned long long)(fleet->until_usec / USEC_PER_SEC));
	for (unsigned int i = 0; i < fleet->n_hosts && status == EXIT_SUCCESS; i++) {
		struct builder b = { false };

		status = build_print(&b, f, host_object(&b, fleet, fleet->hosts[i]), 0);
		if (i + 1 < fleet->n_hosts)
			fputc(',', f);
	}
	fputs("] }\n", f);
	return status;
}

/* === for the page ========================================================= */

/* program/fleet/page.html and a zero byte: page_data.S. */
extern const char page_begin[], page_end[];

#define PLACEHOLDER	"@DATA@"

/* A letter a size: f, r, x for free, recovered, failed; "-" for unknown. */
static const char state_letters[NR_STATES] = {
	[STATE_UNKNOWN]		= '-',
	[STATE_FREE]		= 'f',
	[STATE_RECOVERED]	= 'r',
	[STATE_FAILED]		= 'x',
};

/* [node, first size's log2, "ffrxx", [since when each x does]] */
static json_object *node_row(struct builder *b, const struct fleet_node *node)
{
	json_object *row = json_object_new_array(), *since = json_object_new_array();
	char letters[TREE_SIZES_MAX + 1] = "";

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		letters[i] = state_letters[node->sizes[i].state];
		if (node->sizes[i].state == STATE_FAILED)
			build_append(b, since, json_object_new_uint64(node->sizes[i].since_usec /
								USEC_PER_SEC));
	}
	build_append(b, row, json_object_new_int(node->id));
	build_append(b, row, json_object_new_int(node->n_sizes ?
					   __builtin_ctzll(node->sizes[0].bytes) : 0));
	build_append(b, row, json_object_new_string(letters));
	build_append(b, row, since);
	return row;
}

/* The last failure in words; empty: there was none. */
static json_object *failure_words(const struct fleet_host *host)
{
	const struct fleet_failure *failure = &host->last_failure;
	char words[SIZE_TEXT], text[128] = "";

	if (failure->usec)
		snprintf(text, sizeof(text), "%s %s on node %u (%s)",
			 size_words(words, failure->size),
			 failure->reason == REASON_DISCONTIGUOUS ? "discontiguous" : "refused",
			 failure->node, effort_names[failure->effort]);
	return json_object_new_string(text);
}

/* [name, note, failures, trend, last failure's time, and words, nodes] */
static json_object *host_row(struct builder *b, const struct fleet *fleet,
			     const struct fleet_host *host)
{
	json_object *row = json_object_new_array(), *nodes = json_object_new_array();
	char note[FLEET_NOTE_TEXT];

	build_append(b, row, json_object_new_string(host->name));
	build_append(b, row, json_object_new_string(fleet_note_text(note, fleet, host)));
	build_append(b, row, json_object_new_uint64(host->failures));
	build_append(b, row, json_object_new_int(fleet_trend(host)));
	build_append(b, row, json_object_new_uint64(host->last_failure.usec / USEC_PER_SEC));
	build_append(b, row, failure_words(host));
	for (unsigned int i = 0; i < host->n_nodes; i++)
		build_append(b, nodes, node_row(b, &host->nodes[i]));
	build_append(b, row, nodes);
	return row;
}

static void append_pair(struct builder *b, json_object *row, int64_t size, unsigned int hosts)
{
	json_object *pair;

	if (!hosts)
		return;
	pair = json_object_new_array();
	build_append(b, pair, json_object_new_int64(size));
	build_append(b, pair, json_object_new_int(hosts));
	build_append(b, row, pair);
}

/* For each slot of the time: [[size, hosts], …]; size -1: those that are silent. */
static json_object *slot_row(struct builder *b, const struct fleet *fleet, unsigned int slot)
{
	json_object *row = json_object_new_array();
	unsigned int counts[64] = { 0 };	/* by log2 of the size; 0: none */
	unsigned int silent = 0;

	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		uint64_t size = fleet_slot_size(fleet, fleet->hosts[i], slot);

		if (size == SLOT_SILENT)
			silent++;
		else if (size != SLOT_BEFORE)
			counts[size ? __builtin_ctzll(size) : 0]++;
	}
	append_pair(b, row, -1, silent);
	for (unsigned int i = 0; i < 64; i++)
		append_pair(b, row, i ? INT64_C(1) << i : 0, counts[i]);
	return row;
}

static json_object *page_object(struct builder *b, const struct fleet *fleet)
{
	json_object *o = json_object_new_object(), *hosts = json_object_new_array();
	json_object *slots = json_object_new_array();

	build_number(b, o, "since", fleet->since_usec / USEC_PER_SEC);
	build_number(b, o, "until", fleet->until_usec / USEC_PER_SEC);
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		build_append(b, hosts, host_row(b, fleet, fleet->hosts[i]));
	build_add(b, o, "hosts", hosts);
	for (unsigned int i = 0; i < FLEET_SLOTS; i++)
		build_append(b, slots, slot_row(b, fleet, i));
	build_add(b, o, "slots", slots);
	return o;
}

/*
 * The page is a file of its own with a place for the data. json-c writes "\/" for
 * "/", so no text in it can end the script element.
 */
int fleet_show_page(FILE *f, const struct fleet *fleet)
{
	struct builder b = { false };
	const char *place = strstr(page_begin, PLACEHOLDER);
	const char *rest = place + strlen(PLACEHOLDER);
	int status;

	fwrite(page_begin, 1, place - page_begin, f);
	status = build_print(&b, f, page_object(&b, fleet), 0);
	fwrite(rest, 1, page_end - rest, f);
	return status;
}
