/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's parts and what they offer each other, one section a file.
 *
 * Threads: everything that probes runs in one round at a time, in a worker of
 * round.c ("the round worker"); for the probes of a node with another CPU than
 * its own it waits for a work item there. So state that only rounds change has
 * one writer. Readers of files run at any moment; what they see is either
 * one word (READ_ONCE, atomic64_t) or copied under a spinlock.
 *
 * Lifetimes: a node's data outlives its files, because removing a file waits
 * for its readers. The files at the top go before the round worker does.
 */
#ifndef KMCONTIG_H
#define KMCONTIG_H

#include <linux/completion.h>
#include <linux/kobject.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/time64.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "policy.h"

#define KMC_ABI_VERSION 1

/* The sizes probed: the powers of two from PAGE_SIZE to KMALLOC_MAX_SIZE. */
#define KMC_NR_SIZES (KMALLOC_SHIFT_MAX - PAGE_SHIFT + 1)

/* The one who only looks leaves kswapd asleep: it would work on after the answer. */
#define KMC_GFP_KERNEL (GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM)

/* An index of a size is its order. */
static inline unsigned long kmc_size(unsigned int order)
{
	return PAGE_SIZE << order;
}

/* === config.c: what may be set, in sysfs and at load ===================== */

struct kmc_tunable {
	struct kobj_attribute attr;
	const char *takes;		/* for the log line of a refused load */
	const char *const *words;	/* NULL: a number */
	unsigned int nr_words;
	unsigned long min, max;		/* of a number */
	bool power_of_two;
	unsigned long value;		/* the number, or the word's index */
	void (*changed)(void);		/* after a write to the file; may sleep */
};

enum kmc_tunable_id {
	KMC_ENABLED,
	KMC_INTERVAL_MS,
	KMC_MAX_SIZE,
	KMC_EFFORT,
	KMC_VERIFY,
	KMC_DUTY_PPM,
	KMC_NR_TUNABLES
};

extern struct kmc_tunable kmc_tunables[KMC_NR_TUNABLES];

static inline unsigned long kmc_config(enum kmc_tunable_id id)
{
	return READ_ONCE(kmc_tunables[id].value);
}

/* === verify.c: are a block's page frames consecutive? =================== */

#if defined(CONFIG_X86_64) || defined(CONFIG_ARM64)
#define KMC_HAVE_WALK
#endif

enum kmc_verify {
	KMC_VERIFY_OFF,
#ifdef KMC_HAVE_WALK
	KMC_VERIFY_WALK,
#endif
	KMC_VERIFY_ALIAS,
	KMC_NR_VERIFY
};

extern const char *const kmc_verify_names[KMC_NR_VERIFY];

int kmc_verify(enum kmc_verify method, void *block, size_t size);
int kmc_verify_selftest(void);

/* === freelist.c: a node's free lists ===================================== */

void kmc_free_blocks(int nid, unsigned long free_blocks[KMC_NR_ORDERS]);

/* === record.c: counters and the last failure ============================ */

enum kmc_counter {
	KMC_ROUNDS,
	KMC_ATTEMPTS,
	KMC_FAILURES,
	KMC_RECOVERIES,
	KMC_STATE_CHANGES,
	KMC_DISCONTIGUITIES,
	KMC_COMPOUND_MISMATCHES,
	KMC_DELAYED_ROUNDS,
	KMC_BUSY_NS,
	KMC_NR_COUNTERS
};

extern atomic64_t kmc_counters[KMC_NR_COUNTERS];

static inline void kmc_count(enum kmc_counter counter)
{
	atomic64_inc(&kmc_counters[counter]);
}

struct kmc_failure {
	u64 seq;
	struct timespec64 time;
	int node;
	unsigned int order;
	enum kmc_effort effort;
	bool discontiguous;
	u64 latency_ns;
	unsigned long free_blocks[KMC_NR_ORDERS];
};

void kmc_record_failure(struct kmc_failure *failure);
void kmc_last_failure(struct kmc_failure *failure);

/* What the last round came to, over all nodes. */
struct kmc_round_summary {
	struct timespec64 end;
	unsigned long largest_free;
	unsigned long largest_recovered;
};

void kmc_record_round(const struct kmc_round_summary *summary);
void kmc_last_round(struct kmc_round_summary *summary);

/* === node.c: the nodes that are probed =================================== */

struct kmc_effort_stats {
	atomic64_t attempts;
	atomic64_t failures;
	atomic64_t latency_ns_total;
	atomic64_t latency_ns_buckets[KMC_NR_BUCKETS];
};

struct kmc_node_size {
	struct kmc_probe probe;
	struct kobject *kobj;
	struct kmc_effort_stats efforts[KMC_NR_EFFORTS];
};

/* What holds for a whole round, sampled at its start. */
struct kmc_round {
	enum kmc_effort limit;
	enum kmc_verify verify;
	unsigned int nr_sizes;		/* those up to max_size */
	bool ignore_backoff;
};

struct kmc_node {
	int nid;
	int cpu;			/* where its probes run */
	struct kobject *kobj;
	struct work_struct work;	/* one pass over the node's sizes */
	struct completion done;		/* that pass */
	const struct kmc_round *round;	/* of that pass */
	enum kmc_effort effort;		/* of that pass */
	spinlock_t lock;		/* free_blocks, for readers */
	unsigned long free_blocks[KMC_NR_ORDERS];
	unsigned long largest_free;
	unsigned long largest_recovered;
	struct kmc_node_size sizes[KMC_NR_SIZES];
};

int kmc_nodes_init(struct kobject *root);
void kmc_nodes_exit(void);
int kmc_nodes_sync(void);
struct kmc_node *kmc_node_of(const struct kobject *kobj);
struct kmc_node *kmc_node_next(int *nid);

/* The nodes that are probed, in rising order; for the round worker only. */
#define kmc_for_each_node(node, nid)				\
	for (nid = 0; (node = kmc_node_next(&nid)); nid++)

/* === probe.c: one pass over a node's sizes =============================== */

void kmc_node_pass(struct kmc_node *node);

/* === round.c: rounds, and when they run ================================== */

int kmc_rounds_init(void);
void kmc_rounds_start(void);
void kmc_rounds_shut(void);
void kmc_rounds_exit(void);
bool kmc_rounds_running(void);
void kmc_rounds_rearm(void);
void kmc_rounds_forgive(void);
void kmc_node_work(struct work_struct *work);
int kmc_rounds_run(enum kmc_effort effort);

/* === sysfs_root.c and sysfs_node.c: the files ============================ */

int kmc_sysfs_init(void);
void kmc_sysfs_remove_root_files(void);
void kmc_sysfs_exit(void);
void kmc_sysfs_notify(enum kmc_counter counter);
ssize_t kmc_emit_free_blocks(char *buf, const unsigned long *free_blocks);
ssize_t kmc_emit_unusable_index(char *buf, const unsigned long *free_blocks);

int kmc_sysfs_add_node(struct kmc_node *node, struct kobject *root);
void kmc_sysfs_remove_node(struct kmc_node *node);

#endif /* KMCONTIG_H */
