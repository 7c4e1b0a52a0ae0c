/* SPDX-License-Identifier: GPL-2.0 */
/* One counter of the module's that wakes its reader when it grows. */
#ifndef KMCONTIG_SERVICE_WATCH_H
#define KMCONTIG_SERVICE_WATCH_H

#include <stdint.h>

#include <systemd/sd-event.h>

struct watch {
	int fd;			/* -1: not open */
	sd_event_source *source;
	uint64_t value;		/* as last read */
};

#define WATCH_CLOSED	((struct watch){ .fd = -1 })

int watch_open(struct watch *watch, int root, const char *name, sd_event *event,
	       sd_event_io_handler_t wake, void *userdata);
int watch_read(struct watch *watch);
void watch_close(struct watch *watch);

#endif
