/* SPDX-License-Identifier: GPL-2.0 */
/* Reads the list of hosts that must appear in a report. */
#ifndef KMCONTIG_FLEET_EXPECT_H
#define KMCONTIG_FLEET_EXPECT_H

#include "fleet/fleet.h"

int expect_read(struct fleet *fleet, const char *path);

#endif
