/* SPDX-License-Identifier: GPL-2.0 */
/* A counter of the module that wakes its reader when it grows. */
#ifndef KMCONTIG_SERVICE_WATCH_H
#define KMCONTIG_SERVICE_WATCH_H

#include <stdint.h>
#include <sys/types.h>

#include <systemd/sd-event.h>

/* The functions of the host that are used: sd_event_add_io(3), pread(2). Tests have others. */
struct watch_ops {
	int (*add_io)(sd_event *event, sd_event_source **source, int fd, uint32_t events,
		      sd_event_io_handler_t wake, void *userdata);
	ssize_t (*pread)(int fd, void *buf, size_t size, off_t offset);
};

struct watch {
	const struct watch_ops *ops;
	int fd;			/* -1: not open */
	sd_event_source *source;
	uint64_t value;		/* as last read */
};

#define WATCH_CLOSED	((struct watch){ .fd = -1 })

int watch_open(struct watch *watch, const struct watch_ops *ops, int root, const char *name,
	       sd_event *event, sd_event_io_handler_t wake, void *userdata);
int watch_read(struct watch *watch);
void watch_close(struct watch *watch);

#endif
