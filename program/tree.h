/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one reader of the module's files: takes a picture of what they say.
 * Every value has been checked when it stands in one of these structures.
 */
#ifndef KMCONTIG_TREE_H
#define KMCONTIG_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "names.h"
#include "parse.h"

#define TREE_DEFAULT_ROOT	"/sys/kernel/kmcontig"
#define TREE_SIZES_MAX		32

struct tree_size {
	uint64_t bytes;
	enum state state;
};

struct tree_node {
	unsigned int id;
	uint64_t largest_free;
	uint64_t largest_recovered;
	struct list free_blocks;
	struct list unusable_index;
	unsigned int n_sizes;
	struct tree_size sizes[TREE_SIZES_MAX];	/* in rising order */
};

/* The last probe that ended failed; the rest is unset while seq is 0. */
struct tree_failure {
	uint64_t seq;
	struct stamp time;
	unsigned int node;
	uint64_t size;
	unsigned int order;
	enum effort effort;
	enum reason reason;
	uint64_t latency_ns;
	struct list free_blocks;
	unsigned int unusable_index;
};

struct tree {
	char load_id[LOAD_ID_LEN + 1];
	uint64_t failures;
	uint64_t discontiguities;
	struct stamp last_round;
	struct tree_failure last_failure;
	unsigned int n_nodes;
	struct tree_node *nodes;		/* in rising order */
};

/* Why a tree could not be read: always a sentence about one file. */
struct tree_error {
	char text[256];
};

int tree_open_root(const char *root);
int tree_read(const char *root, struct tree **tree, struct tree_error *error);
void tree_free(struct tree *tree);

const struct tree_node *tree_find_node(const struct tree *tree, unsigned int id);
const struct tree_size *tree_find_size(const struct tree_node *node,
				       uint64_t bytes);

#endif
