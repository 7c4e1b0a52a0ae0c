/* SPDX-License-Identifier: GPL-2.0 */
/* Reads journals into a fleet: those of this host, those in folders, or single files. */
#ifndef KMCONTIG_FLEET_READ_H
#define KMCONTIG_FLEET_READ_H

#include "fleet/fleet.h"
#include "fleet/sources.h"

struct paths {
	unsigned int n;
	char **v;
};

/* The result of reading the files. Each file that was not read completely is logged. */
struct reading {
	unsigned int n_read;		/* files that were read, completely or in part */
	struct paths skipped;		/* old files: only the newest entries were read */
	struct paths damaged;		/* only a part was read */
	struct paths unreadable;	/* files and folders */
};

int fleet_read(struct fleet *fleet, const struct source *source, struct reading *reading);
void fleet_report_names(const struct fleet *fleet);
void reading_release(struct reading *reading);

#endif
