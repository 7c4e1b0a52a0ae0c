/* SPDX-License-Identifier: GPL-2.0 */
/* A fleet as a table, CSV, JSON, or a page. */
#ifndef KMCONTIG_FLEET_SHOW_H
#define KMCONTIG_FLEET_SHOW_H

#include <stdio.h>

#include "fleet/fleet.h"

#define FLEET_NOTE_TEXT	96

const char *fleet_note_text(char text[FLEET_NOTE_TEXT], const struct fleet *fleet,
			    const struct fleet_host *host);

void fleet_show_table(FILE *f, const struct fleet *fleet, uint64_t min_size);
void fleet_show_csv(FILE *f, const struct fleet *fleet);
int fleet_show_json(FILE *f, const struct fleet *fleet);
int fleet_show_page(FILE *f, const struct fleet *fleet);

#endif
