// SPDX-License-Identifier: GPL-2.0
/* The parts that the table, CSV, JSON and the page have in common. */
#include "fleet/show.h"

const char *const note_names[NR_NOTES] = {
	[NOTE_DISCONTIGUOUS]	= "discontiguous",
	[NOTE_SILENT]		= "silent",
	[NOTE_ABSENT]		= "absent",
	[NOTE_FLAPPING]		= "flapping",
	[NOTE_DISABLED]		= "disabled",
	[NOTE_CLOCK_AHEAD]	= "clock-ahead",
	[NOTE_NEVER_HEARD]	= "never-heard",
};

bool show_has_note(const struct fleet_host *host, enum note note)
{
	switch (note) {
	case NOTE_DISCONTIGUOUS:
		return host->discontiguities;
	case NOTE_SILENT:
		return host->health == HEALTH_FAILS && host->facts.silent;
	case NOTE_ABSENT:
		return host->health == HEALTH_FAILS && host->facts.absent;
	case NOTE_FLAPPING:
		return host->flapping;
	case NOTE_DISABLED:
		return host->disabled;
	case NOTE_CLOCK_AHEAD:
		return host->clock_ahead;
	case NOTE_NEVER_HEARD:
		return !host->last.usec && !host->wrong.usec && !host->strange.usec;
	default:
		return false;
	}
}

/*
 * Since when the host has its health, in microseconds since the epoch by the clock of the
 * host; 0 if that is not known.
 */
uint64_t show_since_usec(const struct fleet_host *host)
{
	switch (host->health) {
	case HEALTH_FAILS:
		return host->discontiguities ? host->discontiguous.usec :
		       host->judgement.failing_usec;
	case HEALTH_ABSENT:
		return host->presence.since.usec;
	case HEALTH_SILENT:
	case HEALTH_UNREADABLE:
		return host->last.usec;
	default:
		return 0;
	}
}
