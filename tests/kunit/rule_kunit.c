// SPDX-License-Identifier: GPL-2.0
/*
 * The rule: numbers of real reports, and random zones against a slow and obvious model.
 * Runs as KUnit in a kernel that has it (tests/vm/guest/parts/kunit) and, by way of
 * tests/unit/kernel, as a program.
 */
#include <kunit/test.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/types.h>

#include "rule.c"

#define ORDERS	11
#define KB(kb)	((kb) / 4)

/* Letters of a kernel log's "(UMEHC)", for the lists of one order. */
#define C	KMC_LIST_COMMON
#define CMA	KMC_LIST_CMA
#define H	KMC_LIST_HIGHATOMIC
#define ISO	KMC_LIST_ISOLATED

static enum kmc_reason reason_in(const struct kmc_zone *zone, enum kmc_zone_kind kind,
				 enum kmc_class class, unsigned int order)
{
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, zone, kind, class, ORDERS, order);
	return kmc_answer_reason(&answer);
}

static u64 depth_in(const struct kmc_zone *zone, enum kmc_zone_kind kind,
		    enum kmc_class class, unsigned int order)
{
	u64 depth[KMC_RULE_ORDERS] = {};

	kmc_depth_add(depth, zone, kind, class, ORDERS);
	return depth[order];
}

static enum kmc_look look_in(const struct kmc_zone *zone, enum kmc_zone_kind kind,
			     enum kmc_class class, unsigned int order)
{
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, zone, kind, class, ORDERS, order);
	return kmc_answer_look(&answer);
}

/* === Numbers of real reports ============================================ */

/* R03: 512k for a 32-bit device, ZONE_DMA32 above its mark. */
static void splat_r03_is_fragmented(struct kunit *test)
{
	const struct kmc_zone dma = {
		.managed = KB(15360), .free = KB(68), .min = KB(68),
		.reserve = { [KMC_ZONE_DMA32] = 1808, [KMC_ZONE_NORMAL] = 14772 },
		.blocks = { 5, 0, 1, 1 }, .lists = { C, 0, C, C }, .lists_known = true,
	};
	const struct kmc_zone dma32 = {
		.managed = KB(1867440), .free = KB(9796), .min = KB(8264),
		.reserve = { [KMC_ZONE_NORMAL] = 12964 },
		.blocks = { 103, 52, 43, 58, 35, 23, 5 },
		.lists = { C, C, C, C, C, C, C }, .lists_known = true,
	};
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, &dma, KMC_ZONE_DMA, KMC_CLASS_DMA32, ORDERS, 7);
	kmc_answer_add(&answer, &dma32, KMC_ZONE_DMA32, KMC_CLASS_DMA32, ORDERS, 7);
	KUNIT_EXPECT_EQ(test, kmc_answer_look(&answer), KMC_LOOK_NO);
	KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer), KMC_REASON_FRAGMENTED);
	KUNIT_EXPECT_EQ(test, answer.depth, 0);
	/* 1532 kB are above the mark; what is left of them is five blocks of 256k. */
	KUNIT_EXPECT_EQ(test, depth_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_DMA32, 6), 5);
	KUNIT_EXPECT_EQ(test, depth_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_DMA32, 5), 11);
	/* For kmalloc the zone is behind its reserve. */
	KUNIT_EXPECT_EQ(test, reason_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_KMALLOC, 6),
			KMC_REASON_RESERVED);
}

/* R06: order 2, and from 16k on only CMA. */
static void splat_r06_is_cma(struct kunit *test)
{
	const struct kmc_zone dma = {
		.managed = KB(1916044), .free = KB(202296), .min = KB(22528), .cma = KB(91480),
		.highatomic = KB(2048), .highatomic_most = KB(2048),
		.blocks = { 15619, 8377, 385, 175, 211, 75, 12, 0, 0, 15, 1 },
		.lists = { C | CMA, C | CMA, CMA, CMA, CMA, CMA, CMA, 0, 0, CMA, CMA },
		.lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_KMALLOC, 2), KMC_REASON_CMA);
	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_KMALLOC, 1),
			KMC_REASON_NONE);
	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_MOVABLE, 10),
			KMC_REASON_NONE);
	KUNIT_EXPECT_EQ(test, depth_in(&dma, KMC_ZONE_DMA, KMC_CLASS_MOVABLE, 9), 17);
}

/* R07: 256k, then 128k; ZONE_DMA is the first GiB of an arm64 host. */
static void splat_r07_is_fragmented(struct kunit *test)
{
	const struct kmc_zone dma = {
		.managed = KB(980856), .free = KB(171552), .min = KB(16520),
		.reserve = { [KMC_ZONE_DMA32] = 2807, [KMC_ZONE_NORMAL] = 2807 },
		.blocks = { 9581, 8921, 2756, 374, 107, 1 },
		.lists = { C, C, C, C, C, C }, .lists_known = true,
	};
	const struct kmc_zone dma32 = {
		.managed = KB(2909548), .free = KB(71164), .min = KB(49012), .cma = KB(4160),
		.highatomic = KB(2048), .highatomic_most = KB(2048),
		.blocks = { 2838, 2719, 1386, 419, 42, 6 },
		.lists = { C | H | CMA, C | H | CMA, C | H | CMA, C | H | CMA, C | H | CMA, C },
		.lists_known = true,
	};
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, &dma, KMC_ZONE_DMA, KMC_CLASS_KMALLOC, ORDERS, 6);
	kmc_answer_add(&answer, &dma32, KMC_ZONE_DMA32, KMC_CLASS_KMALLOC, ORDERS, 6);
	KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer), KMC_REASON_FRAGMENTED);
	/* The six blocks of 128k are on lists that anybody may use. */
	KUNIT_EXPECT_EQ(test, depth_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_KMALLOC, 5), 6);
}

/* R13: order 1, atomic, in a ZONE_DMA of which all but 4 pages are reserved. */
static void splat_r13_is_reserved(struct kunit *test)
{
	const struct kmc_zone dma = {
		.managed = KB(15904), .free = KB(7968), .min = KB(40),
		.reserve = { [KMC_ZONE_DMA32] = 1988, [KMC_ZONE_NORMAL] = 1988 },
		.blocks = { 44, 94, 76, 42, 22, 6, 3, 1, 1 },
		.lists = { C, C, C, C, C, C, C, C, C }, .lists_known = true,
	};
	struct kmc_zone large_host = dma;

	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_ATOMIC, 1),
			KMC_REASON_RESERVED);
	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_DMA, 1), KMC_REASON_NONE);
	/* A reserve larger than the zone can never be used: it is no remedy. */
	large_host.reserve[KMC_ZONE_NORMAL] = 16000;
	KUNIT_EXPECT_EQ(test, reason_in(&large_host, KMC_ZONE_DMA, KMC_CLASS_ATOMIC, 1),
			KMC_REASON_LOW);
	KUNIT_EXPECT_FALSE(test, kmc_zone_useful(&large_host, KMC_CLASS_ATOMIC));
}

/* VM-dma32: 2.87 GB free in ZONE_DMA32, the largest block 2M, 4M requested. */
static void splat_of_4m_in_dma32_is_fragmented(struct kunit *test)
{
	const struct kmc_zone dma32 = {
		.managed = KB(3063656), .free = KB(2871512), .min = KB(41160),
		.reserve = { [KMC_ZONE_NORMAL] = 1902, [KMC_ZONE_MOVABLE] = 1902 },
		.blocks = { 47780, 47781, 47782, 47782, 2, 1, 1, 2, 1, 1 },
		.lists = { C, C, C, C, C, C, C, C, C, C }, .lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, reason_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_DMA32, 10),
			KMC_REASON_FRAGMENTED);
	KUNIT_EXPECT_EQ(test, depth_in(&dma32, KMC_ZONE_DMA32, KMC_CLASS_DMA32, 9), 1);
}

/* Free memory is near the mark: no fragmentation, though 8 times the size is free. */
static void free_memory_near_the_mark_is_low(struct kunit *test)
{
	const struct kmc_zone normal = {
		.managed = KB(4000000), .free = KB(13876), .min = KB(13312),
		.blocks = { [0] = KB(13876) - 1024, [10] = 1 },
		.lists = { [0] = C, [10] = C }, .lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 8),
			KMC_REASON_LOW);
	/* An atomic request needs only 3/8 of the mark. */
	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_ATOMIC, 8),
			KMC_REASON_NONE);
}

/* A host of 5 GiB: whole blocks in ZONE_DMA only, which kmalloc can never use. */
static void whole_blocks_in_an_unusable_zone_dma_do_not_count(struct kunit *test)
{
	const struct kmc_zone dma = {
		.managed = KB(15360), .free = KB(14848), .min = KB(204),
		.reserve = { [KMC_ZONE_DMA32] = 2935, [KMC_ZONE_NORMAL] = 4889 },
		.blocks = { [9] = 1, [10] = 3 }, .lists = { [9] = C, [10] = C },
		.lists_known = true,
	};
	const struct kmc_zone normal = {
		.managed = KB(2000000), .free = KB(900000), .min = KB(27000),
		.blocks = { [3] = 28125 }, .lists = { [3] = C }, .lists_known = true,
	};
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, &dma, KMC_ZONE_DMA, KMC_CLASS_KMALLOC, ORDERS, 9);
	kmc_answer_add(&answer, &normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, ORDERS, 9);
	KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer), KMC_REASON_FRAGMENTED);
	KUNIT_EXPECT_FALSE(test, kmc_zone_useful(&dma, KMC_CLASS_KMALLOC));
	KUNIT_EXPECT_TRUE(test, kmc_zone_useful(&normal, KMC_CLASS_KMALLOC));
	KUNIT_EXPECT_EQ(test, depth_in(&dma, KMC_ZONE_DMA, KMC_CLASS_DMA, 10), 3);
	KUNIT_EXPECT_EQ(test, depth_in(&dma, KMC_ZONE_DMA, KMC_CLASS_DMA32, 10), 0);
	KUNIT_EXPECT_EQ(test, reason_in(&dma, KMC_ZONE_DMA, KMC_CLASS_DMA32, 10),
			KMC_REASON_RESERVED);
}

/* === One thing at a time ================================================= */

static void zones_without_memory_are_no_zone(struct kunit *test)
{
	const struct kmc_zone normal = { .managed = 1000, .free = 900, .lists_known = true };
	const struct kmc_zone none = { .lists_known = true };
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, &none, KMC_ZONE_DMA32, KMC_CLASS_DMA32, ORDERS, 2);
	kmc_answer_add(&answer, &normal, KMC_ZONE_NORMAL, KMC_CLASS_DMA32, ORDERS, 2);
	KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer), KMC_REASON_NO_ZONE);
	KUNIT_EXPECT_EQ(test, answer.depth_most, 0);
}

static void only_highatomic_blocks_serve_atomic_requests(struct kunit *test)
{
	const struct kmc_zone normal = {
		.managed = 100000, .free = 5000, .min = 1000,
		.highatomic = 512, .highatomic_most = 512,
		.blocks = { [0] = 4488, [5] = 16 }, .lists = { [0] = C, [5] = H },
		.lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 5),
			KMC_REASON_HIGHATOMIC);
	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_ATOMIC, 5),
			KMC_REASON_NONE);
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_ATOMIC, 5), 16);
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 5), 0);
}

/* The pages of HIGHATOMIC pageblocks are what is above the mark. */
static void highatomic_pages_may_be_all_that_is_above_the_mark(struct kunit *test)
{
	const struct kmc_zone normal = {
		.managed = 100000, .free = 1400, .min = 1000,
		.highatomic = 512, .highatomic_most = 512,
		.blocks = { [0] = 1272, [5] = 4 }, .lists = { [0] = C | H, [5] = C },
		.lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 5),
			KMC_REASON_HIGHATOMIC);
}

static void isolated_blocks_do_not_count(struct kunit *test)
{
	const struct kmc_zone normal = {
		.managed = 100000, .free = 5000, .min = 1000,
		.blocks = { [0] = 5000, [9] = 3 }, .lists = { [0] = C, [9] = ISO },
		.lists_known = true,
	};
	struct kmc_zone shared = normal;

	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9),
			KMC_REASON_FRAGMENTED);
	/* One of the three is not isolated; no count says more. */
	shared.lists[9] = ISO | C;
	KUNIT_EXPECT_EQ(test, depth_in(&shared, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9), 1);
}

static void an_atomic_single_page_ignores_the_boost(struct kunit *test)
{
	const struct kmc_zone normal = {
		.managed = 100000, .free = 500, .min = 2000, .boost = 1200,
		.blocks = { 496, 2 }, .lists = { C, C }, .lists_known = true,
	};

	/* 3/8 of 800 is 300, of 2000 it is 750. */
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_ATOMIC, 0), 200);
	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_ATOMIC, 1),
			KMC_REASON_LOW);
}

/* The kernel checks only the mark then; a log may lack the line of the free lists. */
static void a_single_page_needs_no_list(struct kunit *test)
{
	const struct kmc_zone normal = { .managed = 100000, .free = 5000, .min = 1000 };

	KUNIT_EXPECT_EQ(test, look_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 0),
			KMC_LOOK_YES);
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 0), 1);
}

/* Pages that a class may not use can be in its blocks: then the depth is a lower bound. */
static void depth_leaves_out_what_excluded_pages_could_be(struct kunit *test)
{
	struct kmc_zone normal = {
		.managed = 100000, .free = 20000, .min = 1000, .cma = 3 * 512,
		.blocks = { [0] = 20000 - 5 * 512, [9] = 5 },
		.lists = { [0] = C, [9] = C | CMA }, .lists_known = true,
	};

	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9), 2);
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_MOVABLE, 9), 5);
	/* At least one, because the list of the class has one. */
	normal.cma = 5 * 512;
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9), 1);
	/* None at all, where the CMA list has no block that large. */
	normal.lists[9] = C;
	normal.lists[0] = C | CMA;
	KUNIT_EXPECT_EQ(test, depth_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9), 5);
}

static void without_list_types_the_answer_has_bounds(struct kunit *test)
{
	struct kmc_zone normal = {
		.managed = 100000, .free = 20000, .min = 1000, .cma = 3 * 512,
		.blocks = { [0] = 20000 - 5 * 512, [9] = 5 },
	};
	struct kmc_answer answer = {};

	kmc_answer_add(&answer, &normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, ORDERS, 9);
	KUNIT_EXPECT_EQ(test, kmc_answer_look(&answer), KMC_LOOK_YES);
	KUNIT_EXPECT_EQ(test, answer.depth, 2);
	KUNIT_EXPECT_EQ(test, answer.depth_most, 5);
	normal.cma = 5 * 512;
	KUNIT_EXPECT_EQ(test, look_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9),
			KMC_LOOK_UNKNOWN);
	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9),
			KMC_REASON_UNKNOWN);
	/* Nothing that large on any list: that much is known. */
	normal.blocks[0] = 20000;
	normal.blocks[9] = 0;
	KUNIT_EXPECT_EQ(test, reason_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 9),
			KMC_REASON_FRAGMENTED);
}

/* /proc does not count HIGHATOMIC pages before 7.2. */
static void unknown_highatomic_pages_matter_near_the_mark_only(struct kunit *test)
{
	struct kmc_zone normal = {
		.managed = 100000, .free = 1700, .min = 1000, .highatomic_most = 1000,
		.blocks = { [0] = 700, [3] = 125 },
	};

	KUNIT_EXPECT_EQ(test, look_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 3),
			KMC_LOOK_UNKNOWN);
	normal.free = 9000;
	normal.blocks[3] = 1000;
	KUNIT_EXPECT_EQ(test, look_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 3),
			KMC_LOOK_YES);
	normal.free = 900;
	KUNIT_EXPECT_EQ(test, look_in(&normal, KMC_ZONE_NORMAL, KMC_CLASS_KMALLOC, 3),
			KMC_LOOK_NO);
}

/* === Random zones against a model ======================================= */

enum model_type { COMMON_TYPE, HIGHATOMIC_TYPE, CMA_TYPE, ISOLATED_TYPE, NR_MODEL_TYPES };

/* What a kernel has and the rule does not see: how many blocks are on which list. */
struct model {
	s64 blocks[ORDERS][NR_MODEL_TYPES];
	s64 slack;	/* HIGHATOMIC pages that are reserved, but not free (up to 6.1) */
	s64 min;
	s64 boost;
	s64 reserve;
	s64 managed;
};

static const u8 list_of[NR_MODEL_TYPES] = { C, H, CMA, ISO };

static s64 model_pages(const struct model *model, enum model_type type)
{
	s64 pages = 0;
	int order;

	for (order = 0; order < ORDERS; order++)
		pages += model->blocks[order][type] << order;
	return pages;
}

/* The kernel's check, line by line; @lists are those that the request may use. */
static bool model_ok(const struct model *model, bool atomic, u8 lists, s64 reserve,
		     unsigned int order)
{
	s64 free = model_pages(model, COMMON_TYPE) + model_pages(model, HIGHATOMIC_TYPE) +
		   model_pages(model, CMA_TYPE);
	s64 min = model->min;
	unsigned int o;
	int type;

	free -= (1 << order) - 1;
	if (!(lists & H))
		free -= model_pages(model, HIGHATOMIC_TYPE) + model->slack;
	if (!(lists & CMA))
		free -= model_pages(model, CMA_TYPE);
	if (atomic) {
		if (!order)
			min -= model->boost;
		min -= min / 2;
		min -= min / 4;
	}
	if (free <= min + reserve)
		return false;
	if (!order)
		return true;
	for (o = order; o < ORDERS; o++)
		for (type = 0; type < NR_MODEL_TYPES; type++)
			if (model->blocks[o][type] && list_of[type] & lists)
				return true;
	return false;
}

/* Take one block from the smallest that fits and split it. */
static bool model_take(struct model *model, u8 lists, unsigned int order)
{
	unsigned int o, split;
	int type;

	for (o = order; o < ORDERS; o++) {
		for (type = 0; type < NR_MODEL_TYPES; type++) {
			if (!model->blocks[o][type] || !(list_of[type] & lists))
				continue;
			model->blocks[o][type]--;
			for (split = o; split > order; split--)
				model->blocks[split - 1][type]++;
			return true;
		}
	}
	return false;
}

static u64 model_depth(struct model model, bool atomic, u8 lists, unsigned int order)
{
	u64 depth = 0;

	while (model_ok(&model, atomic, lists, model.reserve, order) &&
	       model_take(&model, lists, order))
		depth++;
	return depth;
}

static bool model_any(const struct model *model, unsigned int order)
{
	unsigned int o;

	for (o = order; o < ORDERS; o++)
		if (model->blocks[o][COMMON_TYPE] || model->blocks[o][HIGHATOMIC_TYPE] ||
		    model->blocks[o][CMA_TYPE])
			return true;
	return false;
}

/* The contract's definitions, one after the other. */
static enum kmc_reason model_reason(const struct model *model, bool atomic, u8 lists,
				    unsigned int order)
{
	if (model_ok(model, atomic, lists, model->reserve, order))
		return KMC_REASON_NONE;
	if (!model_any(model, order)) {
		s64 free = model_pages(model, COMMON_TYPE);
		s64 mark = model->min;

		if (lists & H)
			free += model_pages(model, HIGHATOMIC_TYPE);
		else
			free -= model->slack;
		if (lists & CMA)
			free += model_pages(model, CMA_TYPE);
		if (atomic) {
			mark -= order ? 0 : model->boost;
			mark -= mark / 2;
			mark -= mark / 4;
		}
		if (free - (1 << order) + 1 > mark + model->reserve)
			return KMC_REASON_FRAGMENTED;
	}
	if (model_ok(model, atomic, lists | CMA, model->reserve, order))
		return KMC_REASON_CMA;
	/* Both together count as CMA, which comes first. */
	if (model_ok(model, atomic, lists | CMA | H, model->reserve, order) &&
	    !model_ok(model, atomic, lists | H, model->reserve, order))
		return KMC_REASON_CMA;
	if (model_ok(model, atomic, lists | H, model->reserve, order))
		return KMC_REASON_HIGHATOMIC;
	if (model->managed > model->reserve && model_ok(model, atomic, lists, 0, order))
		return KMC_REASON_RESERVED;
	return KMC_REASON_LOW;
}

static u64 random_state;

static u64 random_below(u64 bound)
{
	random_state = random_state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (u32)(random_state >> 32) % (u32)bound;
}

static void random_model(struct model *model)
{
	unsigned int order, top = random_below(ORDERS) + 1;
	s64 pages;
	int type;

	memset(model, 0, sizeof(*model));
	for (type = 0; type < NR_MODEL_TYPES; type++) {
		if (type != COMMON_TYPE && random_below(3))
			continue;
		for (order = 0; order < top; order++)
			if (random_below(3))
				model->blocks[order][type] = random_below(6);
	}
	pages = model_pages(model, COMMON_TYPE) + model_pages(model, HIGHATOMIC_TYPE) +
		model_pages(model, CMA_TYPE);
	model->slack = random_below(4) ? 0 : random_below(200);
	model->min = random_below(pages + 10) / (random_below(3) + 1);
	model->boost = random_below(2) ? 0 : model->min / 2;
	model->reserve = random_below(2) ? 0 : random_below(pages + 1);
	model->managed = random_below(2) ? pages : 2 * pages + 1;
}

static struct kmc_zone zone_of(const struct model *model)
{
	struct kmc_zone zone = {
		.managed = model->managed ? model->managed : 1,
		.free = model_pages(model, COMMON_TYPE) + model_pages(model, HIGHATOMIC_TYPE) +
			model_pages(model, CMA_TYPE),
		.min = model->min,
		.boost = model->boost,
		.cma = model_pages(model, CMA_TYPE),
		.highatomic = model_pages(model, HIGHATOMIC_TYPE) + model->slack,
		.reserve = { [KMC_ZONE_NORMAL] = model->reserve,
			     [KMC_ZONE_MOVABLE] = model->reserve },
		.lists_known = true,
	};
	int order, type;

	zone.highatomic_most = zone.highatomic;
	for (order = 0; order < ORDERS; order++)
		for (type = 0; type < NR_MODEL_TYPES; type++) {
			zone.blocks[order] += model->blocks[order][type];
			if (model->blocks[order][type])
				zone.lists[order] |= list_of[type];
		}
	return zone;
}

static const enum kmc_class model_classes[] = {
	KMC_CLASS_KMALLOC, KMC_CLASS_ATOMIC, KMC_CLASS_MOVABLE
};

/* In a kernel with all sanitizers, emulated, each takes its time. */
#ifdef __KERNEL__
#define RANDOM_ZONES 200
#else
#define RANDOM_ZONES 3000
#endif

/* Does the zone have no page that this class may not use? */
static bool nothing_excluded(const struct model *model, u8 lists)
{
	return (lists & H || !(model_pages(model, HIGHATOMIC_TYPE) + model->slack)) &&
	       (lists & CMA || !model_pages(model, CMA_TYPE)) &&
	       !model_pages(model, ISOLATED_TYPE);
}

static void check_against_model(struct kunit *test, const struct model *model,
				enum kmc_class class, unsigned int order)
{
	const bool atomic = class == KMC_CLASS_ATOMIC;
	const u8 lists = classes[class].lists;
	const bool ok = model_ok(model, atomic, lists, model->reserve, order);
	const u64 depth = model_depth(*model, atomic, lists, order);
	struct kmc_zone zone = zone_of(model);
	struct kmc_answer answer = {};
	enum kmc_reason reason;

	kmc_answer_add(&answer, &zone, KMC_ZONE_NORMAL, class, ORDERS, order);
	KUNIT_EXPECT_EQ(test, kmc_answer_look(&answer), ok ? KMC_LOOK_YES : KMC_LOOK_NO);
	KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer),
			model_reason(model, atomic, lists, order));
	KUNIT_EXPECT_TRUE(test, answer.depth <= depth);
	KUNIT_EXPECT_TRUE(test, answer.depth_most >= depth);
	KUNIT_EXPECT_EQ(test, answer.depth > 0, ok);
	if (nothing_excluded(model, lists))
		KUNIT_EXPECT_EQ(test, answer.depth, depth);
	KUNIT_EXPECT_EQ(test, depth_in(&zone, KMC_ZONE_NORMAL, class, order), answer.depth);

	/* The same with less known: what it still says is true. */
	if (model_pages(model, ISOLATED_TYPE))
		return;
	reason = kmc_answer_reason(&answer);
	zone.lists_known = false;
	zone.highatomic = 0;
	memset(&answer, 0, sizeof(answer));
	kmc_answer_add(&answer, &zone, KMC_ZONE_NORMAL, class, ORDERS, order);
	if (kmc_answer_look(&answer) != KMC_LOOK_UNKNOWN)
		KUNIT_EXPECT_EQ(test, kmc_answer_look(&answer), ok ? KMC_LOOK_YES : KMC_LOOK_NO);
	if (kmc_answer_reason(&answer) != KMC_REASON_UNKNOWN)
		KUNIT_EXPECT_EQ(test, kmc_answer_reason(&answer), reason);
	KUNIT_EXPECT_TRUE(test, answer.depth <= depth);
	KUNIT_EXPECT_TRUE(test, answer.depth_most >= depth);
}

static void random_zones_agree_with_the_kernels_check(struct kunit *test)
{
	static struct model model;
	unsigned int i, class, order;

	random_state = 1;
	for (i = 0; i < RANDOM_ZONES; i++) {
		random_model(&model);
		for (class = 0; class < 3; class++)
			for (order = 0; order < ORDERS; order++)
				check_against_model(test, &model, model_classes[class], order);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(splat_r03_is_fragmented),
	KUNIT_CASE(splat_r06_is_cma),
	KUNIT_CASE(splat_r07_is_fragmented),
	KUNIT_CASE(splat_r13_is_reserved),
	KUNIT_CASE(splat_of_4m_in_dma32_is_fragmented),
	KUNIT_CASE(free_memory_near_the_mark_is_low),
	KUNIT_CASE(whole_blocks_in_an_unusable_zone_dma_do_not_count),
	KUNIT_CASE(zones_without_memory_are_no_zone),
	KUNIT_CASE(only_highatomic_blocks_serve_atomic_requests),
	KUNIT_CASE(highatomic_pages_may_be_all_that_is_above_the_mark),
	KUNIT_CASE(isolated_blocks_do_not_count),
	KUNIT_CASE(an_atomic_single_page_ignores_the_boost),
	KUNIT_CASE(a_single_page_needs_no_list),
	KUNIT_CASE(depth_leaves_out_what_excluded_pages_could_be),
	KUNIT_CASE(without_list_types_the_answer_has_bounds),
	KUNIT_CASE(unknown_highatomic_pages_matter_near_the_mark_only),
	KUNIT_CASE(random_zones_agree_with_the_kernels_check),
	{}};

static struct kunit_suite suite = {
	.name = "kmcontig_rule",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("Tests of kmcontig's rule");
MODULE_LICENSE("GPL");
