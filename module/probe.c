// SPDX-License-Identifier: GPL-2.0
/*
 * One pass: the attempts of one effort for all sizes of one node.
 *
 * Runs on a CPU of the node (round.c sees to that): from 6.1 on one
 * allocation of PMD order pulls two blocks into that CPU's list, where they
 * stay, so a worker that wandered would park two on every CPU it came by.
 */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/pgtable.h>
#include <linux/sched.h>

#include "kmcontig.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/*
 * NOWARN: a refusal is an answer, not worth a splat. NOMEMALLOC: never from
 * the reserves. THISNODE: the question is of this node; it also keeps the OOM
 * killer away (__alloc_pages_may_oom). GFP_ATOMIC and GFP_NOWAIT would wake
 * kswapd, and a failing probe that does so changes its next answer.
 *
 * Newer SLUB takes the lack of both reclaim bits for a context that may not
 * spin (gfpflags_allow_spinning): for what comes from its caches, up to 8 KiB,
 * it only tries its locks, so nowait may then be refused by mere contention.
 */
#define GFP_PROBE	(__GFP_NOWARN | __GFP_NOMEMALLOC | __GFP_THISNODE)
#define GFP_DIRECT	(KMC_GFP_KERNEL | GFP_PROBE)

static const gfp_t effort_gfp[KMC_NR_EFFORTS] = {
	[KMC_NOWAIT]		= GFP_PROBE,
	[KMC_NORETRY]		= GFP_DIRECT | __GFP_NORETRY,
	[KMC_RETRY_MAYFAIL]	= GFP_DIRECT | __GFP_RETRY_MAYFAIL,
};

struct attempt {
	enum kmc_outcome outcome;
	u64 latency_ns;
};

/* 1 or 0: are the block's frames consecutive; -1: not known. */
static int examine(void *block, size_t size, enum kmc_verify method)
{
	int contiguous;

	if (method == KMC_VERIFY_OFF)
		return -1;
	contiguous = kmc_verify(method, block, size);
	if (contiguous < 0)
		return -1;
	if (!!PageCompound(virt_to_page(block)) != contiguous)
		kmc_count(KMC_COMPOUND_MISMATCHES);
	if (!contiguous)
		kmc_count(KMC_DISCONTIGUITIES);
	return contiguous;
}

/* Allocate, verify, free: nothing is held when this returns. */
static struct attempt try_once(int nid, unsigned long size, enum kmc_effort effort,
			       enum kmc_verify method)
{
	struct attempt attempt = { .outcome = KMC_REFUSED };
	int contiguous = -1;
	void *block;
	u64 start;

	start = ktime_get_ns();
	block = kmalloc_node(size, effort_gfp[effort], nid);
	attempt.latency_ns = ktime_get_ns() - start;
	/* SLUB may answer from another node, THISNODE or not. */
	if (block && page_to_nid(virt_to_page(block)) == nid) {
		contiguous = examine(block, size, method);
		attempt.outcome = contiguous ? KMC_OBTAINED : KMC_DISCONTIGUOUS;
	}
	kfree(block);
	trace_kmcontig_probe(nid, size, effort, attempt.outcome == KMC_OBTAINED,
			     attempt.latency_ns, contiguous);
	return attempt;
}

static void count_attempt(struct kmc_effort_stats *stats,
			  const struct attempt *attempt)
{
	unsigned int bucket = kmc_latency_bucket(attempt->latency_ns);

	kmc_count(KMC_ATTEMPTS);
	atomic64_inc(&stats->attempts);
	if (attempt->outcome != KMC_OBTAINED)
		atomic64_inc(&stats->failures);
	atomic64_add(attempt->latency_ns, &stats->latency_ns_total);
	atomic64_inc(&stats->latency_ns_buckets[bucket]);
}

static void report_failure(const struct kmc_node *node, unsigned int order,
			   const struct attempt *attempt)
{
	struct kmc_failure failure = {
		.node = node->nid,
		.order = order,
		.effort = node->effort,
		.discontiguous = attempt->outcome == KMC_DISCONTIGUOUS,
		.latency_ns = attempt->latency_ns,
	};

	ktime_get_real_ts64(&failure.time);
	kmc_free_blocks(node->nid, failure.free_blocks);
	kmc_record_failure(&failure);
	kmc_sysfs_notify(KMC_FAILURES);
	if (failure.discontiguous)
		pr_crit_ratelimited("kmcontig: node %d: the page frames of a %lu KiB kmalloc block were not consecutive\n",
				    node->nid, kmc_size(order) >> 10);
}

/* @old is the probe as it was before its answer. */
static void report_change(const struct kmc_node *node, unsigned int order,
			  const struct kmc_probe *old)
{
	const struct kmc_probe *probe = &node->sizes[order].probe;

	if (kmc_state_change_counts(old->state, probe->state)) {
		kmc_count(KMC_STATE_CHANGES);
		kmc_sysfs_notify(KMC_STATE_CHANGES);
	}
	if (kmc_answer_turned(old->answer, probe->answer))
		pr_notice_ratelimited("kmcontig: node %d: contiguous blocks of %lu KiB can %s be had (effort %s)\n",
				      node->nid, kmc_size(order) >> 10,
				      kmc_state_obtainable(probe->answer) ? "again" : "no longer",
				      kmc_effort_names[node->effort]);
}

/* Take in an attempt's answer; @attempt NULL: obtainable without one. */
static void conclude(struct kmc_node *node, unsigned int order,
		     const struct attempt *attempt)
{
	struct kmc_probe *probe = &node->sizes[order].probe;
	enum kmc_outcome outcome = attempt ? attempt->outcome : KMC_OBTAINED;
	struct kmc_probe old = *probe;

	if (!kmc_probe_answer(probe, node->effort, node->round->limit, outcome,
			      node->round->ignore_backoff))
		return;
	if (probe->state == KMC_FAILED)
		report_failure(node, order, attempt);
	else if (probe->state == KMC_RECOVERED)
		kmc_count(KMC_RECOVERIES);
	report_change(node, order, &old);
}

/*
 * A PMD-order attempt can take the last block of the next order away (see the
 * top); when that one was free, this one is, too.
 */
static bool free_by_larger(const struct kmc_node *node, unsigned int order)
{
	return node->effort == KMC_NOWAIT && kmc_size(order) == PMD_SIZE &&
	       order + 1 < node->round->nr_sizes &&
	       kmc_probe_ended_free(&node->sizes[order + 1].probe);
}

static void probe_size(struct kmc_node *node, unsigned int order)
{
	struct kmc_node_size *size = &node->sizes[order];
	struct attempt attempt;

	if (!kmc_probe_proceed(&size->probe, node->effort, node->round->ignore_backoff))
		return;
	if (free_by_larger(node, order)) {
		conclude(node, order, NULL);
		return;
	}
	attempt = try_once(node->nid, kmc_size(order), node->effort,
			   node->round->verify);
	count_attempt(&size->efforts[node->effort], &attempt);
	conclude(node, order, &attempt);
}

/**
 * kmc_node_pass() - make the attempts of one effort on one node
 * @node: its round and effort say what to do
 *
 * From large to small: a small block might be cut from the last large one.
 *
 * Context: a worker bound to the CPU of the node's probes; sleeps.
 */
void kmc_node_pass(struct kmc_node *node)
{
	int order;

	for (order = node->round->nr_sizes - 1; order >= 0; order--) {
		/* A node that went since the round began is not refused, but gone. */
		if (!kmc_rounds_running() || !node_state(node->nid, N_NORMAL_MEMORY))
			return;
		probe_size(node, order);
		cond_resched();
	}
}
