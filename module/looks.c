// SPDX-License-Identifier: GPL-2.0
/*
 * Periodic looks: the depth of every class on every node, far more often than rounds,
 * to find what lasts shorter than the time between two rounds. Kept is the lowest depth.
 *
 * They run in a work item of their own on a workqueue of the kernel, so a round that sleeps in
 * reclaim does not delay them, and a suspend freezes them. The timer is rounded to full
 * seconds where the interval allows it, so that it expires together with others.
 */
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>

#include "kmcontig.h"

static void periodic_look(struct work_struct *work);
static DECLARE_DELAYED_WORK(look_work, periodic_look);

/* === The lowest depths =================================================== */

/* Under node->lock. */
static void lowest_update(struct kmc_lowest *lowest,
			  u64 depth[KMC_NR_CLASSES][KMC_NR_ORDERS])
{
	bool first = kmc_windows_look(&lowest->windows);
	u64 *to = &lowest->depth[lowest->windows.now][0][0];
	const u64 *from = &depth[0][0];
	unsigned int i;

	for (i = 0; i < KMC_NR_CLASSES * KMC_NR_ORDERS; i++)
		if (first || from[i] < to[i])
			to[i] = from[i];
}

/*
 * While the module holds a block, the block is missing in the free lists: a look then would
 * blame the host for it. probe.c makes node->holding odd for the time of an attempt.
 */
static void look_at_node(struct kmc_node *node)
{
	u64 depth[KMC_NR_CLASSES][KMC_NR_ORDERS];
	unsigned int holding;

	/* Pairs with end_holding(): what it freed is seen. */
	holding = smp_load_acquire(&node->holding);
	if (holding & 1)
		return;
	kmc_look_depths(node->nid, depth);
	/* Pairs with begin_holding(): if a change by it was seen, it is seen, too. */
	smp_mb();
	if (READ_ONCE(node->holding) != holding)
		return;
	spin_lock(&node->lock);
	kmc_windows_age(&node->lowest.windows, ktime_get_ns());
	lowest_update(&node->lowest, depth);
	spin_unlock(&node->lock);
}

/**
 * kmc_lowest_begin_round() - end the window of lowest depths: a round starts
 * @node: the node
 *
 * Context: any that may take a spinlock with interrupts on.
 */
void kmc_lowest_begin_round(struct kmc_node *node)
{
	spin_lock(&node->lock);
	kmc_windows_end(&node->lowest.windows, ktime_get_ns());
	spin_unlock(&node->lock);
}

/**
 * kmc_lowest_depth() - the lowest depth in this window and in the one before
 * @node: the node
 * @class: the kind of request
 * @depth: where they go, one an order
 *
 * Return: false if no look fell into them.
 */
bool kmc_lowest_depth(struct kmc_node *node, enum kmc_class class,
		      u64 depth[KMC_NR_ORDERS])
{
	struct kmc_lowest *lowest = &node->lowest;
	unsigned int order, i;
	bool found = false;

	spin_lock(&node->lock);
	kmc_windows_age(&lowest->windows, ktime_get_ns());
	for (i = 0; i < 2; i++) {
		if (!lowest->windows.seen[i])
			continue;
		for (order = 0; order < KMC_NR_ORDERS; order++)
			if (!found || lowest->depth[i][class][order] < depth[order])
				depth[order] = lowest->depth[i][class][order];
		found = true;
	}
	spin_unlock(&node->lock);
	return found;
}

/* === The timer =========================================================== */

static void look_arm(void)
{
	unsigned long interval_ms = kmc_config(KMC_LOOK_INTERVAL_MS);
	unsigned long delay = msecs_to_jiffies(interval_ms);

	if (!interval_ms)
		return;
	if (delay >= HZ)
		delay = round_jiffies_relative(delay);
	preempt_disable();
	mod_delayed_work_on(kmc_home_cpu(), system_freezable_wq, &look_work, delay);
	preempt_enable();
}

static void periodic_look(struct work_struct *work)
{
	struct kmc_node *node;
	int nid;

	/* The interval may have become 0 just before. */
	if (!kmc_config(KMC_LOOK_INTERVAL_MS))
		return;
	rcu_read_lock();
	kmc_for_each_node_rcu(node, nid)
		look_at_node(node);
	rcu_read_unlock();
	kmc_record_look();
	look_arm();
}

/* Look periodically from now on, if the configuration says so. */
void kmc_looks_start(void)
{
	kmc_config_watch(KMC_LOOK_INTERVAL_MS, look_arm);
	look_arm();
}

/* Stop, and wait for a look in progress. Nobody can write to the files any more. */
void kmc_looks_stop(void)
{
	cancel_delayed_work_sync(&look_work);
}
