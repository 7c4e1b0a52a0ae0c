// SPDX-License-Identifier: GPL-2.0
/* An object whose size is the number of orders, for tests/backports/run. */
#include <linux/module.h>

#include "compat.h"

/* Linux 7.3's BTF step rejects a module that adds no type. */
struct kmc_orders {
	char of[KMC_NR_ORDERS];
};

struct kmc_orders kmc_orders = { { 1 } };

MODULE_DESCRIPTION("Number of free-list orders, for tests");
MODULE_LICENSE("GPL");
