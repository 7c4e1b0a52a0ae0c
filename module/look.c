// SPDX-License-Identifier: GPL-2.0
/*
 * A node's zones as the page allocator sees them, and the rule's answer for them.
 *
 * No lock is taken and no free list is walked: zone->lock would delay those who allocate, and
 * following a list without it would crash. The allocator's own check reads the
 * same fields in the same way. Another CPU may change them meanwhile, so the values
 * of one reading can differ by what a few allocations change.
 *
 * Any context. The node's pglist_data is never freed.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/vmstat.h>

#include "kmcontig.h"

/* The index of each zone in struct pglist_data; -1: this kernel has no such zone. */
static const int zone_index[KMC_NR_ZONES] = {
#ifdef CONFIG_ZONE_DMA
	[KMC_ZONE_DMA]		= ZONE_DMA,
#else
	[KMC_ZONE_DMA]		= -1,
#endif
#ifdef CONFIG_ZONE_DMA32
	[KMC_ZONE_DMA32]	= ZONE_DMA32,
#else
	[KMC_ZONE_DMA32]	= -1,
#endif
	[KMC_ZONE_NORMAL]	= ZONE_NORMAL,
#ifdef CONFIG_HIGHMEM
	[KMC_ZONE_HIGHMEM]	= ZONE_HIGHMEM,
#else
	[KMC_ZONE_HIGHMEM]	= -1,
#endif
	[KMC_ZONE_MOVABLE]	= ZONE_MOVABLE,
};

const bool kmc_zone_exists[KMC_NR_ZONES] = {
	[KMC_ZONE_DMA]		= IS_ENABLED(CONFIG_ZONE_DMA),
	[KMC_ZONE_DMA32]	= IS_ENABLED(CONFIG_ZONE_DMA32),
	[KMC_ZONE_NORMAL]	= true,
	[KMC_ZONE_HIGHMEM]	= IS_ENABLED(CONFIG_HIGHMEM),
	[KMC_ZONE_MOVABLE]	= true,
};

const bool kmc_class_exists[KMC_NR_CLASSES] = {
	[KMC_CLASS_KMALLOC]	= true,
	[KMC_CLASS_ATOMIC]	= true,
	[KMC_CLASS_DMA32]	= IS_ENABLED(CONFIG_ZONE_DMA32),
	[KMC_CLASS_DMA]		= IS_ENABLED(CONFIG_ZONE_DMA),
	[KMC_CLASS_MOVABLE]	= true,
};

/* Another CPU may write it at the same time; any of its values will do (see the top). */
#define PEEK(field) data_race(field)

/* === Reading a zone ====================================================== */

static u8 lists_of(const struct free_area *area)
{
	u8 lists = 0;
	int type;

	for (type = 0; type < MIGRATE_PCPTYPES; type++)
		if (!list_empty(&area->free_list[type]))
			lists |= KMC_LIST_COMMON;
	if (!list_empty(&area->free_list[MIGRATE_HIGHATOMIC]))
		lists |= KMC_LIST_HIGHATOMIC;
#ifdef CONFIG_CMA
	if (!list_empty(&area->free_list[MIGRATE_CMA]))
		lists |= KMC_LIST_CMA;
#endif
#ifdef CONFIG_MEMORY_ISOLATION
	if (!list_empty(&area->free_list[MIGRATE_ISOLATE]))
		lists |= KMC_LIST_ISOLATED;
#endif
	return lists;
}

static struct zone *zone_of(int nid, enum kmc_zone_kind kind)
{
	return &NODE_DATA(nid)->node_zones[zone_index[kind]];
}

/**
 * kmc_read_zone() - read what the rule needs to know of a zone
 * @nid: the node, one that has or had memory
 * @kind: the zone
 * @zone: where it goes; all zeros where the node or the kernel has no such zone
 */
void kmc_read_zone(int nid, enum kmc_zone_kind kind, struct kmc_zone *zone)
{
	unsigned int order;
	struct zone *from;
	int other;

	BUILD_BUG_ON(KMC_NR_ORDERS > KMC_RULE_ORDERS);
	memset(zone, 0, sizeof(*zone));
	if (!kmc_zone_exists[kind])
		return;
	from = zone_of(nid, kind);
	zone->managed = zone_managed_pages(from);
	if (!zone->managed)
		return;
	zone->free = zone_page_state(from, NR_FREE_PAGES);
	zone->boost = PEEK(from->watermark_boost);
	zone->min = PEEK(from->_watermark[WMARK_MIN]) + zone->boost;
	zone->cma = zone_page_state(from, NR_FREE_CMA_PAGES);
	zone->highatomic = PEEK(from->KMC_HIGHATOMIC_PAGES);
	zone->highatomic_most = zone->highatomic;
	for (other = 0; other < KMC_NR_ZONES; other++)
		if (kmc_zone_exists[other])
			zone->reserve[other] =
				PEEK(from->lowmem_reserve[zone_index[other]]);
	zone->lists_known = true;
	for (order = 0; order < KMC_NR_ORDERS; order++) {
		zone->blocks[order] = PEEK(from->free_area[order].nr_free);
		/* As the allocator does: a list is of interest where there are blocks. */
		if (zone->blocks[order])
			zone->lists[order] = lists_of(&from->free_area[order]);
	}
}

/* === Looks =============================================================== */

/* The zones that a class may use, highest first: it has the most memory, as a rule. */
#define for_each_zone_of(kind, class) \
	for (kind = kmc_class_zone(class); kind >= 0; kind--)

/* Look for one order; up to the first zone that has a block. */
void kmc_look_answer(int nid, enum kmc_class class, unsigned int order,
		     struct kmc_answer *answer)
{
	struct kmc_zone zone;
	int kind;

	memset(answer, 0, sizeof(*answer));
	for_each_zone_of(kind, class) {
		kmc_read_zone(nid, kind, &zone);
		kmc_answer_add(answer, &zone, kind, class, KMC_NR_ORDERS, order);
		if (kmc_answer_look(answer) == KMC_LOOK_YES)
			break;
	}
}

/* Look for all orders, with one reading of each zone. */
void kmc_look_answers(int nid, enum kmc_class class,
		      struct kmc_answer answers[KMC_NR_ORDERS])
{
	struct kmc_zone zone;
	unsigned int order;
	int kind;

	memset(answers, 0, KMC_NR_ORDERS * sizeof(*answers));
	for_each_zone_of(kind, class) {
		kmc_read_zone(nid, kind, &zone);
		for (order = 0; order < KMC_NR_ORDERS; order++)
			kmc_answer_add(&answers[order], &zone, kind, class,
				       KMC_NR_ORDERS, order);
	}
}

/* Is a block available, by a look? */
bool kmc_look_finds(int nid, enum kmc_class class, unsigned int order)
{
	struct kmc_answer answer;

	kmc_look_answer(nid, class, order, &answer);
	return kmc_answer_look(&answer) == KMC_LOOK_YES;
}

/* The depth of each order. */
void kmc_look_depth(int nid, enum kmc_class class, u64 depth[KMC_NR_ORDERS])
{
	struct kmc_zone zone;
	int kind;

	memset(depth, 0, KMC_NR_ORDERS * sizeof(*depth));
	for_each_zone_of(kind, class) {
		kmc_read_zone(nid, kind, &zone);
		kmc_depth_add(depth, &zone, kind, class, KMC_NR_ORDERS);
	}
}

/* The depth of each order for every class, with one reading of each zone. */
void kmc_look_depths(int nid, u64 depth[KMC_NR_CLASSES][KMC_NR_ORDERS])
{
	struct kmc_zone zone;
	int kind, class;

	memset(depth, 0, KMC_NR_CLASSES * sizeof(*depth));
	for (kind = 0; kind < KMC_NR_ZONES; kind++) {
		kmc_read_zone(nid, kind, &zone);
		for (class = 0; class < KMC_NR_CLASSES; class++)
			kmc_depth_add(depth[class], &zone, kind, class, KMC_NR_ORDERS);
	}
}

/**
 * kmc_free_blocks() - count the free blocks of each order that kmalloc could use
 * @nid: the node
 * @free_blocks: where the counts go
 *
 * On whatever list. Zones whose free pages are all below the mark and the reserve are left
 * out, except the highest one with memory.
 */
void kmc_free_blocks(int nid, u64 free_blocks[KMC_NR_ORDERS])
{
	bool highest = true;
	struct kmc_zone zone;
	unsigned int order;
	int kind;

	memset(free_blocks, 0, KMC_NR_ORDERS * sizeof(*free_blocks));
	for_each_zone_of(kind, KMC_CLASS_KMALLOC) {
		kmc_read_zone(nid, kind, &zone);
		if (!zone.managed)
			continue;
		if (highest || kmc_zone_useful(&zone, KMC_CLASS_KMALLOC))
			for (order = 0; order < KMC_NR_ORDERS; order++)
				free_blocks[order] += zone.blocks[order];
		highest = false;
	}
}

/* === Compaction ========================================================== */

#ifdef CONFIG_COMPACTION
/* What compaction_deferred() would say, without counting it as an attempt. */
static bool zone_defers(const struct zone *zone, unsigned int order)
{
	return (int)order >= PEEK(zone->compact_order_failed) &&
	       PEEK(zone->compact_considered) + 1 <
		       1UL << PEEK(zone->compact_defer_shift);
}

/**
 * kmc_compaction_deferred() - would direct compaction for kmalloc be skipped?
 * @nid: the node
 * @order: the order of the request
 *
 * Return: true if the kernel would skip each zone that kmalloc can ever use, because
 * compaction failed there recently.
 */
bool kmc_compaction_deferred(int nid, unsigned int order)
{
	int kind;

	for_each_zone_of(kind, KMC_CLASS_KMALLOC) {
		struct zone *zone;

		if (!kmc_zone_exists[kind])
			continue;
		zone = zone_of(nid, kind);
		if (zone_managed_pages(zone) >
			    PEEK(zone->lowmem_reserve[ZONE_NORMAL]) &&
		    !zone_defers(zone, order))
			return false;
	}
	return true;
}
#else
bool kmc_compaction_deferred(int nid, unsigned int order)
{
	return false;
}
#endif
