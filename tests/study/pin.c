// SPDX-License-Identifier: GPL-2.0
/*
 * Pins memory little by little, for the study only: what a driver does that keeps small
 * buffers all over. A write of N to @pin takes N blocks of @order, keeps one page of
 * each and frees the others. Unloading gives back.
 */
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>

static unsigned int order = 5;
module_param(order, uint, 0644);
MODULE_PARM_DESC(order, "order of the blocks that are taken (default 5)");

/* Also what BTF of Linux 7.3 asks of every module: a type of its own. */
struct pin_pages {
	struct list_head kept;
	unsigned long nr;
};

static struct pin_pages pinned = { LIST_HEAD_INIT(pinned.kept) };
module_param_named(nr_kept, pinned.nr, ulong, 0444);
MODULE_PARM_DESC(nr_kept, "read it: pages kept");

static void pin_one_of(struct page *block, unsigned int of_order)
{
	unsigned int i;

	split_page(block, of_order);
	for (i = 1; i < 1U << of_order; i++)
		__free_page(block + i);
	list_add(&block->lru, &pinned.kept);
	pinned.nr++;
}

/* Blocks first, all of them: what one frees would be the next one taken. */
static void pin_blocks(unsigned long nr)
{
	unsigned int of_order = order;
	struct page *block, *next;
	LIST_HEAD(blocks);

	while (nr-- && (block = alloc_pages(__GFP_NORETRY | __GFP_NOWARN, of_order)))
		list_add(&block->lru, &blocks);
	list_for_each_entry_safe(block, next, &blocks, lru) {
		list_del(&block->lru);
		pin_one_of(block, of_order);
		cond_resched();
	}
}

/* Writers of parameters hold the module's lock: one at a time. */
static int pin_set(const char *val, const struct kernel_param *kp)
{
	unsigned long nr;
	int err = kstrtoul(val, 0, &nr);

	if (!err)
		pin_blocks(nr);
	return err;
}

static const struct kernel_param_ops pin_ops = { .set = pin_set };
module_param_cb(pin, &pin_ops, NULL, 0200);
MODULE_PARM_DESC(pin, "write a number to it: pin a page in so many blocks");

static int __init pin_init(void)
{
	return 0;
}

static void __exit pin_exit(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &pinned.kept, lru) {
		list_del(&page->lru);
		__free_page(page);
	}
}

module_init(pin_init);
module_exit(pin_exit);

MODULE_DESCRIPTION("Pins memory little by little, for a study");
MODULE_LICENSE("GPL");
