/* SPDX-License-Identifier: GPL-2.0 */
/* The service: turns what the module says into entries in the journal. */
#ifndef KMCONTIG_SCRAPE_H
#define KMCONTIG_SCRAPE_H

#include <stdint.h>

#include <systemd/sd-event.h>

struct scrape;

int scrape_start(struct scrape **scrape, sd_event *event, const char *root,
		 uint64_t summary_usec);
void scrape_stop(struct scrape *scrape);

#endif
