// SPDX-License-Identifier: GPL-2.0
/*
 * Takes large blocks away and pins what it keeps of them, for tests only.
 * Loading allocates, unloading frees.
 *
 * It takes blocks of @order until they are refused, splits them, keeps one
 * page in @keep and frees the rest: most memory is then free, in blocks of less
 * than @keep pages, and compaction cannot help, because what lies between them
 * cannot be moved. Taking every block is what makes it reliable: pages pinned
 * in some of them leave others whole. With keep=1 nothing is freed.
 *
 * But what was in use meanwhile can be moved, into those blocks, and leaves
 * whole blocks behind; and pages in the CPUs' lists join their neighbours when the
 * lists are emptied. Let the kernel compact, and write to @again to take those.
 * Or little by little: with @idle loading takes nothing, and a write of N to @thin takes
 * N blocks.
 *
 * Last, write to @finish: @leave blocks of the largest order are given back whole;
 * and with @fill, single pages are taken until the reserve is left.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nodemask.h>
#include <linux/string.h>
#include <linux/vmstat.h>

static unsigned int order = 5;
module_param(order, uint, 0444);
MODULE_PARM_DESC(order, "order of the blocks that are taken (default 5)");

static unsigned int keep = 16;
module_param(keep, uint, 0444);
MODULE_PARM_DESC(keep, "keep one page in this many (default 16)");

static unsigned int reserve_mb = 48;
module_param(reserve_mb, uint, 0444);
MODULE_PARM_DESC(reserve_mb, "stop taking when this little is free, in MiB (default 48)");

static unsigned int leave;
module_param(leave, uint, 0444);
MODULE_PARM_DESC(leave, "finish: leave this many blocks of the largest order (default 0)");

static bool fill;
module_param(fill, bool, 0444);
MODULE_PARM_DESC(fill, "finish: take single pages until the reserve is left (default: no)");

static bool idle;
module_param(idle, bool, 0444);
MODULE_PARM_DESC(idle, "take nothing when loaded, see thin (default: no)");

static int node = NUMA_NO_NODE;
module_param(node, int, 0444);
MODULE_PARM_DESC(node, "fragment this node only (default: all)");

static char *zone = "normal";
module_param(zone, charp, 0444);
MODULE_PARM_DESC(zone, "take blocks up to this zone: normal (default), dma32 or dma");

static LIST_HEAD(kept);
static LIST_HEAD(spared);
static unsigned long nr_kept;
module_param(nr_kept, ulong, 0444);
MODULE_PARM_DESC(nr_kept, "read it: pages kept");

/* Without the reserve, the kernel would invoke the OOM killer. */
static bool enough_left(void)
{
	return global_zone_page_state(NR_FREE_PAGES) >
	       (unsigned long)reserve_mb << (20 - PAGE_SHIFT);
}

/* Without reclaim: what is not free is to stay as it is. */
#define GFP_TAKE (__GFP_NORETRY | __GFP_NOWARN | __GFP_THISNODE | zone_gfp())

static gfp_t zone_gfp(void)
{
	if (!strcmp(zone, "dma32"))
		return __GFP_DMA32;
	return strcmp(zone, "dma") ? 0 : __GFP_DMA;
}

static void take_blocks(int nid, unsigned int of_order, unsigned long most,
			struct list_head *blocks)
{
	struct page *page;

	while (most-- && enough_left()) {
		page = alloc_pages_node(nid, GFP_TAKE, of_order);
		if (!page)
			break;
		list_add(&page->lru, blocks);
		cond_resched();
	}
}

static void keep_page(struct page *page)
{
	list_add(&page->lru, &kept);
	nr_kept++;
}

static void thin_out(struct page *block)
{
	unsigned int i;

	split_page(block, order);
	for (i = 0; i < 1U << order; i++) {
		if (i % keep)
			__free_page(block + i);
		else
			keep_page(block + i);
	}
}

#define LARGEST_ORDER 10

static void spare_blocks(int nid)
{
	struct page *block;

	for (; leave; leave--) {
		block = alloc_pages_node(nid, GFP_TAKE, LARGEST_ORDER);
		if (!block)
			return;
		list_add(&block->lru, &spared);
	}
}

static void free_spared(void)
{
	struct page *block, *next;

	list_for_each_entry_safe(block, next, &spared, lru) {
		list_del(&block->lru);
		__free_pages(block, LARGEST_ORDER);
	}
}

static void thin_out_all(struct list_head *blocks)
{
	struct page *block, *next;

	list_for_each_entry_safe(block, next, blocks, lru) {
		list_del(&block->lru);
		thin_out(block);
		cond_resched();
	}
}

static void fill_node(int nid)
{
	struct page *page, *next;
	LIST_HEAD(pages);

	take_blocks(nid, 0, ULONG_MAX, &pages);
	list_for_each_entry_safe(page, next, &pages, lru) {
		list_del(&page->lru);
		keep_page(page);
	}
}

/*
 * The reserve and the watermarks leave some blocks untaken. Once the others are
 * thinned out there is memory enough to take those, too: repeat until there are
 * none.
 */
static void fragment_node(int nid)
{
	LIST_HEAD(blocks);

	spare_blocks(nid);
	take_blocks(nid, order, ULONG_MAX, &blocks);
	while (!list_empty(&blocks)) {
		thin_out_all(&blocks);
		take_blocks(nid, order, ULONG_MAX, &blocks);
	}
}

static void on_each_node(void (*func)(int nid))
{
	int nid;

	for_each_node_state(nid, N_NORMAL_MEMORY)
		if (node == NUMA_NO_NODE || node == nid)
			func(nid);
}

/*
 * Pages in the lists of CPUs do not join their neighbours. A block that cannot be
 * had has the lists emptied (direct reclaim does), so take them until that is so.
 */
static void drain_node(int nid)
{
	const gfp_t gfp = GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN | __GFP_THISNODE |
			  zone_gfp();
	struct page *block, *next;
	LIST_HEAD(blocks);

	while ((block = alloc_pages_node(nid, gfp & ~__GFP_KSWAPD_RECLAIM, LARGEST_ORDER)))
		list_add(&block->lru, &blocks);
	list_for_each_entry_safe(block, next, &blocks, lru) {
		list_del(&block->lru);
		__free_pages(block, LARGEST_ORDER);
	}
}

/* Writers of parameters hold the module's lock: one at a time. */
static int again_set(const char *val, const struct kernel_param *kp)
{
	on_each_node(drain_node);
	on_each_node(fragment_node);
	return 0;
}

static int finish_set(const char *val, const struct kernel_param *kp)
{
	free_spared();
	if (fill)
		on_each_node(fill_node);
	return 0;
}

static int thin_set(const char *val, const struct kernel_param *kp)
{
	unsigned long nr;
	LIST_HEAD(blocks);
	int err = kstrtoul(val, 0, &nr);

	if (err)
		return err;
	take_blocks(node, order, nr, &blocks);
	thin_out_all(&blocks);
	return 0;
}

static const struct kernel_param_ops thin_ops = { .set = thin_set };
module_param_cb(thin, &thin_ops, NULL, 0200);
MODULE_PARM_DESC(thin, "write a number to it: take so many blocks (of the writer's node)");

static const struct kernel_param_ops again_ops = { .set = again_set };
module_param_cb(again, &again_ops, NULL, 0200);
MODULE_PARM_DESC(again, "write to it: take what is there to be taken once more");

static const struct kernel_param_ops finish_ops = { .set = finish_set };
module_param_cb(finish, &finish_ops, NULL, 0200);
MODULE_PARM_DESC(finish, "write to it: that was all, see leave and fill");

static int __init aggressor_init(void)
{
	if (order > LARGEST_ORDER || !keep || (node != NUMA_NO_NODE &&
				    (node < 0 || node >= nr_node_ids)))
		return -EINVAL;
	if (!idle)
		on_each_node(fragment_node);
	return 0;
}

static void __exit aggressor_exit(void)
{
	struct page *page, *next;

	free_spared();
	list_for_each_entry_safe(page, next, &kept, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
	if (keep > 1)
		on_each_node(drain_node);
}

module_init(aggressor_init);
module_exit(aggressor_exit);

MODULE_DESCRIPTION("Takes and pins large blocks, for tests");
MODULE_LICENSE("GPL");
