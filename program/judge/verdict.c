// SPDX-License-Identifier: GPL-2.0
/* What a picture of the tree means. */
#include <string.h>

#include "judge/verdict.h"

#define NSEC_PER_MSEC	1000000
#define MSEC_PER_SEC	1000
#define STALE_PERIODS	3

/* === how old it is ====================================================== */

/* What rounds take on average, in ns; the module has no figure of the last one. */
static uint64_t average_round_ns(const struct tree *tree)
{
	uint64_t rounds = tree->counters[COUNTER_ROUNDS];

	return rounds ? tree->counters[COUNTER_BUSY_NS] / rounds : 0;
}

/*
 * Milliseconds from one round's start to the next: the interval, or what
 * duty_ppm makes of the time that a round takes, whichever is longer.
 */
static double period_ms(const struct tree *tree)
{
	double interval = tree->config.interval_ms;
	double delay = (double)average_round_ns(tree) * PPM /
		       tree->config.duty_ppm / NSEC_PER_MSEC;

	return delay > interval ? delay : interval;
}

/* Seconds after which a round says nothing any more; at least 1. */
uint64_t verdict_stale_sec(const struct tree *tree)
{
	return STALE_PERIODS * period_ms(tree) / MSEC_PER_SEC + 1;
}

/* Seconds since the end of the last round; negative when the clock was set back. */
int64_t verdict_age_sec(const struct tree *tree, uint64_t now_sec)
{
	return (int64_t)now_sec - (int64_t)tree->last_round.sec;
}

enum age verdict_age(const struct tree *tree, uint64_t now_sec)
{
	return judge_age(&tree->last_round, verdict_stale_sec(tree), now_sec);
}

/* === the last failure ==================================================== */

/* Free memory on the node at that moment. A page is the block less its order. */
uint64_t verdict_free_bytes(const struct tree_failure *failure)
{
	uint64_t page = failure->size >> failure->order, bytes = 0;

	for (unsigned int i = 0; i < failure->free_blocks.n; i++)
		bytes += (failure->free_blocks.v[i] << i) * page;
	return bytes;
}

/* === all of it =========================================================== */

bool verdict_has(const struct tree *tree, enum state state)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		for (unsigned int j = 0; j < tree->nodes[i].n_sizes; j++)
			if (tree->nodes[i].sizes[j].state == state)
				return true;
	return false;
}

void verdict_judge(const struct tree *tree, uint64_t min_size, struct judgement *j)
{
	judge_begin(j, min_size);
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_node *node = &tree->nodes[i];
		struct judgement of_node;

		judge_begin(&of_node, min_size);
		for (unsigned int k = 0; k < node->n_sizes; k++)
			judge_add_size(&of_node, node->id, node->sizes[k].bytes,
				       node->sizes[k].state, 0);
		judge_add_node(j, &of_node);
	}
}

/* A node without that size counts as unknown. */
enum state verdict_state_of(const struct tree *tree, uint64_t bytes)
{
	struct judgement j;

	judge_begin(&j, bytes);
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_size *size = tree_find_size(&tree->nodes[i], bytes);
		struct judgement of_node;

		judge_begin(&of_node, bytes);
		if (size)
			judge_add_size(&of_node, tree->nodes[i].id, bytes, size->state, 0);
		judge_add_node(&j, &of_node);
	}
	return j.worst;
}

bool verdict_has_size(const struct tree *tree, uint64_t bytes)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		if (!tree_find_size(&tree->nodes[i], bytes))
			return false;
	return true;
}

/* That all smaller sizes are available says nothing of a size that there is not. */
enum health verdict_health(const struct tree *tree, uint64_t min_size, uint64_t now_sec)
{
	struct judgement j;

	verdict_judge(tree, min_size, &j);
	if (j.worst != STATE_FAILED && !verdict_has_size(tree, min_size))
		j.worst = STATE_UNKNOWN;
	return judge_health(&(struct health_facts){
		.discontiguities = tree->counters[COUNTER_DISCONTIGUITIES],
		.age = verdict_age(tree, now_sec),
		.worst = j.worst,
	});
}

/*
 * The share of elapsed time that periodic rounds take, in parts per million: at
 * most duty_ppm.
 */
uint64_t verdict_share_ppm(const struct tree *tree)
{
	double period_ns = period_ms(tree) * NSEC_PER_MSEC;

	return average_round_ns(tree) / period_ns * PPM + 0.5;
}

/* An upgrade leaves the module that is loaded alone: rounds go on. */
bool verdict_reload_due(const struct tree *tree)
{
	return tree->module_version[0] &&
	       strcmp(tree->module_version, KMCONTIG_VERSION) != 0;
}
