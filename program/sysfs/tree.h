/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one reader of the module's files: takes a picture of what they say.
 * Every value has been checked when it stands in one of these structures.
 */
#ifndef KMCONTIG_SYSFS_TREE_H
#define KMCONTIG_SYSFS_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "sysfs/names.h"
#include "sysfs/reader.h"
#include "util/parse.h"

#define TREE_DEFAULT_ROOT	"/sys/kernel/kmcontig"
#define TREE_SIZES_MAX		32
#define NR_BUCKETS		12
#define PPM			UINT64_C(1000000)

/* How much to read. */
enum tree_detail {
	TREE_STATES,	/* states, free lists, the last failure, the schedule of rounds */
	TREE_ALL
};

struct tree_effort {
	uint64_t failures;
	uint64_t latency_ns_total;
	uint64_t latency_ns_buckets[NR_BUCKETS];	/* add up to the attempts */
};

struct tree_size {
	uint64_t bytes;
	enum state state;
	struct tree_effort *efforts;	/* NR_EFFORTS of them; TREE_ALL */
};

struct tree_node {
	unsigned int id;
	enum tree_detail detail;
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

struct tree_config {
	bool enabled;
	uint64_t interval_ms;
	uint64_t duty_ppm;
	uint64_t max_size;	/* TREE_ALL */
	enum effort effort;	/* TREE_ALL; the highest enabled one */
	enum verify verify;	/* TREE_ALL */
};

#define VERSION_TEXT	32

struct tree {
	enum tree_detail detail;
	char load_id[LOAD_ID_LEN + 1];
	char module_version[VERSION_TEXT];	/* empty: not known */
	struct tree_config config;
	/* Without TREE_ALL: rounds, failures, discontiguities and busy_ns. */
	uint64_t counters[NR_COUNTERS];
	uint64_t largest_free;			/* TREE_ALL */
	uint64_t largest_recovered;		/* TREE_ALL */
	struct stamp last_round;
	struct tree_failure last_failure;
	unsigned int n_nodes;
	struct tree_node *nodes;		/* in rising order */
};

int tree_open_root(const char *root);
int tree_read(const char *root, enum tree_detail detail, struct tree **tree,
	      struct tree_error *error);
void tree_free(struct tree *tree);

/* How often it was tried: what the buckets add up to. */
uint64_t tree_attempts(const struct tree_effort *effort);

const struct tree_node *tree_find_node(const struct tree *tree, unsigned int id);
const struct tree_size *tree_find_size(const struct tree_node *node,
				       uint64_t bytes);

#endif
