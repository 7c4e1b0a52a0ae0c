// SPDX-License-Identifier: GPL-2.0
/*
 * For measurements only: the floor of a round, which is kmalloc and kfree without
 * anything else, and the cost of verifying blocks page by page.
 *
 * It makes the same calls as a round, in the same order, in the context of the
 * writer. tests/bench/guest/run verifies that.
 */
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pgtable.h>
#include <linux/slab.h>

/* The flags of nowait, noretry and retry_mayfail: see effort_gfp of module/probe.c. */
#define GFP_PROBE	(__GFP_NOWARN | __GFP_NOMEMALLOC | __GFP_THISNODE)
#define GFP_DIRECT	((GFP_KERNEL & ~__GFP_KSWAPD_RECLAIM) | GFP_PROBE)

static const gfp_t gfps[] = {
	GFP_PROBE,
	GFP_DIRECT | __GFP_NORETRY,
	GFP_DIRECT | __GFP_RETRY_MAYFAIL,
};

static unsigned int orders[ARRAY_SIZE(gfps)];
module_param_array(orders, uint, NULL, 0644);
MODULE_PARM_DESC(orders, "for each effort a mask of the orders to allocate at it");

static bool warn;
module_param(warn, bool, 0644);
MODULE_PARM_DESC(warn, "let the kernel log allocation failures, as drivers do");

/* Linux 7.3 requires that each module has a type of its own in its BTF. */
struct floor_result {
	unsigned long long ns;
};

static struct floor_result result;
module_param_named(ns, result.ns, ullong, 0444);
MODULE_PARM_DESC(ns, "read it: duration of the timed part of the last write");

/* The writer must run on a CPU of node 0. */
static void *allocate(unsigned int effort, unsigned int order)
{
	gfp_t gfp = gfps[effort];

	if (warn)
		gfp &= ~__GFP_NOWARN;
	return kmalloc_node(PAGE_SIZE << order, gfp, 0);
}

static bool selected(unsigned int effort, unsigned int order)
{
	return orders[effort] & (1U << order);
}

/* The kernel serializes writers of a module's parameters, so this needs no lock. */
static int allocate_set(const char *val, const struct kernel_param *kp)
{
	u64 start = ktime_get_ns();
	unsigned int effort;
	int order;

	for (effort = 0; effort < ARRAY_SIZE(gfps); effort++)
		for (order = ilog2(KMALLOC_MAX_SIZE / PAGE_SIZE); order >= 0; order--)
			if (selected(effort, order))
				kfree(allocate(effort, order));
	result.ns = ktime_get_ns() - start;
	return 0;
}

static const struct kernel_param_ops allocate_ops = { .set = allocate_set };
module_param_cb(allocate, &allocate_ops, NULL, 0200);
MODULE_PARM_DESC(allocate, "write to it: allocate and free");

static u64 walk_ns(const void *block, size_t size)
{
	u64 start = ktime_get_ns();
	unsigned int level;
	size_t offset;

	for (offset = 0; offset < size; offset += PAGE_SIZE)
		lookup_address((unsigned long)block + offset, &level);
	return ktime_get_ns() - start;
}

static int walk_set(const char *val, const struct kernel_param *kp)
{
	unsigned int order;
	void *block;

	result.ns = 0;
	for (order = 0; PAGE_SIZE << order <= KMALLOC_MAX_SIZE; order++) {
		block = selected(0, order) ? allocate(0, order) : NULL;
		if (block)
			result.ns += walk_ns(block, PAGE_SIZE << order);
		kfree(block);
	}
	return 0;
}

static const struct kernel_param_ops walk_ops = { .set = walk_set };
module_param_cb(walk, &walk_ops, NULL, 0200);
MODULE_PARM_DESC(walk, "write to it: look up each page of the blocks that nowait allocates");

static int __init floor_init(void)
{
	return 0;
}

static void __exit floor_exit(void)
{
}

module_init(floor_init);
module_exit(floor_exit);

MODULE_DESCRIPTION("Bare allocations, for measurements");
MODULE_LICENSE("GPL");
