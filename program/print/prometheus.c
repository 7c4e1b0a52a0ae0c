// SPDX-License-Identifier: GPL-2.0
/*
 * A picture of the tree in Prometheus' text format, version 0.0.4:
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 *
 * Base units (bytes, seconds, ratios), a family at a time. Label values are
 * checked words and numbers: nothing in them has to be escaped.
 */
#include <inttypes.h>

#include "judge/verdict.h"
#include "print/prometheus.h"
#include "util/text.h"

#define NSEC_PER_SEC	1000000000

static void family(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* Nanoseconds as seconds, to the last digit. */
static void put_seconds(FILE *f, uint64_t ns)
{
	fprintf(f, "%" PRIu64 ".%09" PRIu64, ns / NSEC_PER_SEC, ns % NSEC_PER_SEC);
}

/* === the host ============================================================ */

static const struct {
	const char *name, *help;
} counters[NR_COUNTERS] = {
	[COUNTER_ROUNDS] = {
		"kmcontig_rounds_total", "Rounds of probes since the module was loaded." },
	[COUNTER_ATTEMPTS] = {
		"kmcontig_attempts_total", "Calls of kmalloc." },
	[COUNTER_FAILURES] = {
		"kmcontig_failures_total", "Probes that ended failed." },
	[COUNTER_RECOVERIES] = {
		"kmcontig_recoveries_total", "Probes that ended recovered." },
	[COUNTER_STATE_CHANGES] = {
		"kmcontig_state_changes_total", "Changes of a size's state on a node." },
	[COUNTER_DISCONTIGUITIES] = {
		"kmcontig_discontiguities_total",
		"Blocks whose page frames were not consecutive; expected to stay 0." },
	[COUNTER_COMPOUND_MISMATCHES] = {
		"kmcontig_compound_mismatches_total",
		"Blocks for which PageCompound() would have given another answer." },
	[COUNTER_DELAYED_ROUNDS] = {
		"kmcontig_delayed_rounds_total", "Rounds put off by duty_ppm." },
	[COUNTER_BUSY_NS] = {
		"kmcontig_busy_seconds_total", "Time spent in rounds." },
};

static void put_counters(FILE *f, const struct tree *tree)
{
	for (unsigned int i = 0; i < NR_COUNTERS; i++) {
		family(f, counters[i].name, "counter", counters[i].help);
		fprintf(f, "%s ", counters[i].name);
		if (i == COUNTER_BUSY_NS)
			put_seconds(f, tree->counters[i]);
		else
			fprintf(f, "%" PRIu64, tree->counters[i]);
		fputc('\n', f);
	}
}

/* A version that differs from the program's: the module has to be loaded again. */
static void put_module_version(FILE *f, const char *version)
{
	if (!version[0])
		return;
	family(f, "kmcontig_module_info", "gauge", "Version of the loaded kernel module.");
	fprintf(f, "kmcontig_module_info{version=\"%s\"} 1\n", version);
}

static void put_config(FILE *f, const struct tree_config *config)
{
	family(f, "kmcontig_info", "gauge", "Version of the program, and settings that are words.");
	fprintf(f, "kmcontig_info{version=\"%s\",effort=\"%s\",verify=\"%s\"} 1\n",
		KMCONTIG_VERSION, effort_names[config->effort], verify_names[config->verify]);
	family(f, "kmcontig_enabled", "gauge", "Whether periodic rounds are enabled.");
	fprintf(f, "kmcontig_enabled %d\n", config->enabled);
	family(f, "kmcontig_interval_seconds", "gauge", "Time between the starts of rounds.");
	fprintf(f, "kmcontig_interval_seconds %" PRIu64 ".%03" PRIu64 "\n",
		config->interval_ms / 1000, config->interval_ms % 1000);
	family(f, "kmcontig_max_size_bytes", "gauge", "Largest size that is probed.");
	fprintf(f, "kmcontig_max_size_bytes %" PRIu64 "\n", config->max_size);
	family(f, "kmcontig_duty_ratio", "gauge",
	       "Largest share of time that periodic rounds may take.");
	fprintf(f, "kmcontig_duty_ratio %" PRIu64 ".%06" PRIu64 "\n",
		config->duty_ppm / PPM, config->duty_ppm % PPM);
}

static void put_last(FILE *f, const struct tree *tree)
{
	const struct tree_failure *failure = &tree->last_failure;
	char name[SIZE_TEXT], time[STAMP_TEXT];

	family(f, "kmcontig_last_round_timestamp_seconds", "gauge",
	       "End of the last round, since the epoch; 0: none yet.");
	fprintf(f, "kmcontig_last_round_timestamp_seconds %s\n",
		stamp_text(time, &tree->last_round));
	family(f, "kmcontig_round_stale_seconds", "gauge",
	       "Age of the last round from which on it is too old to rely on.");
	fprintf(f, "kmcontig_round_stale_seconds %" PRIu64 "\n", verdict_stale_sec(tree));
	if (!failure->seq)
		return;
	family(f, "kmcontig_last_failure_timestamp_seconds", "gauge",
	       "The last probe that ended failed.");
	fprintf(f, "kmcontig_last_failure_timestamp_seconds{node=\"%u\",size=\"%s\",effort=\"%s\",reason=\"%s\"} %s\n",
		failure->node, size_name(name, failure->size), effort_names[failure->effort],
		reason_names[failure->reason], stamp_text(time, &failure->time));
}

/* === nodes ================================================================ */

static void put_largest(FILE *f, const struct tree *tree)
{
	family(f, "kmcontig_largest_free_bytes", "gauge",
	       "Largest size that, like every smaller one, is free.");
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		fprintf(f, "kmcontig_largest_free_bytes{node=\"%u\"} %" PRIu64 "\n",
			tree->nodes[i].id, tree->nodes[i].largest_free);
	family(f, "kmcontig_largest_recovered_bytes", "gauge",
	       "Largest size that, like every smaller one, is free or recovered.");
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		fprintf(f, "kmcontig_largest_recovered_bytes{node=\"%u\"} %" PRIu64 "\n",
			tree->nodes[i].id, tree->nodes[i].largest_recovered);
}

static void put_free_lists(FILE *f, const struct tree *tree)
{
	family(f, "kmcontig_free_blocks", "gauge",
	       "Free blocks of an order, ZONE_MOVABLE left out.");
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		for (unsigned int j = 0; j < tree->nodes[i].free_blocks.n; j++)
			fprintf(f, "kmcontig_free_blocks{node=\"%u\",order=\"%u\"} %" PRIu64 "\n",
				tree->nodes[i].id, j, tree->nodes[i].free_blocks.v[j]);
	family(f, "kmcontig_unusable_ratio", "gauge",
	       "Share of free memory in blocks too small for an order.");
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		for (unsigned int j = 0; j < tree->nodes[i].unusable_index.n; j++) {
			uint64_t index = tree->nodes[i].unusable_index.v[j];

			fprintf(f, "kmcontig_unusable_ratio{node=\"%u\",order=\"%u\"} %" PRIu64 ".%03" PRIu64 "\n",
				tree->nodes[i].id, j, index / 1000, index % 1000);
		}
}

/* === sizes ================================================================ */

typedef void size_fn(FILE *f, unsigned int node, const struct tree_size *size);

static void for_each_size(FILE *f, const struct tree *tree, size_fn *put)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		for (unsigned int j = 0; j < tree->nodes[i].n_sizes; j++)
			put(f, tree->nodes[i].id, &tree->nodes[i].sizes[j]);
}

static void put_states(FILE *f, unsigned int node, const struct tree_size *size)
{
	char name[SIZE_TEXT];

	for (unsigned int state = 0; state < NR_STATES; state++)
		fprintf(f, "kmcontig_state{node=\"%u\",size=\"%s\",state=\"%s\"} %d\n", node,
			size_name(name, size->bytes), state_names[state], size->state == state);
}

static void put_attempt_failures(FILE *f, unsigned int node, const struct tree_size *size)
{
	char name[SIZE_TEXT];

	for (unsigned int e = 0; e < NR_EFFORTS; e++)
		fprintf(f, "kmcontig_attempt_failures_total{node=\"%u\",size=\"%s\",effort=\"%s\"} %" PRIu64 "\n",
			node, size_name(name, size->bytes), effort_names[e],
			size->efforts[e].failures);
}

/*
 * A bucket of the module's holds what is below 1024 << 2i ns, a bucket here
 * what is not above `le`: the same in whole nanoseconds, less one.
 */
static void put_histogram(FILE *f, const char *labels, const struct tree_effort *effort)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < NR_BUCKETS; i++) {
		sum += effort->latency_ns_buckets[i];
		fprintf(f, "kmcontig_attempt_latency_seconds_bucket{%s,le=\"", labels);
		if (i < NR_BUCKETS - 1)
			put_seconds(f, (UINT64_C(1024) << 2 * i) - 1);
		else
			fputs("+Inf", f);
		fprintf(f, "\"} %" PRIu64 "\n", sum);
	}
	fprintf(f, "kmcontig_attempt_latency_seconds_sum{%s} ", labels);
	put_seconds(f, effort->latency_ns_total);
	fprintf(f, "\nkmcontig_attempt_latency_seconds_count{%s} %" PRIu64 "\n", labels, sum);
}

/* Of an effort that was never needed there is nothing to draw. */
static void put_latencies(FILE *f, unsigned int node, const struct tree_size *size)
{
	char name[SIZE_TEXT], labels[96];

	for (unsigned int e = 0; e < NR_EFFORTS; e++) {
		if (!tree_attempts(&size->efforts[e]))
			continue;
		snprintf(labels, sizeof(labels), "node=\"%u\",size=\"%s\",effort=\"%s\"", node,
			 size_name(name, size->bytes), effort_names[e]);
		put_histogram(f, labels, &size->efforts[e]);
	}
}

/* @tree was read with TREE_ALL; NULL: there is no module. */
void prometheus_print(FILE *f, const struct tree *tree)
{
	family(f, "kmcontig_module_loaded", "gauge", "Whether the kernel module is loaded.");
	fprintf(f, "kmcontig_module_loaded %d\n", tree != NULL);
	if (!tree)
		return;
	put_module_version(f, tree->module_version);
	put_config(f, &tree->config);
	put_counters(f, tree);
	put_last(f, tree);
	put_largest(f, tree);
	put_free_lists(f, tree);
	family(f, "kmcontig_state", "gauge", "1 for the state that a size on a node has.");
	for_each_size(f, tree, put_states);
	family(f, "kmcontig_attempt_failures_total", "counter",
	       "Attempts that allocated no contiguous block on the node.");
	for_each_size(f, tree, put_attempt_failures);
	family(f, "kmcontig_attempt_latency_seconds", "histogram",
	       "Wall time of allocation calls, zeroing included.");
	for_each_size(f, tree, put_latencies);
}
