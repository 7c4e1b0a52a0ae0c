// SPDX-License-Identifier: GPL-2.0
/*
 * One probe: an attempt of one effort for one size on one node, and its consequences.
 *
 * Runs on a CPU of the node (round.c sees to that): from 6.1 on one allocation of PMD
 * order pulls two blocks into that CPU's list, where they stay, so a worker that moved
 * between CPUs would leave two on each of them.
 */
#define pr_fmt(fmt) "kmcontig: " fmt

#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/pgtable.h>

#include "kmcontig.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/*
 * NOWARN: a failure is an answer, not worth a kernel log entry. NOMEMALLOC: never use the
 * reserves. THISNODE: the probe is of this node; it also keeps the OOM
 * killer away (__alloc_pages_may_oom). GFP_ATOMIC and GFP_NOWAIT would wake
 * kswapd, and a failing probe that does so changes its next answer.
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
	bool deferred;		/* compaction was, right before the attempt */
};

/* Are the block's frames consecutive? 1, 0, or -1: not known. */
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

/* Periodic looks leave out what they read between these two (looks.c). */
static void begin_holding(struct kmc_node *node)
{
	WRITE_ONCE(node->holding, node->holding + 1);
	/* Before the free lists change; pairs with the one in look_at_node(). */
	smp_mb();
}

static void end_holding(struct kmc_node *node)
{
	/* After the block is back; pairs with the one in look_at_node(). */
	smp_store_release(&node->holding, node->holding + 1);
}

/* Allocate, verify, free: nothing is held when this returns. */
static struct attempt try_once(struct kmc_node *node, unsigned int order)
{
	const size_t size = kmc_size(order);
	struct attempt attempt = {
		.outcome = KMC_REFUSED,
		.deferred = node->effort != KMC_NOWAIT &&
			    kmc_compaction_deferred(node->nid, order),
	};
	int contiguous = -1;
	void *block;
	u64 start;

	begin_holding(node);
	start = ktime_get_ns();
	block = kmalloc_node(size, effort_gfp[node->effort], node->nid);
	attempt.latency_ns = ktime_get_ns() - start;
	/* SLUB may answer from another node, THISNODE or not. */
	if (block && page_to_nid(virt_to_page(block)) == node->nid) {
		contiguous = examine(block, size, node->round->verify);
		attempt.outcome = contiguous ? KMC_OBTAINED : KMC_DISCONTIGUOUS;
	}
	kfree(block);
	end_holding(node);
	trace_kmcontig_probe(node->nid, size, node->effort, attempt.outcome == KMC_OBTAINED,
			     attempt.latency_ns, contiguous);
	return attempt;
}

/*
 * The same between two looks, to find a rule that is wrong on this kernel. Below, SLUB's
 * caches answer, and at other efforts the kernel may make a block.
 */
static struct attempt try_and_look(struct kmc_node *node, unsigned int order)
{
	const bool comparable = node->effort == KMC_NOWAIT &&
				kmc_size(order) > KMALLOC_MAX_CACHE_SIZE;
	struct attempt attempt;
	bool before = false;

	if (comparable)
		before = kmc_look_finds(node->nid, KMC_CLASS_KMALLOC, order);
	attempt = try_once(node, order);
	if (comparable && before == (attempt.outcome == KMC_REFUSED) &&
	    kmc_look_finds(node->nid, KMC_CLASS_KMALLOC, order) == before)
		kmc_count(KMC_LOOK_MISMATCHES);
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

static enum kmc_compaction compaction_of(const struct kmc_node *node, unsigned int order,
					 const struct attempt *attempt)
{
	if (node->effort == KMC_NOWAIT || !order || !IS_ENABLED(CONFIG_COMPACTION))
		return KMC_COMPACTION_NONE;
	return attempt->deferred ? KMC_COMPACTION_DEFERRED : KMC_COMPACTION_POSSIBLE;
}

/* The zones right after the failure, and what the rule makes of them. */
static void describe_failure(struct kmc_failure *failure)
{
	struct kmc_answer answer;
	int kind;

	kmc_look_answer(failure->node, KMC_CLASS_KMALLOC, failure->order, &answer);
	failure->reason = kmc_answer_reason(&answer);
	failure->raced = failure->reason == KMC_REASON_NONE;
	kmc_look_depth(failure->node, KMC_CLASS_KMALLOC, failure->depth);
	kmc_free_blocks(failure->node, failure->free_blocks);
	for (kind = 0; kind < KMC_NR_ZONES; kind++)
		kmc_read_zone(failure->node, kind, &failure->zones[kind]);
}

static void report_failure(const struct kmc_node *node, unsigned int order,
			   const struct attempt *attempt)
{
	/* Too large for the stack; probes run one at a time. */
	static struct kmc_failure failure;

	failure.node = node->nid;
	failure.order = order;
	failure.effort = node->effort;
	failure.discontiguous = attempt->outcome == KMC_DISCONTIGUOUS;
	failure.compaction = compaction_of(node, order, attempt);
	failure.latency_ns = attempt->latency_ns;
	ktime_get_real_ts64(&failure.time);
	describe_failure(&failure);
	kmc_record_failure(&failure);
	if (failure.discontiguous)
		pr_crit_ratelimited("node %d: the page frames of a %lu KiB kmalloc block are not consecutive\n",
				    node->nid, kmc_size(order) >> 10);
}

/* @old is the probe as it was before its answer. */
static void report_change(const struct kmc_node *node, unsigned int order,
			  const struct kmc_probe *old)
{
	const struct kmc_probe *probe = &node->sizes[order]->probe;

	if (kmc_state_change_counts(old->state, probe->state)) {
		kmc_count(KMC_STATE_CHANGES);
		kmc_record_notify(KMC_STATE_CHANGES);
	}
	if (kmc_answer_turned(old->answer, probe->answer))
		pr_notice_ratelimited("node %d: contiguous blocks of %lu KiB are %s (effort %s)\n",
				      node->nid, kmc_size(order) >> 10,
				      kmc_state_obtainable(probe->answer) ?
					      "available again" : "no longer available",
				      kmc_effort_names[node->effort]);
}

/* Process the result of an attempt. @attempt NULL: available without one. */
static void conclude(struct kmc_node *node, unsigned int order,
		     const struct attempt *attempt)
{
	struct kmc_probe *probe = &node->sizes[order]->probe;
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
 * An attempt of PMD order can leave the last block of the next order in a CPU's list
 * (see the top). If the next order was available, so is this one.
 */
static bool free_by_larger(const struct kmc_node *node, unsigned int order)
{
	return node->effort == KMC_NOWAIT && kmc_size(order) == PMD_SIZE &&
	       order + 1 < node->nr_sizes &&
	       kmc_probe_ended_free(&node->sizes[order + 1]->probe);
}

/**
 * kmc_probe_size() - probe a size at the effort of the pass, unless its probe has ended
 * @node: its round and effort say what to do
 * @order: the size
 *
 * Context: a worker bound to the CPU of the node's probes; sleeps.
 */
void kmc_probe_size(struct kmc_node *node, unsigned int order)
{
	struct kmc_node_size *size = node->sizes[order];
	struct attempt attempt;

	if (!kmc_probe_proceed(&size->probe, node->effort, node->round->ignore_backoff))
		return;
	if (free_by_larger(node, order)) {
		conclude(node, order, NULL);
		return;
	}
	attempt = try_and_look(node, order);
	count_attempt(&size->efforts[node->effort], &attempt);
	conclude(node, order, &attempt);
}
