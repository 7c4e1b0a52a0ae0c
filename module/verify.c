// SPDX-License-Identifier: GPL-2.0
/*
 * Are a block's page frames consecutive?
 *
 * virt_to_phys() cannot tell: on the linear map it is an addition. There are two independent
 * methods: reading the page tables (walk), or comparing the memory through a second
 * mapping (alias). Under a hypervisor both are about guest frames.
 *
 * Verifiers return 1 (consecutive), 0 (not) or an error (not known). They accept any
 * page-aligned kernel mapping, so that the self-test can pass one that is out of
 * order. Process context; alias sleeps.
 */
#define pr_fmt(fmt) "kmcontig: " fmt


#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/random.h>
#include <linux/vmalloc.h>
#ifdef CONFIG_ARM64
#include <asm/barrier.h>
#include <asm/sysreg.h>
#endif

#include "kmcontig.h"

const char *const kmc_verify_names[KMC_NR_VERIFY] = {
	[KMC_VERIFY_OFF]	= "off",
#ifdef KMC_HAVE_WALK
	[KMC_VERIFY_WALK]	= "walk",
#endif
	[KMC_VERIFY_ALIAS]	= "alias",
};

/* === walk ================================================================ */

/*
 * leaf_at() - what the page tables say of an address
 * @addr: a page-aligned kernel address
 * @pfn: set to its page frame
 * @span: set to the bytes from @addr to the end of the leaf that maps it
 *
 * Within a leaf frames are consecutive by the architecture's definition, so
 * one look-up answers for all of it.
 *
 * Returns 0 or -EFAULT when nothing is mapped there, or the entry changed
 * while it was looked at.
 */
#if defined(CONFIG_X86_64)
static int leaf_at(unsigned long addr, unsigned long *pfn, unsigned long *span)
{
	unsigned long offset, size;
	unsigned int level;
	pte_t *entry, pte;

	entry = lookup_address(addr, &level);
	if (!entry)
		return -EFAULT;
	pte = READ_ONCE(*entry);
	if (!(pte_flags(pte) & _PAGE_PRESENT))
		return -EFAULT;
	/*
	 * lookup_address() read the entry, too, and called it a large leaf;
	 * meanwhile set_memory_*() may have split it.
	 */
	if (level != PG_LEVEL_4K && !(pte_flags(pte) & _PAGE_PSE))
		return -EFAULT;
	size = page_level_size(level);
	offset = addr & (size - 1);
	/* The mask also removes the PAT bit, which in a large leaf is bit 12. */
	*pfn = ((pte_val(pte) & PTE_PFN_MASK & ~(size - 1)) + offset) >> PAGE_SHIFT;
	*span = size - offset;
	return 0;
}
#elif defined(CONFIG_ARM64)
static int leaf_at(unsigned long addr, unsigned long *pfn, unsigned long *span)
{
	unsigned long flags;
	u64 par;

	/* The MMU itself answers, in a register that an interrupt could use. */
	local_irq_save(flags);
	asm volatile("at s1e1r, %0" : : "r" (addr));
	isb();
	par = read_sysreg_par();
	local_irq_restore(flags);
	if (par & BIT(0))
		return -EFAULT;
	*pfn = (par & GENMASK_ULL(51, 12)) >> PAGE_SHIFT;
	*span = PAGE_SIZE;	/* it does not say how large the leaf is */
	return 0;
}
#endif

#ifdef KMC_HAVE_WALK
static int walk_once(const void *block, size_t size)
{
	unsigned long first = 0, pfn, span;
	size_t offset;
	int ret;

	for (offset = 0; offset < size; offset += span) {
		ret = leaf_at((unsigned long)block + offset, &pfn, &span);
		if (ret)
			return ret;
		if (!offset)
			first = pfn;
		else if (pfn != first + (offset >> PAGE_SHIFT))
			return 0;
	}
	return 1;
}

#define WALK_TRIES 3

/*
 * The page tables may change during a walk: changing the attributes of a
 * neighbour splits the large leaf that maps both. What the block's frames are
 * does not change, so only an answer that stays counts against a block.
 */
static int walk_verify(void *block, size_t size)
{
	int tries, ret = 0;

	for (tries = 0; tries < WALK_TRIES && ret <= 0; tries++)
		ret = walk_once(block, size);
	return ret;
}
#endif

/* === alias =============================================================== */

static struct page *page_of(const void *addr)
{
	return is_vmalloc_addr(addr) ? vmalloc_to_page(addr) : virt_to_page(addr);
}

/* Tags that name block and page, so that no old content can pass for one. */
static void write_tags(void *block, size_t size, u64 salt)
{
	size_t offset;

	for (offset = 0; offset < size; offset += PAGE_SIZE)
		WRITE_ONCE(*(u64 *)(block + offset), salt + offset);
}

static bool tags_match(const void *alias, size_t size, u64 salt)
{
	size_t offset;

	for (offset = 0; offset < size; offset += PAGE_SIZE)
		if (READ_ONCE(*(const u64 *)(alias + offset)) != salt + offset)
			return false;
	return true;
}

/* Map the frames that would be the block's, were it contiguous. */
static void *map_frames_from(struct page *first, size_t size)
{
	unsigned int i, nr = size >> PAGE_SHIFT;
	struct page **pages;
	void *alias = NULL;

	/* NOWARN: not to be able to tell is an answer, and not worth a splat. */
	pages = kvmalloc_array(nr, sizeof(*pages), GFP_KERNEL | __GFP_NOWARN);
	if (!pages)
		return NULL;
	for (i = 0; i < nr; i++)
		pages[i] = pfn_to_page(page_to_pfn(first) + i);
	alias = vmap(pages, nr, VM_MAP, PAGE_KERNEL);
	kvfree(pages);
	return alias;
}

static int alias_verify(void *block, size_t size)
{
	void *second = map_frames_from(page_of(block), size);
	u64 salt = get_random_u64();
	int ret;

	if (!second)
		return -ENOMEM;
	write_tags(block, size, salt);
	/* Where caches are indexed by virtual address, meet in memory. */
	flush_kernel_vmap_range(block, size);
	invalidate_kernel_vmap_range(second, size);
	ret = tags_match(second, size, salt);
	vunmap(second);
	return ret;
}

/* ========================================================================= */

typedef int (*verifier)(void *block, size_t size);

static const verifier verifiers[KMC_NR_VERIFY] = {
#ifdef KMC_HAVE_WALK
	[KMC_VERIFY_WALK]	= walk_verify,
#endif
	[KMC_VERIFY_ALIAS]	= alias_verify,
};

/**
 * kmc_verify() - are a block's page frames consecutive?
 * @method: how to find out; not KMC_VERIFY_OFF
 * @block: a page-aligned mapping; alias writes to it
 * @size: its size, a multiple of the page size
 *
 * Return: 1 yes, 0 no, or an error when it could not be told.
 */
int kmc_verify(enum kmc_verify method, void *block, size_t size)
{
	return verifiers[method](block, size);
}

/* === Self-test =========================================================== */

#define SELFTEST_PAGES 4

struct selftest {
	void *block;				/* kmalloc's */
	void *shuffled;				/* its pages in another order */
	struct page *pages[SELFTEST_PAGES];	/* in that order */
};

/* Both mappings show the same four pages; only the order differs. */
static int selftest_method(const struct selftest *test, enum kmc_verify method)
{
	const size_t size = SELFTEST_PAGES * PAGE_SIZE;
	int in_order = kmc_verify(method, test->block, size);
	int out_of_order = kmc_verify(method, test->shuffled, size);

	if (in_order == 1 && out_of_order == 0)
		return 0;
	if (in_order == -ENOMEM || out_of_order == -ENOMEM)
		return -ENOMEM;
	pr_err("not loaded: self-test of verify=%s: a kmalloc block gave %d, expected 1; shuffled frames gave %d, expected 0\n",
	       kmc_verify_names[method], in_order, out_of_order);
	return -ENODEV;
}

#ifdef KMC_HAVE_WALK
/*
 * A small block lies within one large leaf, where a walk says yes after one
 * look-up, whatever frame that named. So each page's frame is looked up too.
 */
static int selftest_frame(const void *addr, const struct page *page)
{
	unsigned long pfn = 0, span;
	int ret = leaf_at((unsigned long)addr, &pfn, &span);

	if (!ret && pfn == page_to_pfn(page))
		return 0;
	/* Without the frames: the log is no place for them. */
	pr_err("not loaded: self-test of verify=walk: the page tables do not name the frame that is mapped (%d)\n",
	       ret);
	return -ENODEV;
}

static int selftest_frames(const struct selftest *test)
{
	int i, ret = 0;

	for (i = 0; i < SELFTEST_PAGES && !ret; i++) {
		const void *addr = test->block + i * PAGE_SIZE;

		ret = selftest_frame(addr, virt_to_page(addr));
		if (!ret)
			ret = selftest_frame(test->shuffled + i * PAGE_SIZE,
					     test->pages[i]);
	}
	return ret;
}
#else
static int selftest_frames(const struct selftest *test)
{
	return 0;
}
#endif

static int selftest_run(struct selftest *test)
{
	static const unsigned int shuffle[SELFTEST_PAGES] = { 0, 2, 1, 3 };
	int i, ret;

	for (i = 0; i < SELFTEST_PAGES; i++)
		test->pages[i] = virt_to_page(test->block + shuffle[i] * PAGE_SIZE);
	test->shuffled = vmap(test->pages, SELFTEST_PAGES, VM_MAP, PAGE_KERNEL);
	if (!test->shuffled)
		return -ENOMEM;
	ret = selftest_frames(test);
	for (i = KMC_VERIFY_OFF + 1; i < KMC_NR_VERIFY && !ret; i++)
		ret = selftest_method(test, i);
	vunmap(test->shuffled);
	return ret;
}

/**
 * kmc_verify_selftest() - can every method tell consecutive from not?
 *
 * The negative control has to be out of order by construction: vmalloc memory
 * often is not. The shuffled frames all belong to the block, so nobody else's
 * memory is read or written.
 *
 * Context: process, may sleep.
 * Return: 0, -ENODEV when a method fails, -ENOMEM.
 */
int kmc_verify_selftest(void)
{
	/* To load on a fragmented host is the point: compact if need be. */
	const gfp_t gfp = KMC_GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN;
	struct selftest test = {
		.block = kmalloc(SELFTEST_PAGES * PAGE_SIZE, gfp),
	};
	int ret = test.block ? selftest_run(&test) : -ENOMEM;

	kfree(test.block);
	if (ret == -ENOMEM)
		pr_err("not loaded: no memory for the self-test\n");
	return ret;
}
