/* SPDX-License-Identifier: GPL-2.0 */
/* The largest available size of a node over time, for the chart of the page. Pure. */
#ifndef KMCONTIG_FLEET_HISTORY_H
#define KMCONTIG_FLEET_HISTORY_H

#include <stdint.h>

#define HISTORY_SLOTS	96	/* equal parts of the time of the report */

/* The last summary of each part. The first element is the last one before that time. */
struct history {
	uint64_t usec[HISTORY_SLOTS + 1];	/* 0: no summary */
	uint64_t largest[HISTORY_SLOTS + 1];	/* bytes; 0: no size; or HISTORY_UNKNOWN */
};

struct fleet;
struct fleet_host;

#define HISTORY_NOT_HEARD	UINT64_MAX	/* the host had no entry yet */
#define HISTORY_SILENT		(UINT64_MAX - 1)
#define HISTORY_UNKNOWN		(UINT64_MAX - 2)	/* some node was not probed */

void history_add(struct history *history, const struct fleet *fleet, uint64_t usec,
		 uint64_t largest);
uint64_t history_get(const struct fleet *fleet, const struct fleet_host *host,
		     unsigned int slot);

#endif
