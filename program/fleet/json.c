// SPDX-License-Identifier: GPL-2.0
/* Prints a fleet as JSON, as schema/report.schema.json describes it. */
#include <stdlib.h>
#include <string.h>

#include "fleet/show.h"
#include "util/json_build.h"
#include "util/log.h"
#include "util/usec.h"

#define SCHEMA	2

static void build_time(struct builder *b, json_object *o, const char *key, uint64_t usec)
{
	build_number(b, o, key, usec / USEC_PER_SEC);
}

static void build_bool(struct builder *b, json_object *o, const char *key, bool value)
{
	build_add(b, o, key, json_object_new_boolean(value));
}

/* === hosts ================================================================ */

static json_object *sizes_object(struct builder *b, const struct fleet_host *host,
				 const struct fleet_node *node)
{
	json_object *sizes = json_object_new_array();
	char name[SIZE_TEXT];

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		const struct fleet_size *size = &node->sizes[i];
		json_object *o = json_object_new_object();

		build_text(b, o, "name", size_name(name, size->bytes));
		build_number(b, o, "size", size->bytes);
		build_text(b, o, "state", state_names[size->state.value]);
		build_time(b, o, "since", size->state.since.usec);
		build_bool(b, o, "flapping", fleet_size_flaps(host, size));
		build_append(b, sizes, o);
	}
	return sizes;
}

/* If the sizes are not known, the members are missing. */
static void build_largest(struct builder *b, json_object *o, const struct judgement *j)
{
	if (!j->known)
		return;
	build_number(b, o, "largest_free", j->largest_free);
	build_number(b, o, "largest_recovered", j->largest_recovered);
}

static json_object *nodes_object(struct builder *b, const struct fleet_host *host)
{
	json_object *nodes = json_object_new_array();

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		json_object *o = json_object_new_object();

		build_number(b, o, "node", host->nodes[i].id);
		build_largest(b, o, &host->nodes[i].judgement);
		build_add(b, o, "sizes", sizes_object(b, host, &host->nodes[i]));
		build_append(b, nodes, o);
	}
	return nodes;
}

static json_object *failure_object(struct builder *b, const struct fleet_failure *failure)
{
	json_object *o = json_object_new_object();

	build_time(b, o, "time", failure->at.usec);
	build_number(b, o, "node", failure->node);
	build_number(b, o, "size", failure->size);
	build_text(b, o, "effort", effort_names[failure->effort]);
	build_text(b, o, "reason", reason_names[failure->reason]);
	return o;
}

static json_object *absence_object(struct builder *b, const struct fleet_host *host)
{
	json_object *o = json_object_new_object();

	build_text(b, o, "reason", absence_names[host->absence]);
	build_time(b, o, "since", host->presence.since.usec);
	return o;
}

static json_object *names_object(struct builder *b, const struct fleet_host *host)
{
	json_object *names = json_object_new_array();

	for (unsigned int i = 0; i < host->n_names; i++)
		build_append(b, names, json_object_new_string(host->names[i].text));
	return names;
}

static json_object *notes_object(struct builder *b, const struct fleet_host *host)
{
	json_object *notes = json_object_new_array();

	for (unsigned int i = 0; i < NR_NOTES; i++)
		if (show_has_note(host, i))
			build_append(b, notes, json_object_new_string(note_names[i]));
	return notes;
}

static void build_identity(struct builder *b, json_object *o, const struct fleet_host *host)
{
	char machine[SD_ID128_STRING_MAX];

	build_text(b, o, "host", host->name);
	if (host->n_names > 1)
		build_add(b, o, "names", names_object(b, host));
	if (!sd_id128_is_null(host->machine))
		build_text(b, o, "machine_id", sd_id128_to_string(host->machine, machine));
	build_bool(b, o, "expected", host->expected);
}

static void build_counts(struct builder *b, json_object *o, const struct fleet_host *host)
{
	build_time(b, o, "last_entry", host->last.usec);
	build_time(b, o, "last_summary", host->summary.usec);
	build_number(b, o, "boots", host->n_boots_in_time);
	build_number(b, o, "loads", host->n_loads_in_time);
	build_number(b, o, "failures", host->failures);
	build_number(b, o, "discontiguities", host->discontiguities);
	if (host->discontiguous.usec)
		build_time(b, o, "last_discontiguity", host->discontiguous.usec);
	build_add(b, o, "trend", json_object_new_int(host->trend));
}

static json_object *host_object(struct builder *b, const struct fleet_host *host)
{
	json_object *o = json_object_new_object();

	build_identity(b, o, host);
	build_text(b, o, "health", health_names[host->health]);
	build_add(b, o, "notes", notes_object(b, host));
	build_counts(b, o, host);
	build_largest(b, o, &host->judgement);
	build_bool(b, o, "failing", host->judgement.worst == STATE_FAILED);
	if (host->judgement.failing_usec)
		build_time(b, o, "failing_since", host->judgement.failing_usec);
	if (host->presence.value)
		build_add(b, o, "absence", absence_object(b, host));
	if (host->last_failure.at.usec)
		build_add(b, o, "last_failure", failure_object(b, &host->last_failure));
	build_add(b, o, "nodes", nodes_object(b, host));
	return o;
}

/* === the whole ============================================================ */

static json_object *paths_object(struct builder *b, const struct paths *paths)
{
	json_object *array = json_object_new_array();

	for (unsigned int i = 0; i < paths->n; i++)
		build_append(b, array, json_object_new_string(paths->v[i]));
	return array;
}

static json_object *files_object(struct builder *b, const struct reading *reading)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "read", reading->n_read);
	build_add(b, o, "skipped", paths_object(b, &reading->skipped));
	build_add(b, o, "damaged", paths_object(b, &reading->damaged));
	build_add(b, o, "unreadable", paths_object(b, &reading->unreadable));
	return o;
}

static json_object *totals_object(struct builder *b, const struct fleet *fleet)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "hosts", fleet->n_hosts);
	for (unsigned int i = 0; i < NR_HEALTHS; i++)
		build_number(b, o, health_names[i], fleet->by_health[i]);
	build_number(b, o, "discontiguous", fleet->n_discontiguous);
	build_number(b, o, "clock_ahead", fleet->n_clock_ahead);
	build_number(b, o, "flapping", fleet->n_flapping);
	build_number(b, o, "unexpected", fleet->n_unexpected);
	return o;
}

static json_object *head_object(struct builder *b, const struct fleet *fleet,
				const struct reading *reading, int exit_status)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "schema", SCHEMA);
	build_time(b, o, "since", fleet->since_usec);
	build_time(b, o, "until", fleet->until_usec);
	build_number(b, o, "min_size", fleet->min_size);
	build_add(b, o, "exit_status", json_object_new_int(exit_status));
	build_add(b, o, "files", files_object(b, reading));
	build_number(b, o, "entries", fleet->entries);
	build_number(b, o, "wrong_entries", fleet->wrong);
	build_add(b, o, "totals", totals_object(b, fleet));
	return o;
}

/* Prints the object without its closing brace, because the hosts follow one at a time. */
static int put_head(FILE *f, const struct fleet *fleet, const struct reading *reading,
		    int exit_status)
{
	struct builder b = { false };
	json_object *o = head_object(&b, fleet, reading, exit_status);
	const char *text = b.failed ? NULL :
			   json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);

	if (text)
		fprintf(f, "%.*s,\"hosts\":[\n", (int)strlen(text) - 1, text);
	else
		log_error("not enough memory");
	json_object_put(o);
	return text ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * Returns EXIT_SUCCESS, or logs an error and returns EXIT_FAILURE. To save memory, only one
 * host at a time is built as JSON.
 */
int show_json(FILE *f, const struct fleet *fleet, const struct reading *reading,
	      int exit_status)
{
	int status = put_head(f, fleet, reading, exit_status);

	for (unsigned int i = 0; i < fleet->n_hosts && status == EXIT_SUCCESS; i++) {
		struct builder b = { false };

		status = build_print(&b, f, host_object(&b, fleet->hosts[i]), 0);
		if (i + 1 < fleet->n_hosts)
			fputc(',', f);
	}
	fputs("]}\n", f);
	return status;
}
