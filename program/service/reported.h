/* SPDX-License-Identifier: GPL-2.0 */
/* What the service has told, for the process that follows it after a restart. */
#ifndef KMCONTIG_SERVICE_REPORTED_H
#define KMCONTIG_SERVICE_REPORTED_H

#include "service/events.h"

void reported_restore(struct events *events);
void reported_save(const struct events *events);

#endif
