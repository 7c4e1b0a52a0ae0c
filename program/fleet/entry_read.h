/* SPDX-License-Identifier: GPL-2.0 */
/* Reads one journal entry. Hosts are not trusted: each value is checked. */
#ifndef KMCONTIG_FLEET_ENTRY_READ_H
#define KMCONTIG_FLEET_ENTRY_READ_H

#include <systemd/sd-journal.h>

#include "fleet/fleet.h"

int entry_read(sd_journal *j, struct fleet_entry *entry);

#endif
