// SPDX-License-Identifier: GPL-2.0
/*
 * The table of nodes that are probed: those with memory that kmalloc can use. Only the round
 * worker changes it, at the start of a round, so rounds need no lock.
 *
 * Others walk it under the RCU read lock. A node that goes is first taken off the table;
 * after a grace period its files are removed, which waits for their readers, and then
 * its kobjects are released, which frees it.
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/rcupdate.h>
#include <linux/sched/isolation.h>
#include <linux/topology.h>

#include "kmcontig.h"

static struct kobject *nodes_root;
static const struct kmc_node_ops *nodes_ops;
static struct kmc_node __rcu **nodes;	/* nr_node_ids entries, by node id */

/*
 * Where rounds and looks run: the CPU of the first node's probes, as of the last round.
 * Those who ask for a round cannot look for it in the table, which rounds change.
 */
static int home = WORK_CPU_UNBOUND;

/* For the round worker, the only writer. */
static struct kmc_node *node_at(int nid)
{
	return rcu_dereference_protected(nodes[nid], true);
}

/* === CPUs ================================================================ */

/* A CPU of the mask that is not isolated from the kernel's own work, or nr_cpu_ids. */
static int housekeeping_cpu_of(const struct cpumask *mask)
{
	int cpu;

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		/* 5.10 has housekeeping_test_cpu() only with CONFIG_CPU_ISOLATION. */
		if (cpumask_test_cpu(cpu, housekeeping_cpumask(HK_TYPE_DOMAIN)) &&
		    cpumask_test_cpu(cpu, housekeeping_cpumask(HK_TYPE_WQ)))
			return cpu;
	return nr_cpu_ids;
}

/*
 * The CPU for a node's probes: always the same one (probe.c says why), never
 * an isolated one. If the node has no such CPU, any other will do. If the CPU goes
 * offline meanwhile, the work runs elsewhere.
 */
static int choose_cpu(int nid)
{
	int cpu;

	/* From 6.19 on cpusets may replace the masks at run time, under RCU. */
	rcu_read_lock();
	cpu = housekeeping_cpu_of(cpumask_of_node(nid));
	if (cpu >= nr_cpu_ids)
		cpu = housekeeping_cpu_of(cpu_online_mask);
	rcu_read_unlock();
	return cpu < nr_cpu_ids ? cpu : WORK_CPU_UNBOUND;
}

static void choose_home(void)
{
	int nid = 0;
	const struct kmc_node *first = kmc_node_next(&nid);

	WRITE_ONCE(home, first ? first->cpu : WORK_CPU_UNBOUND);
}

/**
 * kmc_home_cpu() - the CPU where rounds and looks run
 *
 * A timer of an offline CPU would not expire. To arm one, call this with preemption
 * disabled: no CPU goes offline then, and one that does so later passes its timers on.
 *
 * Return: an online CPU, or WORK_CPU_UNBOUND.
 */
int kmc_home_cpu(void)
{
	int cpu = READ_ONCE(home);

	return cpu < nr_cpu_ids && cpu_online(cpu) ? cpu : WORK_CPU_UNBOUND;
}

/* === The table =========================================================== */

/*
 * Like a probe, this neither wakes kswapd nor invokes the OOM killer. Its files are another
 * matter: kobjects and kernfs allocate with plain GFP_KERNEL. They are made at load
 * and when a node appears, which is when there is memory.
 */
#define GFP_NODE (KMC_GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

/*
 * A structure that begins with a kobject, which frees it when the last reference is
 * dropped. That may be later than this module is there, so the release function is the
 * kernel's own: the one of kobject_create_and_add(), which frees what the kobject
 * points to.
 */
static void *alloc_with_kobject(size_t size)
{
	struct kobject *kobj = kzalloc(size, GFP_NODE);

	if (kobj)
		kobject_init(kobj, get_ktype(nodes_root));
	return kobj;
}

static void free_node(struct kmc_node *node)
{
	unsigned int order;

	for (order = 0; order < KMC_NR_SIZES; order++)
		if (node->sizes[order])
			kobject_put(&node->sizes[order]->kobj);
	kobject_put(&node->kobj);
}

static struct kmc_node *alloc_node(int nid)
{
	struct kmc_node *node = alloc_with_kobject(sizeof(*node));
	unsigned int order;

	BUILD_BUG_ON(offsetof(struct kmc_node, kobj) || offsetof(struct kmc_node_size, kobj));
	if (!node)
		return NULL;
	for (order = 0; order < KMC_NR_SIZES; order++) {
		node->sizes[order] = alloc_with_kobject(sizeof(*node->sizes[order]));
		if (!node->sizes[order]) {
			free_node(node);
			return NULL;
		}
	}
	node->nid = nid;
	spin_lock_init(&node->lock);
	/* For readers before the first round. */
	kmc_free_blocks(nid, node->free_blocks);
	INIT_WORK(&node->work, nodes_ops->work);
	init_completion(&node->done);
	return node;
}

static int add_node(int nid)
{
	struct kmc_node *node = alloc_node(nid);
	int err;

	if (!node)
		return -ENOMEM;
	err = nodes_ops->add_files(node, nodes_root);
	if (err) {
		free_node(node);
		return err;
	}
	rcu_assign_pointer(nodes[nid], node);
	return 0;
}

static void remove_node(int nid)
{
	struct kmc_node *node = node_at(nid);

	RCU_INIT_POINTER(nodes[nid], NULL);
	synchronize_rcu();
	nodes_ops->remove_files(node);
	free_node(node);
}

/**
 * kmc_nodes_sync() - make the table match the nodes that the host has
 *
 * If there is not enough memory to add a node, it is tried again next time.
 *
 * Context: the round worker, or load; sleeps.
 * Return: 0, or the first error; the other nodes are in place all the same.
 */
int kmc_nodes_sync(void)
{
	int nid, err, ret = 0;

	for (nid = 0; nid < nr_node_ids; nid++) {
		bool wanted = node_state(nid, N_NORMAL_MEMORY);

		if (node_at(nid) && !wanted) {
			remove_node(nid);
		} else if (!node_at(nid) && wanted) {
			err = add_node(nid);
			if (err && !ret)
				ret = err;
		}
		if (node_at(nid))
			node_at(nid)->cpu = choose_cpu(nid);
	}
	choose_home();
	return ret;
}

/* The first node from *nid on, which is set to its id, or NULL. For the round worker. */
struct kmc_node *kmc_node_next(int *nid)
{
	for (; *nid < nr_node_ids; ++*nid)
		if (node_at(*nid))
			return node_at(*nid);
	return NULL;
}

/* The same for others, under the RCU read lock. */
struct kmc_node *kmc_node_next_rcu(int *nid)
{
	struct kmc_node *node;

	for (; *nid < nr_node_ids; ++*nid) {
		node = rcu_dereference(nodes[*nid]);
		if (node)
			return node;
	}
	return NULL;
}

/**
 * kmc_nodes_init() - add the nodes that the host has
 * @root: the kobject that their directories go under, of kobject_create_and_add()
 * @ops: what makes and removes a node's files, and runs its passes
 *
 * Return: 0, or an error and there is none.
 */
int kmc_nodes_init(struct kobject *root, const struct kmc_node_ops *ops)
{
	int ret;

	nodes_root = root;
	nodes_ops = ops;
	nodes = kcalloc(nr_node_ids, sizeof(*nodes), GFP_KERNEL);
	if (!nodes)
		return -ENOMEM;
	ret = kmc_nodes_sync();
	if (ret)
		kmc_nodes_exit();
	return ret;
}

/* Remove all nodes. Rounds and looks have stopped. */
void kmc_nodes_exit(void)
{
	int nid;

	for (nid = 0; nid < nr_node_ids; nid++)
		if (node_at(nid))
			remove_node(nid);
	kfree(nodes);
}
