/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between the supported kernels, 5.10 and later. This is the only
 * file that may test a kernel version (a check enforces it); each shim names
 * the version that changed.
 */
#ifndef KMCONTIG_COMPAT_H
#define KMCONTIG_COMPAT_H

#include <linux/mmzone.h>
#include <linux/sched/isolation.h>
#include <linux/version.h>
#include <linux/workqueue.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "kmcontig supports Linux 5.10 and later"
#endif

/*
 * The number of free-list orders. Before 6.4 MAX_ORDER was this number, from
 * 6.4 on the largest order; 6.8 gave the number a name of its own.
 */
#if defined(NR_PAGE_ORDERS)
#define KMC_NR_ORDERS NR_PAGE_ORDERS
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define KMC_NR_ORDERS (MAX_ORDER + 1)
#else
#define KMC_NR_ORDERS MAX_ORDER
#endif

/* 5.18 turned the housekeeping flags into types. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 18, 0)
#define HK_TYPE_DOMAIN	HK_FLAG_DOMAIN
#define HK_TYPE_WQ	HK_FLAG_WQ
#endif

/*
 * 6.18 wants a per-CPU workqueue to say that it is one; before, it was what
 * one got without WQ_UNBOUND.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define KMC_WQ_PERCPU WQ_PERCPU
#else
#define KMC_WQ_PERCPU 0
#endif

#endif /* KMCONTIG_COMPAT_H */
