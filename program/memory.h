/* SPDX-License-Identifier: GPL-2.0 */
/* What the service has told, for the process that follows it after a restart. */
#ifndef KMCONTIG_MEMORY_H
#define KMCONTIG_MEMORY_H

#include "events.h"

void memory_restore(struct events *events);
void memory_save(const struct events *events);

#endif
