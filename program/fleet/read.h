/* SPDX-License-Identifier: GPL-2.0 */
/* Reads journals into a fleet: of this host, of folders, or single files. */
#ifndef KMCONTIG_FLEET_READ_H
#define KMCONTIG_FLEET_READ_H

#include "fleet/fleet.h"
#include "fleet/sources.h"

struct paths {
	unsigned int n;
	char **v;
};

/* What became of the files. stderr has a line for each that was not read whole. */
struct reading {
	unsigned int n_read;		/* whole or in part */
	struct paths skipped;		/* last written long before the time: newest entries only */
	struct paths damaged;		/* read in part */
	struct paths unreadable;	/* files and folders */
};

int fleet_read(struct fleet *fleet, const struct source *source, struct reading *reading);
void fleet_report_names(const struct fleet *fleet);
void reading_release(struct reading *reading);

#endif
