// SPDX-License-Identifier: GPL-2.0
/*
 * Compares looks with allocations, for tests only.
 *
 * A write of a class's name to @compare makes @count comparisons at each order from
 * @from to @to: a look, an allocation as that class makes it, freed at once. A write to
 * @take looks at the depth and then allocates blocks until it fails, @count times an
 * order, and frees them. Allocations never reclaim, and those that fail wake nobody. Where an
 * answer differs, a second look tells whether memory changed meanwhile.
 *
 * A write of a class to @hold takes up to @count blocks of order @from and keeps them; a write
 * to @release frees @count of them. A write to @atomic starts so many threads that allocate and
 * free with GFP_ATOMIC, 0 stops them.
 */
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

#include "kmcontig.h"

/* The functions under test, compiled in. */
#include "look.c"
#include "rule.c"

static int node;
module_param(node, int, 0644);
MODULE_PARM_DESC(node, "node (default 0)");

static unsigned int from = 2;
module_param(from, uint, 0644);
MODULE_PARM_DESC(from, "smallest order (default 2)");

static unsigned int to = 10;
module_param(to, uint, 0644);
MODULE_PARM_DESC(to, "largest order (default 10)");

static unsigned int count = 1;
module_param(count, uint, 0644);
MODULE_PARM_DESC(count, "how often (default 1)");

static bool squeeze;
module_param(squeeze, bool, 0644);
MODULE_PARM_DESC(squeeze, "compare: first take single pages until that fails (default: no)");

static unsigned int spare;
module_param(spare, uint, 0644);
MODULE_PARM_DESC(spare, "squeeze: then free so many held blocks of order 7 (default 0)");

/* What the last write to compare or take found. */
static unsigned long compared;
module_param(compared, ulong, 0444);
static unsigned long said_yes;
module_param(said_yes, ulong, 0444);
static unsigned long too_many;
module_param(too_many, ulong, 0444);
MODULE_PARM_DESC(too_many, "look said yes and there was none; depth was larger than what there was");
static unsigned long too_few;
module_param(too_few, ulong, 0444);
MODULE_PARM_DESC(too_few, "look said no and there was one; depth was smaller than what there was");
static unsigned long most_too_many;
module_param(most_too_many, ulong, 0444);
static unsigned long most_too_few;
module_param(most_too_few, ulong, 0444);
static unsigned long look_ns;
module_param(look_ns, ulong, 0444);
MODULE_PARM_DESC(look_ns, "after a write to cost: one look of all classes");
static unsigned long kmalloc_ns;
module_param(kmalloc_ns, ulong, 0444);
MODULE_PARM_DESC(kmalloc_ns, "after a write to cost: one kmalloc and kfree of 4 KiB");

struct looker_held {
	struct list_head pages;
};

static struct looker_held held[KMC_NR_ORDERS];

/* Without kswapd: it would change what is compared. */
static const gfp_t class_gfp[KMC_NR_CLASSES] = {
	[KMC_CLASS_KMALLOC]	= __GFP_NOMEMALLOC,
	[KMC_CLASS_ATOMIC]	= __GFP_HIGH,
	[KMC_CLASS_DMA32]	= __GFP_NOMEMALLOC | __GFP_DMA32,
	[KMC_CLASS_DMA]		= __GFP_NOMEMALLOC | __GFP_DMA,
	[KMC_CLASS_MOVABLE]	= __GFP_NOMEMALLOC | __GFP_HIGHMEM | __GFP_MOVABLE,
};

static struct page *take(enum kmc_class class, unsigned int order)
{
	gfp_t gfp = class_gfp[class] | __GFP_NOWARN | __GFP_THISNODE;

#ifdef ___GFP_ATOMIC
	/* Up to 6.2 a bit of its own marks an atomic request. */
	if (class == KMC_CLASS_ATOMIC)
		gfp |= __GFP_ATOMIC;
#endif
	return alloc_pages_node(node, gfp, order);
}

static int class_of(const char *name)
{
	int class;

	for (class = 0; class < KMC_NR_CLASSES; class++)
		if (sysfs_streq(name, kmc_class_names[class]))
			return kmc_class_exists[class] ? class : -EINVAL;
	return -EINVAL;
}

static void reset(void)
{
	compared = 0;
	said_yes = 0;
	too_many = 0;
	too_few = 0;
	most_too_many = 0;
	most_too_few = 0;
}

static void differs(u64 look, u64 real)
{
	unsigned long by = look > real ? look - real : real - look;

	if (look > real) {
		too_many++;
		most_too_many = max(most_too_many, by);
	} else if (real > look) {
		too_few++;
		most_too_few = max(most_too_few, by);
	}
}

static void compare_once(enum kmc_class class, unsigned int order)
{
	bool before = kmc_look_finds(node, class, order), after;
	struct page *page = take(class, order);
	bool got = page;

	if (page)
		__free_pages(page, order);
	after = kmc_look_finds(node, class, order);
	compared++;
	said_yes += before;
	if (before == after)
		differs(before, got);
}

static void free_blocks_of(struct list_head *pages, unsigned int order, unsigned int most)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, pages, lru) {
		if (!most--)
			return;
		list_del(&page->lru);
		__free_pages(page, order);
	}
}

/*
 * All in one write: while memory is that scarce, programs that run cannot even fault a page
 * in, and the OOM killer would come.
 */
#define SPARE_ORDER 7

static void squeeze_pages(enum kmc_class class, struct list_head *pages)
{
	struct page *page;

	while (squeeze && (page = take(class, 0)))
		list_add(&page->lru, pages);
	/* Single pages would stay in this CPU's list. */
	if (squeeze)
		free_blocks_of(&held[SPARE_ORDER].pages, SPARE_ORDER, spare);
}

static int compare_set(const char *val, const struct kernel_param *kp)
{
	int class = class_of(val);
	unsigned int order, i;
	LIST_HEAD(pages);

	if (class < 0)
		return class;
	reset();
	squeeze_pages(class, &pages);
	for (order = from; order <= to; order++)
		for (i = 0; i < count; i++)
			compare_once(class, order);
	free_blocks_of(&pages, 0, UINT_MAX);
	return 0;
}

static void take_all(enum kmc_class class, unsigned int order)
{
	u64 depth[KMC_NR_ORDERS], real = 0;
	struct page *page;
	LIST_HEAD(pages);

	kmc_look_depth(node, class, depth);
	while ((page = take(class, order))) {
		list_add(&page->lru, &pages);
		real++;
		if (!(real & 1023))
			cond_resched();
	}
	free_blocks_of(&pages, order, UINT_MAX);
	compared++;
	said_yes += depth[order] > 0;
	differs(depth[order], real);
}

static int take_set(const char *val, const struct kernel_param *kp)
{
	int class = class_of(val);
	unsigned int order, i;

	if (class < 0)
		return class;
	reset();
	for (i = 0; i < count; i++)
		for (order = from; order <= to; order++) {
			take_all(class, order);
			cond_resched();
		}
	return 0;
}

static int hold_set(const char *val, const struct kernel_param *kp)
{
	int class = class_of(val);
	struct page *page;
	unsigned int i;

	if (class < 0 || from >= KMC_NR_ORDERS)
		return -EINVAL;
	for (i = 0; i < count; i++) {
		page = take(class, from);
		if (!page)
			break;
		list_add(&page->lru, &held[from].pages);
		cond_resched();
	}
	compared = i;
	return 0;
}

static int release_set(const char *val, const struct kernel_param *kp)
{
	if (from >= KMC_NR_ORDERS)
		return -EINVAL;
	free_blocks_of(&held[from].pages, from, count);
	return 0;
}

#define COST_TIMES 2000

static int cost_set(const char *val, const struct kernel_param *kp)
{
	static u64 depth[KMC_NR_CLASSES][KMC_NR_ORDERS];
	unsigned int i;
	u64 start;

	start = ktime_get_ns();
	for (i = 0; i < COST_TIMES; i++)
		kmc_look_depths(node, depth);
	look_ns = (ktime_get_ns() - start) / COST_TIMES;
	cond_resched();
	start = ktime_get_ns();
	for (i = 0; i < COST_TIMES; i++)
		kfree(kmalloc_node(4096, GFP_KERNEL, node));
	kmalloc_ns = (ktime_get_ns() - start) / COST_TIMES;
	return 0;
}

/* === Concurrent allocators =============================================== */

#define MAX_THREADS 64
static struct task_struct *threads[MAX_THREADS];
static unsigned int nr_threads;

static int allocate_and_free(void *data)
{
	unsigned int order = 0;
	struct page *page;

	while (!kthread_should_stop()) {
		page = alloc_pages_node(node, (GFP_ATOMIC & ~__GFP_KSWAPD_RECLAIM) | __GFP_NOWARN,
					order % 6);
		if (page)
			__free_pages(page, order % 6);
		order++;
		if (!(order & 63))
			usleep_range(50, 100);
	}
	return 0;
}

static void stop_threads(void)
{
	while (nr_threads)
		kthread_stop(threads[--nr_threads]);
}

static int atomic_set_threads(const char *val, const struct kernel_param *kp)
{
	unsigned int number;
	int err = kstrtouint(val, 0, &number);

	if (err)
		return err;
	stop_threads();
	while (nr_threads < min_t(unsigned int, number, MAX_THREADS)) {
		struct task_struct *task = kthread_run(allocate_and_free, NULL, "looker");

		if (IS_ERR(task))
			return PTR_ERR(task);
		threads[nr_threads++] = task;
	}
	return 0;
}

/* Writers of parameters hold the module's lock: one at a time. */
#define COMMAND(_name, _set, _what)						\
	static const struct kernel_param_ops _name##_ops = { .set = _set };	\
	module_param_cb(_name, &_name##_ops, NULL, 0200);			\
	MODULE_PARM_DESC(_name, _what)

COMMAND(compare, compare_set, "write a class to it: compare looks with allocations");
COMMAND(take, take_set, "write a class to it: compare depths with taking all");
COMMAND(hold, hold_set, "write a class to it: take blocks and keep them");
COMMAND(release, release_set, "write to it: free what is held");
COMMAND(cost, cost_set, "write to it: measure a look and a small allocation");
COMMAND(atomic, atomic_set_threads, "write a number to it: so many threads allocate and free");

static int __init looker_init(void)
{
	unsigned int order;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		INIT_LIST_HEAD(&held[order].pages);
	return 0;
}

static void __exit looker_exit(void)
{
	unsigned int order;

	stop_threads();
	for (order = 0; order < KMC_NR_ORDERS; order++)
		free_blocks_of(&held[order].pages, order, UINT_MAX);
}

module_init(looker_init);
module_exit(looker_exit);

MODULE_DESCRIPTION("Compares looks with allocations, for tests");
MODULE_LICENSE("GPL");
