/* SPDX-License-Identifier: GPL-2.0 */
/* What the service has told, for the process that follows it after a restart. */
#ifndef KMCONTIG_SERVICE_REPORTED_H
#define KMCONTIG_SERVICE_REPORTED_H

#include "service/events.h"

/* @now_usec: CLOCK_BOOTTIME. @events is new. */
void reported_restore(struct events *events, uint64_t now_usec);

/* Returns 0 or negative errno; 0 as well if there is no place for the file. */
int reported_save(const struct events *events);

#endif
