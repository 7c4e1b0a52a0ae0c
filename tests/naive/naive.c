// SPDX-License-Identifier: GPL-2.0
/*
 * A careless probe, for tests only: the control of the tests that kmcontig is
 * harmless. These tests must find that this probe is harmful.
 *
 * A write to @probe makes @count allocations in the context of the writer. It stops
 * early if the OOM killer kills a process.
 */
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/vmstat.h>

static char *gfp = "nowait";
module_param(gfp, charp, 0644);
MODULE_PARM_DESC(gfp, "nowait (default), atomic, noretry, kernel, or light, which wakes no kernel thread");

static unsigned int order = 10;
module_param(order, uint, 0644);
MODULE_PARM_DESC(order, "order of the blocks (default 10)");

static unsigned int count = 1;
module_param(count, uint, 0644);
MODULE_PARM_DESC(count, "number of allocations (default 1)");

static bool hold;
module_param(hold, bool, 0644);
MODULE_PARM_DESC(hold, "keep each block until the last allocation (default: free it at once)");

static unsigned int cpu;
module_param(cpu, uint, 0644);
MODULE_PARM_DESC(cpu, "move the writer to this CPU first (default 0)");

static unsigned int got;
module_param(got, uint, 0444);
MODULE_PARM_DESC(got, "read it: number of blocks that the last write allocated");

/* Linux 7.3 requires that each module has a type of its own in its BTF. */
struct naive_pages {
	struct list_head held;
};

static struct naive_pages naive = { LIST_HEAD_INIT(naive.held) };

static gfp_t gfp_of(const char *name)
{
	if (sysfs_streq(name, "nowait"))
		return GFP_NOWAIT | __GFP_NOWARN;
	if (sysfs_streq(name, "atomic"))
		return GFP_ATOMIC | __GFP_NOWARN;
	if (sysfs_streq(name, "noretry"))
		return GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN;
	/* The flags with which SLUB tries to allocate a slab of a large order. */
	if (sysfs_streq(name, "light"))
		return (GFP_KERNEL & ~__GFP_RECLAIM) | __GFP_NORETRY | __GFP_NOWARN;
	return GFP_KERNEL;
}

static unsigned long oom_kills(void)
{
	static unsigned long events[NR_VM_EVENT_ITEMS];

	all_vm_events(events);
	return events[OOM_KILL];
}

static void take(void)
{
	struct page *page = alloc_pages(gfp_of(gfp), order);

	if (!page)
		return;
	got++;
	if (hold)
		list_add(&page->lru, &naive.held);
	else
		__free_pages(page, order);
}

static void free_held(void)
{
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &naive.held, lru) {
		list_del(&page->lru);
		__free_pages(page, order);
	}
}

/* The kernel serializes writers of a module's parameters, so this needs no lock. */
static int probe_set(const char *val, const struct kernel_param *kp)
{
	unsigned long kills = oom_kills();
	unsigned int i;

	if (cpu >= nr_cpu_ids || set_cpus_allowed_ptr(current, cpumask_of(cpu)))
		return -EINVAL;
	got = 0;
	for (i = 0; i < count && oom_kills() == kills; i++) {
		take();
		cond_resched();
	}
	free_held();
	return 0;
}

static const struct kernel_param_ops probe_ops = { .set = probe_set };
module_param_cb(probe, &probe_ops, NULL, 0200);
MODULE_PARM_DESC(probe, "write to it: make the allocations");

static int __init naive_init(void)
{
	return 0;
}

static void __exit naive_exit(void)
{
}

module_init(naive_init);
module_exit(naive_exit);

MODULE_DESCRIPTION("Careless probe, for tests");
MODULE_LICENSE("GPL");
