// SPDX-License-Identifier: GPL-2.0
/*
 * Prints a fleet as an HTML page. All decisions are made before the data is printed: the
 * script in the page only filters, sorts and draws.
 */
#include <stdlib.h>
#include <string.h>

#include "fleet/show.h"
#include "util/json_build.h"
#include "util/text.h"
#include "util/usec.h"

/* The content of program/fleet/page.html, then a zero byte; see page_data.S. */
extern const char page_begin[], page_end[];

#define PLACEHOLDER	"@DATA@"

/* All sizes of all nodes, as a bit mask: bit n stands for the size 1 << n. */
static uint64_t sizes_of(const struct fleet *fleet)
{
	uint64_t sizes = 0;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		for (unsigned int j = 0; j < fleet->hosts[i]->n_nodes; j++) {
			const struct fleet_node *node = &fleet->hosts[i]->nodes[j];

			for (unsigned int k = 0; k < node->n_sizes; k++)
				sizes |= node->sizes[k].bytes;
		}
	return sizes;
}

#define for_each_size(bytes, sizes)						\
	for (uint64_t rest_ = (sizes), bytes; rest_ && (bytes = rest_ & -rest_);	\
	     rest_ &= rest_ - 1)

/* === hosts ================================================================ */

/* One letter for each size. "." means that the node does not have the size. */
static const char state_letters[NR_STATES] = {
	[STATE_UNKNOWN]		= '-',
	[STATE_FREE]		= 'f',
	[STATE_RECOVERED]	= 'r',
	[STATE_FAILED]		= 'x',
};

static const struct fleet_size *find_size(const struct fleet_node *node, uint64_t bytes)
{
	for (unsigned int i = 0; i < node->n_sizes; i++)
		if (node->sizes[i].bytes == bytes)
			return &node->sizes[i];
	return NULL;
}

/* The smallest size at which the node makes its host fail; 0: none. */
static uint64_t fails_from(const struct fleet_host *host, const struct fleet_node *node,
			   uint64_t sizes)
{
	for_each_size(bytes, sizes)
		if (fleet_fails_at(host, node, bytes))
			return bytes;
	return 0;
}

/* [node, "ff.rx", [since when each x fails], fails from] */
static json_object *node_row(struct builder *b, const struct fleet_host *host,
			     const struct fleet_node *node, uint64_t sizes)
{
	json_object *row = json_object_new_array(), *since = json_object_new_array();
	char letters[64 + 1] = "";
	unsigned int n = 0;

	for_each_size(bytes, sizes) {
		const struct fleet_size *size = node ? find_size(node, bytes) : NULL;

		letters[n++] = size ? state_letters[size->state.value] : '.';
		if (size && size->state.value == STATE_FAILED)
			build_append(b, since, json_object_new_uint64(size->state.since.usec /
								      USEC_PER_SEC));
	}
	build_append(b, row, node ? json_object_new_int(node->id) : json_object_new_string(""));
	build_append(b, row, json_object_new_string(letters));
	build_append(b, row, since);
	build_append(b, row, json_object_new_uint64(fails_from(host, node, sizes)));
	return row;
}

/* The last failure in words, or an empty string if there was none. */
static json_object *failure_words(const struct fleet_host *host)
{
	const struct fleet_failure *failure = &host->last_failure;
	char words[SIZE_TEXT], text[128] = "";

	if (failure->at.usec)
		snprintf(text, sizeof(text), "%s %s on node %u (%s)",
			 size_words(words, failure->size),
			 failure->reason == REASON_DISCONTIGUOUS ? "discontiguous" : "failed",
			 failure->node, effort_names[failure->effort]);
	return json_object_new_string(text);
}

static json_object *notes_text(const struct fleet_host *host)
{
	struct text text;

	text_init(&text);
	for (unsigned int i = 0; i < NR_NOTES; i++)
		if (show_has_note(host, i))
			text_add(&text, "%s%s", text.len ? ", " : "", note_names[i]);
	if (host->health == HEALTH_ABSENT)
		text_add(&text, "%s%s", text.len ? ", " : "", absence_names[host->absence]);
	return json_object_new_string(text.buf);
}

/* True if the states of the host are current. Otherwise the page marks them as last known. */
static bool is_current(const struct fleet_host *host)
{
	const struct health_facts *facts = &host->facts;

	return !facts->unreadable && !facts->absent && !facts->silent && facts->age == AGE_FRESH;
}

/*
 * [name, health, is current, since, notes, failures, trend, last failure's time, and
 * words, nodes]
 */
static json_object *host_row(struct builder *b, const struct fleet_host *host, uint64_t sizes)
{
	json_object *row = json_object_new_array(), *nodes = json_object_new_array();

	build_append(b, row, json_object_new_string(host->name));
	build_append(b, row, json_object_new_string(health_names[host->health]));
	build_append(b, row, json_object_new_boolean(is_current(host)));
	build_append(b, row, json_object_new_uint64(show_since_usec(host) / USEC_PER_SEC));
	build_append(b, row, notes_text(host));
	build_append(b, row, json_object_new_uint64(host->failures));
	build_append(b, row, json_object_new_int(host->trend));
	build_append(b, row, json_object_new_uint64(host->last_failure.at.usec / USEC_PER_SEC));
	build_append(b, row, failure_words(host));
	if (!host->n_nodes)
		build_append(b, nodes, node_row(b, host, NULL, sizes));
	for (unsigned int i = 0; i < host->n_nodes; i++)
		build_append(b, nodes, node_row(b, host, &host->nodes[i], sizes));
	build_append(b, row, nodes);
	return row;
}

/* === the chart ============================================================ */

#define CHART_SILENT	(-2)
#define CHART_UNKNOWN	(-1)

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

/* A slot of the chart: [[size, hosts], …], the smallest size first. */
static json_object *slot_row(struct builder *b, const struct fleet *fleet, unsigned int slot)
{
	json_object *row = json_object_new_array();
	unsigned int counts[64] = { 0 };	/* by log2 of the size; 0: no size */
	unsigned int silent = 0, unknown = 0;

	for (unsigned int i = 0; i < fleet->n_hosts; i++) {
		uint64_t size = history_get(fleet, fleet->hosts[i], slot);

		if (size == HISTORY_SILENT)
			silent++;
		else if (size == HISTORY_UNKNOWN)
			unknown++;
		else if (size != HISTORY_NOT_HEARD)
			counts[size ? __builtin_ctzll(size) : 0]++;
	}
	append_pair(b, row, CHART_SILENT, silent);
	append_pair(b, row, CHART_UNKNOWN, unknown);
	for (unsigned int i = 0; i < 64; i++)
		append_pair(b, row, i ? INT64_C(1) << i : 0, counts[i]);
	return row;
}

/* === the page ============================================================= */

/* [[size, number of hosts that fail if --min-size is this size], …] */
static json_object *failing_object(struct builder *b, const struct fleet *fleet, uint64_t sizes)
{
	json_object *array = json_object_new_array();

	for_each_size(bytes, sizes) {
		json_object *pair = json_object_new_array();
		unsigned int n = 0;

		for (unsigned int i = 0; i < fleet->n_hosts; i++)
			n += fleet_fails_at(fleet->hosts[i], NULL, bytes);
		build_append(b, pair, json_object_new_uint64(bytes));
		build_append(b, pair, json_object_new_int(n));
		build_append(b, array, pair);
	}
	return array;
}

static json_object *totals_object(struct builder *b, const struct fleet *fleet)
{
	json_object *o = json_object_new_object();
	unsigned int worse = 0;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		worse += fleet->hosts[i]->trend < 0;
	for (unsigned int i = 0; i < NR_HEALTHS; i++)
		build_number(b, o, health_names[i], fleet->by_health[i]);
	build_number(b, o, "worse", worse);
	return o;
}

static json_object *page_object(struct builder *b, const struct fleet *fleet)
{
	json_object *o = json_object_new_object(), *hosts = json_object_new_array();
	json_object *slots = json_object_new_array();
	uint64_t sizes = sizes_of(fleet);

	build_number(b, o, "since", fleet->since_usec / USEC_PER_SEC);
	build_number(b, o, "until", fleet->until_usec / USEC_PER_SEC);
	build_number(b, o, "min_size", fleet->min_size);
	build_add(b, o, "totals", totals_object(b, fleet));
	build_add(b, o, "failing", failing_object(b, fleet, sizes));
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		build_append(b, hosts, host_row(b, fleet->hosts[i], sizes));
	build_add(b, o, "hosts", hosts);
	for (unsigned int i = 0; i < HISTORY_SLOTS; i++)
		build_append(b, slots, slot_row(b, fleet, i));
	build_add(b, o, "slots", slots);
	return o;
}

/*
 * Requires fleet->keeps_history. json-c writes "\/" for "/", so no text in the data can end
 * the script element. Returns EXIT_SUCCESS, or logs an error and returns EXIT_FAILURE.
 */
int show_page(FILE *f, const struct fleet *fleet)
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
