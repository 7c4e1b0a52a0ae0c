// SPDX-License-Identifier: GPL-2.0
/* A picture of the tree as JSON; status.schema.json says what it holds. */
#include "judge/verdict.h"
#include "print/status_json.h"
#include "util/json_build.h"

#define SCHEMA	2

static json_object *config_object(struct builder *b, const struct tree_config *config)
{
	json_object *o = json_object_new_object();

	build_add(b, o, "enabled", json_object_new_boolean(config->enabled));
	build_number(b, o, "interval_ms", config->interval_ms);
	build_number(b, o, "max_size", config->max_size);
	build_text(b, o, "effort", effort_names[config->effort]);
	build_text(b, o, "verify", verify_names[config->verify]);
	build_number(b, o, "duty_ppm", config->duty_ppm);
	return o;
}

static json_object *counters_object(struct builder *b, const struct tree *tree)
{
	json_object *o = json_object_new_object();

	for (unsigned int i = 0; i < NR_COUNTERS; i++)
		build_number(b, o, counter_names[i], tree->counters[i]);
	return o;
}

static json_object *failure_object(struct builder *b, const struct tree_failure *failure)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "seq", failure->seq);
	build_stamp(b, o, "time", &failure->time);
	build_number(b, o, "node", failure->node);
	build_number(b, o, "size", failure->size);
	build_number(b, o, "order", failure->order);
	build_text(b, o, "effort", effort_names[failure->effort]);
	build_text(b, o, "reason", reason_names[failure->reason]);
	build_number(b, o, "latency_ns", failure->latency_ns);
	build_list(b, o, "free_blocks", &failure->free_blocks);
	build_number(b, o, "unusable_index", failure->unusable_index);
	return o;
}

static json_object *effort_object(struct builder *b, const struct tree_effort *effort)
{
	json_object *o = json_object_new_object();

	build_number(b, o, "attempts", tree_attempts(effort));
	build_number(b, o, "failures", effort->failures);
	build_number(b, o, "latency_ns_total", effort->latency_ns_total);
	build_numbers(b, o, "latency_ns_buckets", effort->latency_ns_buckets, NR_BUCKETS);
	return o;
}

static json_object *size_object(struct builder *b, const struct tree_size *size)
{
	json_object *o = json_object_new_object(), *efforts = json_object_new_object();
	char name[SIZE_TEXT];

	build_text(b, o, "name", size_name(name, size->bytes));
	build_number(b, o, "size", size->bytes);
	build_text(b, o, "state", state_names[size->state]);
	for (unsigned int i = 0; i < NR_EFFORTS; i++)
		build_add(b, efforts, effort_names[i], effort_object(b, &size->efforts[i]));
	build_add(b, o, "efforts", efforts);
	return o;
}

static json_object *node_object(struct builder *b, const struct tree_node *node)
{
	json_object *o = json_object_new_object(), *sizes = json_object_new_array();

	build_number(b, o, "node", node->id);
	build_number(b, o, "largest_free", node->largest_free);
	build_number(b, o, "largest_recovered", node->largest_recovered);
	build_list(b, o, "free_blocks", &node->free_blocks);
	build_list(b, o, "unusable_index", &node->unusable_index);
	for (unsigned int i = 0; i < node->n_sizes; i++)
		build_append(b, sizes, size_object(b, &node->sizes[i]));
	build_add(b, o, "sizes", sizes);
	return o;
}

static const char *const age_names[] = {
	[AGE_FRESH]	= "fresh",
	[AGE_STALE]	= "stale",
	[AGE_NO_ROUND]	= "no_round",
};

static json_object *tree_object(struct builder *b, const struct tree *tree, uint64_t now_sec)
{
	json_object *o = json_object_new_object(), *nodes = json_object_new_array();

	build_number(b, o, "schema", SCHEMA);
	build_text(b, o, "version", KMCONTIG_VERSION);
	if (tree->module_version[0])
		build_text(b, o, "module_version", tree->module_version);
	build_text(b, o, "load_id", tree->load_id);
	build_stamp(b, o, "last_round", &tree->last_round);
	build_text(b, o, "age", age_names[verdict_age(tree, now_sec)]);
	build_text(b, o, "health", health_names[verdict_health(tree, JUDGE_MIN_SIZE, now_sec)]);
	build_number(b, o, "min_size", JUDGE_MIN_SIZE);
	build_number(b, o, "largest_free", tree->largest_free);
	build_number(b, o, "largest_recovered", tree->largest_recovered);
	build_add(b, o, "config", config_object(b, &tree->config));
	build_add(b, o, "counters", counters_object(b, tree));
	/* Absent while there was none: a null would need a test of its own. */
	if (tree->last_failure.seq)
		build_add(b, o, "last_failure", failure_object(b, &tree->last_failure));
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		build_append(b, nodes, node_object(b, &tree->nodes[i]));
	build_add(b, o, "nodes", nodes);
	return o;
}

static int print(struct builder *b, FILE *f, json_object *o)
{
	return build_print(b, f, o, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED);
}

int status_json_print(FILE *f, const struct tree *tree, uint64_t now_sec)
{
	struct builder b = { false };

	return print(&b, f, tree_object(&b, tree, now_sec));
}

int audit_json_print(FILE *f, const struct tree *tree, uint64_t now_sec)
{
	struct builder b = { false };
	json_object *o = tree_object(&b, tree, now_sec);

	build_text(&b, o, "round_effort", effort_names[NR_EFFORTS - 1]);
	return print(&b, f, o);
}
