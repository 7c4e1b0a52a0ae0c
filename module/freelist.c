// SPDX-License-Identifier: GPL-2.0
/* A node's free lists, as /proc/buddyinfo has them, without ZONE_MOVABLE. */

#include <linux/mm.h>

#include "kmcontig.h"

/**
 * kmc_free_blocks() - count a node's free blocks of each order
 * @nid: the node, one with memory
 * @free_blocks: where the counts go
 *
 * Lockless, as the kernel's own reading of nr_free for its indices has been
 * since 6.1: the counts are a picture, not an account. Any context.
 */
void kmc_free_blocks(int nid, unsigned long free_blocks[KMC_NR_ORDERS])
{
	struct zone *zones = NODE_DATA(nid)->node_zones;
	unsigned int order;
	int i;

	memset(free_blocks, 0, KMC_NR_ORDERS * sizeof(*free_blocks));
	/* kmalloc can use none of the zones after this one. */
	for (i = 0; i <= ZONE_NORMAL; i++) {
		if (!populated_zone(&zones[i]))
			continue;
		for (order = 0; order < KMC_NR_ORDERS; order++)
			free_blocks[order] +=
				/* The zone's lock would cost its users, not us. */
				data_race(zones[i].free_area[order].nr_free);
	}
}
