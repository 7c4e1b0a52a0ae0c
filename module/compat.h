/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the supported kernels, 5.10 and later. This is the only
 * file that may test a kernel version (tests/style enforces it). Where a backport can
 * make the version wrong, Kbuild asks the kernel's headers and defines KMC_HAS_....
 */
#ifndef KMCONTIG_COMPAT_H
#define KMCONTIG_COMPAT_H

#include <linux/mmzone.h>
#include <linux/sched/isolation.h>
#include <linux/stddef.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "kmcontig supports Linux 5.10 and later"
#endif

/*
 * The number of free-list orders. MAX_ORDER was this number before 6.4 and the largest
 * order from then on, and distributions backport its successors: take the array's length.
 */
#define KMC_NR_ORDERS \
	(sizeof_field(struct zone, free_area) / sizeof(struct free_area))

/* 5.18 turned the housekeeping flags into types; RHEL 9 did so in its 5.14. */
#ifndef KMC_HAS_HK_TYPE_DOMAIN
#define HK_TYPE_DOMAIN	HK_FLAG_DOMAIN
#define HK_TYPE_WQ	HK_FLAG_WQ
#endif

/*
 * From 6.18 on, and in stable kernels before, a per-CPU workqueue has to say that it is
 * one. Before that, WQ_UNBOUND was the only other kind.
 */
#ifdef KMC_HAS_WQ_PERCPU
#define KMC_WQ_PERCPU WQ_PERCPU
#else
#define KMC_WQ_PERCPU 0
#endif

/*
 * What the watermark check subtracts for HIGHATOMIC pageblocks: their free pages since 6.13
 * and in stable kernels before; all their pages in older ones.
 */
#ifdef KMC_HAS_nr_free_highatomic
#define KMC_HIGHATOMIC_PAGES nr_free_highatomic
#else
#define KMC_HIGHATOMIC_PAGES nr_reserved_highatomic
#endif

#endif /* KMCONTIG_COMPAT_H */
