// SPDX-License-Identifier: GPL-2.0
/*
 * kmcontig - tests whether the kernel can allocate physically contiguous memory
 *
 * Probes kmalloc periodically, for each node, size and effort, looks at the free lists in
 * between, and shows the results in /sys/kernel/kmcontig. kmcontig.h lists the files.
 */
#define pr_fmt(fmt) "kmcontig: " fmt

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
	kmc_looks_start();
	return 0;

exit_rounds:
	kmc_rounds_exit();
refuse:
	pr_err("not loaded: cannot set up its workqueues and files: error %d\n", err);
	return err;
}

/*
 * Files first: removing them waits for readers and writers, and afterwards nobody can queue a
 * round or a look. The round worker still runs then, because a writer of `run` waits for
 * it. The nodes are last: rounds and looks use them.
 */
static void __exit kmcontig_exit(void)
{
	kmc_rounds_shut();
	kmc_sysfs_remove_root_files();
	kmc_looks_stop();
	kmc_rounds_exit();
	kmc_sysfs_exit();
}

module_init(kmcontig_init);
module_exit(kmcontig_exit);

MODULE_DESCRIPTION("Probes of physically contiguous memory");
MODULE_AUTHOR("The kmcontig authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(KMCONTIG_VERSION);
