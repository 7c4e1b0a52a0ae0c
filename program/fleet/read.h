/* SPDX-License-Identifier: GPL-2.0 */
/* Reads journals: of this host, of a folder, or single files. */
#ifndef KMCONTIG_FLEET_READ_H
#define KMCONTIG_FLEET_READ_H

#include "fleet/fleet.h"

struct fleet_source {
	const char *directory;	/* NULL: see below */
	const char **files;	/* NULL-terminated; NULL: the journals of this host */
	bool merge;		/* not only its own, but those collected there, too */
};

int fleet_read(struct fleet *fleet, const struct fleet_source *source);

#endif
