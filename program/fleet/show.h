/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Prints a fleet as a table, CSV, JSON, or a page. Host names need no escaping, because
 * entry_read.c has replaced all harmful characters.
 */
#ifndef KMCONTIG_FLEET_SHOW_H
#define KMCONTIG_FLEET_SHOW_H

#include <stdio.h>

#include "fleet/fleet.h"
#include "fleet/read.h"

/* What a report shows about a host in addition to its health. */
enum note {
	NOTE_DISCONTIGUOUS,
	NOTE_SILENT,		/* it fails, and was not heard of in time either */
	NOTE_ABSENT,		/* it fails, and has no module either */
	NOTE_FLAPPING,
	NOTE_DISABLED,		/* periodic rounds are disabled */
	NOTE_CLOCK_AHEAD,
	NOTE_NEVER_HEARD,	/* an expected host without any entry */
	NR_NOTES
};

extern const char *const note_names[NR_NOTES];

bool show_has_note(const struct fleet_host *host, enum note note);
uint64_t show_since_usec(const struct fleet_host *host);

void show_table(FILE *f, const struct fleet *fleet, const struct reading *reading);
void show_csv(FILE *f, const struct fleet *fleet);
int show_json(FILE *f, const struct fleet *fleet, const struct reading *reading,
	      int exit_status);
int show_page(FILE *f, const struct fleet *fleet);

#endif
