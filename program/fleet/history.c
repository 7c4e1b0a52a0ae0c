// SPDX-License-Identifier: GPL-2.0
/* The largest available size of a node over time, for the chart of the page. */
#include "fleet/fleet.h"
#include "fleet/history.h"
#include "util/usec.h"

static uint64_t slot_usec(const struct fleet *fleet)
{
	return (fleet->until_usec - fleet->since_usec) / HISTORY_SLOTS + 1;
}

/*
 * Adds a summary of @usec. @largest: the largest size, in bytes, that was available then,
 * perhaps after reclaim; or HISTORY_UNKNOWN.
 */
void history_add(struct history *history, const struct fleet *fleet, uint64_t usec,
		 uint64_t largest)
{
	uint64_t i = 0;

	if (usec >= fleet->since_usec)
		i = 1 + (usec - fleet->since_usec) / slot_usec(fleet);
	if (i > HISTORY_SLOTS || usec < history->usec[i])
		return;
	history->usec[i] = usec;
	history->largest[i] = largest;
}

/* The last element up to @i that has a summary. Element 0 is returned even without one. */
static unsigned int last_summary(const struct history *history, unsigned int i)
{
	while (i && !history->usec[i])
		i--;
	return i;
}

/*
 * The largest size that was available on all nodes of the host at the end of the slot, in
 * bytes; or HISTORY_*.
 */
uint64_t history_get(const struct fleet *fleet, const struct fleet_host *host,
		     unsigned int slot)
{
	uint64_t end = fleet->since_usec + (slot + 1) * slot_usec(fleet);
	uint64_t least = HISTORY_NOT_HEARD, heard = 0;
	bool is_unknown = false;

	for (unsigned int i = 0; i < host->n_nodes; i++) {
		const struct history *history = host->nodes[i].history;
		unsigned int last = last_summary(history, slot + 1);

		if (!history->usec[last])
			continue;
		if (history->usec[last] > heard)
			heard = history->usec[last];
		is_unknown |= history->largest[last] == HISTORY_UNKNOWN;
		if (history->largest[last] < least)
			least = history->largest[last];
	}
	if (heard && heard + fleet_patience_usec(host) < end && heard < end - slot_usec(fleet))
		return HISTORY_SILENT;
	return is_unknown ? HISTORY_UNKNOWN : least;
}
