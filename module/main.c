// SPDX-License-Identifier: GPL-2.0
/*
 * kmcontig - can this host still hand a driver a physically contiguous block?
 *
 * Probes kmalloc periodically, per node, size and effort, and shows in
 * /sys/kernel/kmcontig what came of it. kmcontig.h lists the module's parts.
 */
#include <linux/module.h>

#include "kmcontig.h"

static int __init kmcontig_init(void)
{
	int err;

	err = kmc_verify_selftest();
	if (err)
		return err;
	err = kmc_rounds_init();
	if (err)
		goto refuse;
	err = kmc_sysfs_init();
	if (err)
		goto exit_rounds;
	kmc_rounds_start();
	return 0;

exit_rounds:
	kmc_rounds_exit();
refuse:
	pr_err("kmcontig: not loaded: cannot set up its workqueues and files: error %d\n", err);
	return err;
}

/*
 * Files first: their removal waits for readers and writers, and after it
 * nobody can queue a round. The worker still runs then, because a writer of
 * `run` waits for it. Only after the worker has stopped go the nodes, which
 * are its own.
 */
static void __exit kmcontig_exit(void)
{
	kmc_rounds_shut();
	kmc_sysfs_remove_root_files();
	kmc_rounds_exit();
	kmc_sysfs_exit();
}

module_init(kmcontig_init);
module_exit(kmcontig_exit);

MODULE_DESCRIPTION("Active probes of physically contiguous memory");
MODULE_AUTHOR("The kmcontig authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KMCONTIG_VERSION);
