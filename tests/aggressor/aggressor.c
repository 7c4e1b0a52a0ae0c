// SPDX-License-Identifier: GPL-2.0
/*
 * Takes large blocks away and pins what it keeps of them, for tests only.
 * Loading takes, unloading gives back.
 *
 * It takes blocks of @order until they are refused, splits them, keeps one
 * page in @keep and frees the rest: most memory is then free, in pieces of less
 * than @keep pages, and compaction cannot help, because what lies between them
 * cannot be moved. Taking every block is what makes it reliable: pages pinned
 * in some of them leave others whole. With keep=1 nothing is freed.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/nodemask.h>
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

static int node = NUMA_NO_NODE;
module_param(node, int, 0444);
MODULE_PARM_DESC(node, "fragment this node only (default: all)");

static LIST_HEAD(kept);
static unsigned long nr_kept;
module_param(nr_kept, ulong, 0444);
MODULE_PARM_DESC(nr_kept, "read it: pages kept");

/* Without the reserve it would bring the OOM killer upon everyone else. */
static bool enough_left(void)
{
	return global_zone_page_state(NR_FREE_PAGES) >
	       (unsigned long)reserve_mb << (20 - PAGE_SHIFT);
}

/* Without reclaim: what is not free is to stay as it is. */
static void take_blocks(int nid, struct list_head *blocks)
{
	const gfp_t gfp = __GFP_NORETRY | __GFP_NOWARN | __GFP_THISNODE;
	struct page *page;

	while (enough_left()) {
		page = alloc_pages_node(nid, gfp, order);
		if (!page)
			break;
		list_add(&page->lru, blocks);
		cond_resched();
	}
}

static void thin_out(struct page *block)
{
	unsigned int i;

	split_page(block, order);
	for (i = 0; i < 1U << order; i++) {
		if (i % keep) {
			__free_page(block + i);
		} else {
			list_add(&block[i].lru, &kept);
			nr_kept++;
		}
	}
}

/*
 * The reserve and the watermarks leave some blocks untaken. Once the others are
 * thinned out there is memory enough to take those, too: repeat until there are
 * none.
 */
static void fragment_node(int nid)
{
	struct page *block, *next;
	LIST_HEAD(blocks);

	do {
		take_blocks(nid, &blocks);
		if (list_empty(&blocks))
			return;
		list_for_each_entry_safe(block, next, &blocks, lru) {
			list_del(&block->lru);
			thin_out(block);
			cond_resched();
		}
	} while (true);
}

static int __init aggressor_init(void)
{
	int nid;

	if (order > 10 || !keep || (node != NUMA_NO_NODE &&
				    (node < 0 || node >= nr_node_ids)))
		return -EINVAL;
	for_each_node_state(nid, N_NORMAL_MEMORY)
		if (node == NUMA_NO_NODE || node == nid)
			fragment_node(nid);
	return 0;
}

static void __exit aggressor_exit(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &kept, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

module_init(aggressor_init);
module_exit(aggressor_exit);

MODULE_DESCRIPTION("Takes and pins large blocks, for tests");
MODULE_LICENSE("GPL");
