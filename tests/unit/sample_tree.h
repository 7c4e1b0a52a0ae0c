/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tree as tree_read(..., TREE_ALL, ...) returns it. All sizes are free, and there was no
 * failure. Each test changes only the values that it tests.
 */
#ifndef KMCONTIG_TESTS_SAMPLE_TREE_H
#define KMCONTIG_TESTS_SAMPLE_TREE_H

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#include "sysfs/tree.h"

#define SAMPLE_NOW	UINT64_C(1700000010)	/* 10 s after the last round */

/* Adds 110 attempts: 100 in the first bucket and 10 in the fourth. */
HELPER void sample_add_attempts(struct tree_effort *effort)
{
	effort->latency_ns_total = 1234567;
	effort->latency_ns_buckets[0] = 100;
	effort->latency_ns_buckets[3] = 10;
}

/* The smallest size is 4 KiB. The caller frees the tree with tree_free(). */
HELPER struct tree *sample_tree(unsigned int n_nodes, unsigned int n_sizes)
{
	uint64_t largest = UINT64_C(4096) << (n_sizes - 1);
	struct tree *tree = calloc(1, sizeof(*tree));

	*tree = (struct tree){
		.detail = TREE_ALL,
		.load_id = "0123456789abcdef0123456789abcdef",
		.config = {
			.enabled = true,
			.interval_ms = 60000,
			.max_size = largest,
			.effort = EFFORT_NORETRY,
			.verify = VERIFY_WALK,
			.duty_ppm = 1000,
		},
		/* 10 ms for each round */
		.counters = { [COUNTER_ROUNDS] = 110, [COUNTER_BUSY_NS] = 1100000000 },
		.largest_free = largest,
		.largest_recovered = largest,
		.last_round = { .sec = SAMPLE_NOW - 10, .nsec = 1 },
		.n_nodes = n_nodes,
		.nodes = calloc(n_nodes, sizeof(*tree->nodes)),
	};
	for (unsigned int i = 0; i < n_nodes; i++) {
		struct tree_node *node = &tree->nodes[i];

		*node = (struct tree_node){
			.id = i,
			.detail = TREE_ALL,
			.largest_free = largest,
			.largest_recovered = largest,
			.free_blocks = { .n = 3, .v = { 10, 9, 8 } },
			.unusable_index = { .n = 3, .v = { 0, 1, 1000 } },
			.n_sizes = n_sizes,
		};
		for (unsigned int j = 0; j < n_sizes; j++) {
			struct tree_size *size = &node->sizes[j];

			size->bytes = UINT64_C(4096) << j;
			size->state = STATE_FREE;
			size->efforts = calloc(NR_EFFORTS, sizeof(*size->efforts));
			sample_add_attempts(&size->efforts[EFFORT_NOWAIT]);
		}
	}
	return tree;
}

/* The last failure: 1 MiB on node 0, 30 s before SAMPLE_NOW, because of fragmentation. */
HELPER void sample_fail(struct tree *tree)
{
	tree->counters[COUNTER_FAILURES] = 3;
	tree->last_failure = (struct tree_failure){
		.seq = 3,
		.time = { .sec = SAMPLE_NOW - 30, .nsec = 42 },
		.size = 1048576,
		.order = 8,
		.effort = EFFORT_NORETRY,
		.reason = REASON_FRAGMENTED,
		.latency_ns = 12345,
		.free_blocks = { .n = 11, .v = { 3712, 9, 1 } },
		.unusable_index = 998,
	};
}

/* Set-up and tear-down for cmocka: one node with the sizes 4, 8, 16 and 32 KiB. */
HELPER int sample_setup(void **state)
{
	*state = sample_tree(1, 4);
	return 0;
}

HELPER int sample_teardown(void **state)
{
	tree_free(*state);
	return 0;
}

#endif
