/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The module's files and what each offers, lowest layer first: a file calls only those
 * before it.
 *
 * Threads: everything that probes runs in one round at a time, in the worker of round.c
 * ("the round worker"). If a node is probed on another CPU, the round worker waits for a work
 * item there. So what only rounds change has one writer. Looks run in a work item of
 * their own, beside rounds. Files are read at any moment; what they show is one word
 * (READ_ONCE, atomic64_t) or copied under a spinlock.
 *
 * Lifetimes: a node's data outlives its files, because removing a file waits for its
 * readers, and outlives looks, which hold the RCU read lock.
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
#include "rule.h"

#define KMC_ABI_VERSION 2

/* The sizes probed: the powers of two from PAGE_SIZE to KMALLOC_MAX_SIZE. */
#define KMC_NR_SIZES (KMALLOC_SHIFT_MAX - PAGE_SHIFT + 1)

/* Never wakes kswapd: it would go on working after the answer. */
#define KMC_GFP_KERNEL (GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM)

/* An index of a size is its order. */
static inline unsigned long kmc_size(unsigned int order)
{
	return PAGE_SIZE << order;
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

/* === config.c: the settings, in sysfs and at load ======================== */

struct kmc_tunable {
	struct kobj_attribute attr;
	const char *takes;		/* for the log line of a rejected load */
	const char *const *words;	/* NULL: a number */
	unsigned int nr_words;
	unsigned long min, max;		/* of a number */
	bool power_of_two;
	bool or_zero;			/* 0 is valid, too */
	unsigned long value;		/* the number, or the word's index */
	void (*changed)(void);		/* after a write to the file; may sleep */
};

enum kmc_tunable_id {
	KMC_ENABLED,
	KMC_INTERVAL_MS,
	KMC_LOOK_INTERVAL_MS,
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

/* From now on call @changed after each write to the file. */
static inline void kmc_config_watch(enum kmc_tunable_id id, void (*changed)(void))
{
	WRITE_ONCE(kmc_tunables[id].changed, changed);
}

/* === look.c: a node's zones, and the rule's answer for them ============== */

extern const bool kmc_zone_exists[KMC_NR_ZONES];
extern const bool kmc_class_exists[KMC_NR_CLASSES];

void kmc_read_zone(int nid, enum kmc_zone_kind kind, struct kmc_zone *zone);
void kmc_look_answers(int nid, enum kmc_class class,
		      struct kmc_answer answers[KMC_NR_ORDERS]);
void kmc_look_answer(int nid, enum kmc_class class, unsigned int order,
		     struct kmc_answer *answer);
bool kmc_look_finds(int nid, enum kmc_class class, unsigned int order);
void kmc_look_depth(int nid, enum kmc_class class, u64 depth[KMC_NR_ORDERS]);
void kmc_look_depths(int nid, u64 depth[KMC_NR_CLASSES][KMC_NR_ORDERS]);
void kmc_free_blocks(int nid, u64 free_blocks[KMC_NR_ORDERS]);
bool kmc_compaction_deferred(int nid, unsigned int order);

/* === record.c: counters, and the last failure, round and look ============ */

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
	KMC_LOOKS,
	KMC_LOOK_MISMATCHES,
	KMC_NR_COUNTERS
};

extern atomic64_t kmc_counters[KMC_NR_COUNTERS];

static inline void kmc_count(enum kmc_counter counter)
{
	atomic64_inc(&kmc_counters[counter]);
}

enum kmc_compaction {
	KMC_COMPACTION_NONE,
	KMC_COMPACTION_DEFERRED,
	KMC_COMPACTION_POSSIBLE,
	KMC_NR_COMPACTION
};

struct kmc_failure {
	u64 seq;
	struct timespec64 time;
	int node;
	unsigned int order;
	enum kmc_effort effort;
	bool discontiguous;
	bool raced;		/* a look right after it said yes */
	enum kmc_reason reason;
	enum kmc_compaction compaction;
	u64 latency_ns;
	u64 free_blocks[KMC_NR_ORDERS];
	u64 depth[KMC_NR_ORDERS];
	struct kmc_zone zones[KMC_NR_ZONES];
};

typedef ssize_t kmc_emit_failure(char *buf, const struct kmc_failure *failure,
				 const void *what);

void kmc_record_failure(struct kmc_failure *failure);
ssize_t kmc_show_failure(char *buf, kmc_emit_failure *emit, const void *what);

/* What a round resulted in, over all nodes. */
struct kmc_round_summary {
	struct timespec64 end;
	unsigned long largest_free;
	unsigned long largest_recovered;
};

void kmc_record_round(const struct kmc_round_summary *summary);
void kmc_last_round(struct kmc_round_summary *summary);
void kmc_record_look(void);
void kmc_last_look(struct timespec64 *time);

void kmc_record_watch(enum kmc_counter counter, struct kernfs_node *dirent);
void kmc_record_notify(enum kmc_counter counter);

/* === node.c: the nodes that are probed =================================== */

struct kmc_effort_stats {
	atomic64_t attempts;
	atomic64_t failures;
	atomic64_t latency_ns_total;
	atomic64_t latency_ns_buckets[KMC_NR_BUCKETS];
};

/* The kobject is first: releasing it frees the structure (node.c). */
struct kmc_node_size {
	struct kobject kobj;
	struct kmc_probe probe;
	struct kmc_effort_stats efforts[KMC_NR_EFFORTS];
};

/* What holds for a whole round, sampled at its start. */
struct kmc_round {
	enum kmc_effort limit;
	enum kmc_verify verify;
	unsigned int nr_sizes;		/* those up to max_size */
	bool ignore_backoff;
};

/* The lowest depths that looks found, in this window and in the one before. */
struct kmc_lowest {
	struct kmc_windows windows;
	u64 depth[2][KMC_NR_CLASSES][KMC_NR_ORDERS];
};

/* The kobject is first: releasing it frees the structure (node.c). */
struct kmc_node {
	struct kobject kobj;
	int nid;
	int cpu;			/* where its probes run */
	unsigned int holding;		/* odd: an attempt is under way (looks.c) */
	struct work_struct work;	/* one pass over the node's sizes */
	struct completion done;		/* that pass */
	const struct kmc_round *round;	/* of that pass */
	enum kmc_effort effort;		/* of that pass */
	unsigned int nr_sizes;		/* that this round probes here */
	spinlock_t lock;		/* the next two, for readers */
	u64 free_blocks[KMC_NR_ORDERS];
	struct kmc_lowest lowest;
	unsigned long largest_free;
	unsigned long largest_recovered;
	struct kmc_node_size *sizes[KMC_NR_SIZES];
};

/* What makes and removes a node's files, and runs its pass; set by higher layers. */
struct kmc_node_ops {
	int (*add_files)(struct kmc_node *node, struct kobject *root);
	void (*remove_files)(struct kmc_node *node);
	void (*work)(struct work_struct *work);
};

int kmc_nodes_init(struct kobject *root, const struct kmc_node_ops *ops);
void kmc_nodes_exit(void);
int kmc_nodes_sync(void);
struct kmc_node *kmc_node_next(int *nid);
struct kmc_node *kmc_node_next_rcu(int *nid);
int kmc_home_cpu(void);

/* The nodes that are probed, in rising order; for the round worker only. */
#define kmc_for_each_node(node, nid)				\
	for (nid = 0; (node = kmc_node_next(&nid)); nid++)

/* The same under the RCU read lock, for anyone. */
#define kmc_for_each_node_rcu(node, nid)			\
	for (nid = 0; (node = kmc_node_next_rcu(&nid)); nid++)

/* === probe.c: one probe ================================================== */

void kmc_probe_size(struct kmc_node *node, unsigned int order);

/* === looks.c: periodic looks ============================================= */

void kmc_looks_start(void);
void kmc_looks_stop(void);
void kmc_lowest_begin_round(struct kmc_node *node);
bool kmc_lowest_depth(struct kmc_node *node, enum kmc_class class,
		      u64 depth[KMC_NR_ORDERS]);

/* === round.c: rounds, and when they run ================================== */

int kmc_rounds_init(void);
void kmc_rounds_start(void);
void kmc_rounds_shut(void);
void kmc_rounds_exit(void);
void kmc_node_work(struct work_struct *work);
int kmc_rounds_run(enum kmc_effort effort);

/* === sysfs_node.c and sysfs_root.c: the files ============================ */

ssize_t kmc_emit_values(char *buf, const u64 *values);
ssize_t kmc_emit_unusable_index(char *buf, const u64 *free_blocks);
int kmc_sysfs_add_node(struct kmc_node *node, struct kobject *root);
void kmc_sysfs_remove_node(struct kmc_node *node);

int kmc_sysfs_init(void);
void kmc_sysfs_remove_root_files(void);
void kmc_sysfs_exit(void);

#endif /* KMCONTIG_H */
