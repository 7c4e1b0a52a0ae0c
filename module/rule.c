// SPDX-License-Identifier: GPL-2.0
/* The rule; see rule.h. It calls nothing of the kernel, so that the program can compile it, too. */

#include "rule.h"

const char *const kmc_zone_names[KMC_NR_ZONES] = {
	[KMC_ZONE_DMA]		= "dma",
	[KMC_ZONE_DMA32]	= "dma32",
	[KMC_ZONE_NORMAL]	= "normal",
	[KMC_ZONE_HIGHMEM]	= "highmem",
	[KMC_ZONE_MOVABLE]	= "movable",
};

const char *const kmc_class_names[KMC_NR_CLASSES] = {
	[KMC_CLASS_KMALLOC]	= "kmalloc",
	[KMC_CLASS_ATOMIC]	= "atomic",
	[KMC_CLASS_DMA32]	= "dma32",
	[KMC_CLASS_DMA]		= "dma",
	[KMC_CLASS_MOVABLE]	= "movable",
};

const char *const kmc_reason_names[KMC_NR_REASONS] = {
	[KMC_REASON_NONE]	= "-",
	[KMC_REASON_NO_ZONE]	= "no_zone",
	[KMC_REASON_FRAGMENTED]	= "fragmented",
	[KMC_REASON_CMA]	= "cma",
	[KMC_REASON_HIGHATOMIC]	= "highatomic",
	[KMC_REASON_RESERVED]	= "reserved",
	[KMC_REASON_LOW]	= "low",
	[KMC_REASON_UNKNOWN]	= "unknown",
};

#define BIT_OF(reason)	(1U << (reason))

/* === What a request may use ============================================= */

/* A request in one zone. The reason tries other requests than the class's. */
struct kmc_request {
	u8 lists;	/* that it may use */
	u64 mark;
	u64 reserve;
};

static const struct {
	enum kmc_zone_kind highest;
	u8 lists;
} classes[KMC_NR_CLASSES] = {
	[KMC_CLASS_KMALLOC]	= { KMC_ZONE_NORMAL, KMC_LIST_COMMON },
	[KMC_CLASS_ATOMIC]	= { KMC_ZONE_NORMAL, KMC_LIST_COMMON | KMC_LIST_HIGHATOMIC },
	[KMC_CLASS_DMA32]	= { KMC_ZONE_DMA32, KMC_LIST_COMMON },
	[KMC_CLASS_DMA]		= { KMC_ZONE_DMA, KMC_LIST_COMMON },
	[KMC_CLASS_MOVABLE]	= { KMC_ZONE_MOVABLE, KMC_LIST_COMMON | KMC_LIST_CMA },
};

/* The highest zone of a class. */
enum kmc_zone_kind kmc_class_zone(enum kmc_class class)
{
	return classes[class].highest;
}

/*
 * GFP_ATOMIC may use half of what is below the min watermark, and a quarter of the rest
 * (__GFP_HIGH, and no direct reclaim). For single pages the boost does not count.
 */
static u64 atomic_mark(const struct kmc_zone *zone, unsigned int order)
{
	u64 mark = zone->min;

	if (!order)
		mark -= zone->boost < mark ? zone->boost : mark;
	mark -= mark / 2;
	mark -= mark / 4;
	return mark;
}

static struct kmc_request request_of(const struct kmc_zone *zone, enum kmc_class class,
				     unsigned int order)
{
	struct kmc_request request = {
		.lists = classes[class].lists,
		.mark = class == KMC_CLASS_ATOMIC ? atomic_mark(zone, order) : zone->min,
		.reserve = zone->reserve[classes[class].highest],
	};

	return request;
}

/* === The check of one zone ============================================== */

/*
 * Free blocks of an order and above, in pages. They are added up from the largest order
 * down, so that one pass serves all orders.
 */
struct supply {
	u64 all;	/* on lists that the request may use, and perhaps on others */
	u64 sure;	/* on lists that it may use, for sure */
	u64 mixed;	/* on those, or on CMA or HIGHATOMIC lists that it may not use */
	u64 floor;	/* of the mixed ones, for sure on lists that it may use */
	bool blocks;	/* there is a block on a list that is not isolated */
};

static void supply_add(struct supply *supply, const struct kmc_zone *zone, u8 usable,
		       unsigned int order)
{
	u64 pages = zone->blocks[order] << order;
	u8 lists = zone->lists[order];

	if (!pages)
		return;
	if (!zone->lists_known) {
		supply->blocks = true;
		supply->all += pages;
		supply->mixed += pages;
		return;
	}
	if (lists & ~KMC_LIST_ISOLATED)
		supply->blocks = true;
	if (!(lists & usable))
		return;
	supply->all += pages;
	if (lists & KMC_LIST_ISOLATED) {
		/* The kernel does not count isolated pages: all but one block may be. */
		supply->sure += 1ULL << order;
	} else if (lists & ~usable) {
		supply->mixed += pages;
		supply->floor += 1ULL << order;
	} else {
		supply->sure += pages;
	}
}

/* What the supply and the watermark allow. A look is a depth of 1 or more. */
struct verdict {
	u64 least;
	u64 most;
};

/* Blocks that the supply has for sure, if @excluded pages of it may not be used. */
static u64 supply_least(const struct supply *supply, u64 excluded, unsigned int order)
{
	u64 mixed = supply->mixed >> order;
	u64 floor = supply->floor >> order;

	excluded >>= order;
	mixed = mixed > excluded ? mixed - excluded : 0;
	return (supply->sure >> order) + (mixed > floor ? mixed : floor);
}

/* Blocks that fit above the mark and the reserve when @excluded pages do not count. */
static u64 above_mark(const struct kmc_zone *zone, const struct kmc_request *request,
		      u64 excluded, unsigned int order)
{
	u64 below = request->mark + request->reserve + excluded;

	return zone->free > below ? (zone->free - below) >> order : 0;
}

/*
 * As many as fit, and as there are; at least one where both allow one. For single pages
 * the allocator does not look at the lists.
 */
static u64 both(u64 fitting, u64 listed, unsigned int order)
{
	if (!order && fitting && !listed)
		return 1;
	return fitting < listed ? fitting : listed;
}

static struct verdict judge(const struct kmc_zone *zone, const struct kmc_request *request,
			    const struct supply *supply, unsigned int order)
{
	const u64 cma = request->lists & KMC_LIST_CMA ? 0 : zone->cma;
	const bool highatomic = request->lists & KMC_LIST_HIGHATOMIC;
	const u64 excluded_least = cma + (highatomic ? 0 : zone->highatomic);
	const u64 excluded_most = cma + (highatomic ? 0 : zone->highatomic_most);
	const struct verdict verdict = {
		.least = both(above_mark(zone, request, excluded_most, order),
			      supply_least(supply, excluded_most, order), order),
		.most = both(above_mark(zone, request, excluded_least, order),
			     supply->all >> order, order),
	};

	return verdict;
}

static struct supply supply_of(const struct kmc_zone *zone, u8 usable,
			       unsigned int nr_orders, unsigned int order)
{
	struct supply supply = {};
	unsigned int i;

	for (i = nr_orders; i > order; i--)
		supply_add(&supply, zone, usable, i - 1);
	return supply;
}

/* === The answer of several zones ======================================== */

static void add_bit(struct kmc_answer *answer, enum kmc_reason reason, bool sure, bool maybe)
{
	if (sure)
		answer->sure |= BIT_OF(reason);
	if (maybe)
		answer->maybe |= BIT_OF(reason);
}

/*
 * Would a block be available to this request? Then @reason is why none is. Returns false
 * where none would be, for all that is known.
 */
static bool try_request(struct kmc_answer *answer, enum kmc_reason reason,
			const struct kmc_zone *zone, const struct kmc_request *request,
			unsigned int nr_orders, unsigned int order)
{
	const struct supply supply = supply_of(zone, request->lists, nr_orders, order);
	const struct verdict verdict = judge(zone, request, &supply, order);

	add_bit(answer, reason, verdict.least, verdict.most);
	return verdict.most;
}

static void try_fragmented(struct kmc_answer *answer, const struct kmc_zone *zone,
			   const struct kmc_request *request, unsigned int nr_orders,
			   unsigned int order)
{
	/* Blocks on any list would do, so there are none in doubt. */
	const struct supply supply = supply_of(zone, request->lists, nr_orders, order);
	const struct supply plenty = { .all = zone->free, .sure = zone->free };
	const struct verdict verdict = judge(zone, request, &plenty, order);

	if (!supply.blocks)
		add_bit(answer, KMC_REASON_FRAGMENTED, verdict.least, verdict.most);
}

static void try_reasons(struct kmc_answer *answer, const struct kmc_zone *zone,
			const struct kmc_request *request, unsigned int nr_orders,
			unsigned int order)
{
	struct kmc_request with = *request;

	try_fragmented(answer, zone, request, nr_orders, order);
	with.lists = request->lists | KMC_LIST_CMA;
	try_request(answer, KMC_REASON_CMA, zone, &with, nr_orders, order);
	with.lists = request->lists | KMC_LIST_HIGHATOMIC;
	if (!try_request(answer, KMC_REASON_HIGHATOMIC, zone, &with, nr_orders, order)) {
		/* Where it takes both, CMA is the larger part as a rule. */
		with.lists |= KMC_LIST_CMA;
		try_request(answer, KMC_REASON_CMA, zone, &with, nr_orders, order);
	}
	with = *request;
	with.reserve = 0;
	if (zone->managed > request->reserve)
		try_request(answer, KMC_REASON_RESERVED, zone, &with, nr_orders, order);
}

/**
 * kmc_answer_add() - add what a zone answers to the answer of the node
 * @answer: the answer so far
 * @zone: the zone
 * @kind: which one it is; zones above the class's highest add nothing
 * @class: the kind of request
 * @nr_orders: number of free-list orders, at most KMC_RULE_ORDERS
 * @order: the order of the request
 */
void kmc_answer_add(struct kmc_answer *answer, const struct kmc_zone *zone,
		    enum kmc_zone_kind kind, enum kmc_class class,
		    unsigned int nr_orders, unsigned int order)
{
	struct kmc_request request;
	struct supply supply;
	struct verdict verdict;

	if (kind > classes[class].highest || !zone->managed)
		return;
	request = request_of(zone, class, order);
	supply = supply_of(zone, request.lists, nr_orders, order);
	verdict = judge(zone, &request, &supply, order);
	answer->memory = true;
	answer->depth += verdict.least;
	answer->depth_most += verdict.most;
	add_bit(answer, KMC_REASON_NONE, verdict.least, verdict.most);
	/* What would help one zone is of no interest where a block is available. */
	if (!verdict.least)
		try_reasons(answer, zone, &request, nr_orders, order);
}

/* Is a block available? */
enum kmc_look kmc_answer_look(const struct kmc_answer *answer)
{
	if (answer->sure & BIT_OF(KMC_REASON_NONE))
		return KMC_LOOK_YES;
	return answer->maybe & BIT_OF(KMC_REASON_NONE) ? KMC_LOOK_UNKNOWN : KMC_LOOK_NO;
}

/**
 * kmc_answer_reason() - why is no block available?
 * @answer: of all zones
 *
 * Return: KMC_REASON_NONE where one is; KMC_REASON_UNKNOWN where what is not known of
 * the zones decides.
 */
enum kmc_reason kmc_answer_reason(const struct kmc_answer *answer)
{
	enum kmc_reason reason;

	switch (kmc_answer_look(answer)) {
	case KMC_LOOK_YES:
		return KMC_REASON_NONE;
	case KMC_LOOK_UNKNOWN:
		return KMC_REASON_UNKNOWN;
	case KMC_LOOK_NO:
		break;
	}
	if (!answer->memory)
		return KMC_REASON_NO_ZONE;
	for (reason = KMC_REASON_FRAGMENTED; reason < KMC_REASON_LOW; reason++) {
		if (answer->sure & BIT_OF(reason))
			return reason;
		if (answer->maybe & BIT_OF(reason))
			return KMC_REASON_UNKNOWN;
	}
	return KMC_REASON_LOW;
}

/**
 * kmc_depth_add() - add a zone's depth of every order
 * @depth: one value an order; zero it before the first zone
 * @zone: the zone
 * @kind: which one it is; zones above the class's highest add nothing
 * @class: the kind of request
 * @nr_orders: number of free-list orders, at most KMC_RULE_ORDERS
 *
 * The same as kmc_answer_add() adds to its depth, in one pass over the orders.
 */
void kmc_depth_add(u64 *depth, const struct kmc_zone *zone, enum kmc_zone_kind kind,
		   enum kmc_class class, unsigned int nr_orders)
{
	struct supply supply = {};
	struct kmc_request request;
	unsigned int order;

	if (kind > classes[class].highest || !zone->managed)
		return;
	for (order = nr_orders; order-- > 0;) {
		/* The mark of order 0 may differ from the others'. */
		if (order == nr_orders - 1 || !order)
			request = request_of(zone, class, order);
		supply_add(&supply, zone, request.lists, order);
		depth[order] += judge(zone, &request, &supply, order).least;
	}
}

/**
 * kmc_zone_useful() - do a zone's free pages matter to a class?
 * @zone: the zone, not above the class's highest
 * @class: the kind of request
 *
 * Where they do not exceed the mark and the reserve the class can use none of them,
 * however large the blocks are: ZONE_DMA of a large host is such a zone for ever.
 */
bool kmc_zone_useful(const struct kmc_zone *zone, enum kmc_class class)
{
	return zone->free > zone->min + zone->reserve[classes[class].highest];
}
