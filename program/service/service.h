/* SPDX-License-Identifier: GPL-2.0 */
/* The service: turns what the module says into entries in the journal. */
#ifndef KMCONTIG_SERVICE_SERVICE_H
#define KMCONTIG_SERVICE_SERVICE_H

#include <stdint.h>

#include <systemd/sd-event.h>

struct service;

int service_start(struct service **scrape, sd_event *event, const char *root,
		 uint64_t summary_usec);
void service_stop(struct service *scrape);

#endif
