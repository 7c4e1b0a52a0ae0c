/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The rule: whether a zone has a block for a request, how many, and if not, why.
 *
 * It repeats the page allocator's own check (__zone_watermark_ok() in the kernel's
 * mm/page_alloc.c), the same in Linux 5.10 to 7.3. The module and the program compile this one
 * implementation: the module fills in the zones from the kernel's fields, the program from
 * /proc and from kernel logs, which leave some of it unknown. Everything is in pages, so
 * the page size does not matter; the number of orders is an argument.
 *
 * Pure functions, callable from any context.
 */
#ifndef KMCONTIG_RULE_H
#define KMCONTIG_RULE_H

#ifdef __KERNEL__
#include <linux/types.h>
#else
#include <stdbool.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint64_t u64;
typedef int64_t s64;
#endif

/* More orders than any kernel has: 14 on arm64 with 64 KiB pages. */
#define KMC_RULE_ORDERS 20

/* The zones, lowest first. A kernel need not have all of them. */
enum kmc_zone_kind {
	KMC_ZONE_DMA,
	KMC_ZONE_DMA32,
	KMC_ZONE_NORMAL,
	KMC_ZONE_HIGHMEM,
	KMC_ZONE_MOVABLE,
	KMC_NR_ZONES
};

extern const char *const kmc_zone_names[KMC_NR_ZONES];

/* Kinds of request, by what they may use. */
enum kmc_class {
	KMC_CLASS_KMALLOC,
	KMC_CLASS_ATOMIC,
	KMC_CLASS_DMA32,
	KMC_CLASS_DMA,
	KMC_CLASS_MOVABLE,
	KMC_NR_CLASSES
};

extern const char *const kmc_class_names[KMC_NR_CLASSES];

/*
 * Why a class has no block, in the order in which reasons are considered: each is the first
 * change that would make one available.
 */
enum kmc_reason {
	KMC_REASON_NONE,	/* a block is available */
	KMC_REASON_NO_ZONE,
	KMC_REASON_FRAGMENTED,
	KMC_REASON_CMA,
	KMC_REASON_HIGHATOMIC,
	KMC_REASON_RESERVED,
	KMC_REASON_LOW,
	KMC_REASON_UNKNOWN,	/* not enough is known of the zones */
	KMC_NR_REASONS
};

extern const char *const kmc_reason_names[KMC_NR_REASONS];

enum kmc_look {
	KMC_LOOK_NO,
	KMC_LOOK_YES,
	KMC_LOOK_UNKNOWN
};

/* Free lists of one order, by who may use them. */
#define KMC_LIST_COMMON		1	/* unmovable, movable, reclaimable */
#define KMC_LIST_CMA		2
#define KMC_LIST_HIGHATOMIC	4
#define KMC_LIST_ISOLATED	8	/* nobody */

/**
 * struct kmc_zone - what is known of one zone; all counts are pages, but @blocks
 * @managed: pages that the allocator manages; 0: the node has no such zone
 * @free: free pages (NR_FREE_PAGES)
 * @min: the min watermark, boost included
 * @boost: the watermark boost in it
 * @cma: free pages in CMA areas, included in @free
 * @highatomic: pages that the watermark check subtracts for HIGHATOMIC pageblocks, for
 *	requests that may not use them
 * @highatomic_most: the same, where only bounds are known: @highatomic is then the
 *	lower one
 * @reserve: lowmem_reserve towards each zone
 * @blocks: free blocks of each order, on whatever list
 * @lists: of each order, which lists have blocks: KMC_LIST_... ; if @lists_known
 * @lists_known: @lists is filled in
 */
struct kmc_zone {
	u64 managed;
	u64 free;
	u64 min;
	u64 boost;
	u64 cma;
	u64 highatomic;
	u64 highatomic_most;
	u64 reserve[KMC_NR_ZONES];
	u64 blocks[KMC_RULE_ORDERS];
	u8 lists[KMC_RULE_ORDERS];
	bool lists_known;
};

/**
 * struct kmc_answer - the zones' answer for a class and an order, added up
 * @memory: one of the class's zones has memory
 * @sure: reasons, as bits, that hold for one of the zones
 * @maybe: the same, with those that may hold, for all that is known
 * @depth: blocks that could surely be allocated one after the other
 * @depth_most: the largest number of blocks, for all that is known
 *
 * Zero it, then call kmc_answer_add() for each zone.
 */
struct kmc_answer {
	bool memory;
	u8 sure;
	u8 maybe;
	u64 depth;
	u64 depth_most;
};

void kmc_answer_add(struct kmc_answer *answer, const struct kmc_zone *zone,
		    enum kmc_zone_kind kind, enum kmc_class class,
		    unsigned int nr_orders, unsigned int order);
enum kmc_look kmc_answer_look(const struct kmc_answer *answer);
enum kmc_reason kmc_answer_reason(const struct kmc_answer *answer);

void kmc_depth_add(u64 *depth, const struct kmc_zone *zone, enum kmc_zone_kind kind,
		   enum kmc_class class, unsigned int nr_orders);

enum kmc_zone_kind kmc_class_zone(enum kmc_class class);
bool kmc_zone_useful(const struct kmc_zone *zone, enum kmc_class class);

#endif /* KMCONTIG_RULE_H */
