// SPDX-License-Identifier: GPL-2.0
/*
 * The nodes that are probed: those with memory that kmalloc can use.
 *
 * A memory notifier would have to make and remove files under the hotplug
 * lock. Instead each round looks first which nodes there are (kmc_nodes_sync).
 *
 * The table is changed at load and unload, when no round runs, and otherwise
 * by the round worker only. A file's callback may look up its own node without
 * a lock: the entry is set before the files appear and cleared only after
 * their removal, which waits for the callbacks.
 */
#include <linux/nodemask.h>
#include <linux/rcupdate.h>
#include <linux/topology.h>

#include "kmcontig.h"

static struct kobject *nodes_root;
static struct kmc_node **nodes;		/* nr_node_ids entries, by node id */

/* A CPU of the mask where unbound kernel work is welcome, or nr_cpu_ids. */
static int housekeeping_cpu_of(const struct cpumask *mask)
{
	int cpu;

	for_each_cpu_and(cpu, mask, cpu_online_mask)
		/* Not housekeeping_test_cpu(): 5.10 has it with CPU_ISOLATION only. */
		if (cpumask_test_cpu(cpu, housekeeping_cpumask(HK_TYPE_DOMAIN)) &&
		    cpumask_test_cpu(cpu, housekeeping_cpumask(HK_TYPE_WQ)))
			return cpu;
	return nr_cpu_ids;
}

/*
 * The CPU for a node's probes: always the same one (probe.c says why), never
 * an isolated one. A node may have no such CPU; then any other will do.
 * A CPU that goes offline meanwhile does no harm: the work runs elsewhere.
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

/*
 * As a probe must not: neither wake kswapd nor bring the OOM killer. Of its files
 * this cannot be said: kobjects and kernfs ask with plain GFP_KERNEL. That is at
 * load, by the loader, and when a node appears, which is when there is memory.
 */
#define GFP_NODE (KMC_GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

static int add_node(int nid)
{
	struct kmc_node *node = kzalloc(sizeof(*node), GFP_NODE);
	int err;

	if (!node)
		return -ENOMEM;
	node->nid = nid;
	spin_lock_init(&node->lock);
	/* For readers before the first round. */
	kmc_free_blocks(nid, node->free_blocks);
	INIT_WORK(&node->work, kmc_node_work);
	init_completion(&node->done);
	nodes[nid] = node;
	err = kmc_sysfs_add_node(node, nodes_root);
	if (err) {
		nodes[nid] = NULL;
		kfree(node);
	}
	return err;
}

static void remove_node(int nid)
{
	kmc_sysfs_remove_node(nodes[nid]);
	kfree(nodes[nid]);
	nodes[nid] = NULL;
}

/**
 * kmc_nodes_sync() - make the table match the nodes there are
 *
 * A node that cannot be added for want of memory is tried again next time.
 *
 * Context: the round worker, or load; sleeps.
 * Return: 0, or the first error; the other nodes are in place all the same.
 */
int kmc_nodes_sync(void)
{
	int nid, err, ret = 0;

	for (nid = 0; nid < nr_node_ids; nid++) {
		bool wanted = node_state(nid, N_NORMAL_MEMORY);

		if (nodes[nid] && !wanted) {
			remove_node(nid);
		} else if (!nodes[nid] && wanted) {
			err = add_node(nid);
			if (err && !ret)
				ret = err;
		}
		if (nodes[nid])
			nodes[nid]->cpu = choose_cpu(nid);
	}
	return ret;
}

/* The first node from *nid on, which is set to its id, or NULL. */
struct kmc_node *kmc_node_next(int *nid)
{
	for (; *nid < nr_node_ids; ++*nid)
		if (nodes[*nid])
			return nodes[*nid];
	return NULL;
}

/**
 * kmc_node_of() - the node whose directory this is
 * @kobj: the kobject of a node, from one of its files' callbacks
 *
 * By its name, which kmc_sysfs_add_node() made: to look through the table for
 * the kobject would touch other nodes, which may be going.
 *
 * Return: the node.
 */
struct kmc_node *kmc_node_of(const struct kobject *kobj)
{
	int nid = 0;

	sscanf(kobject_name(kobj), "node%d", &nid);
	return nodes[nid];
}

/**
 * kmc_nodes_init() - add the nodes there are
 * @root: the kobject that their directories go under
 *
 * Return: 0, or an error and there is none.
 */
int kmc_nodes_init(struct kobject *root)
{
	int ret;

	nodes_root = root;
	nodes = kcalloc(nr_node_ids, sizeof(*nodes), GFP_KERNEL);
	if (!nodes)
		return -ENOMEM;
	ret = kmc_nodes_sync();
	if (ret)
		kmc_nodes_exit();
	return ret;
}

/* Remove all nodes; no round may run any more. */
void kmc_nodes_exit(void)
{
	int nid;

	for (nid = 0; nid < nr_node_ids; nid++)
		if (nodes[nid])
			remove_node(nid);
	kfree(nodes);
}
