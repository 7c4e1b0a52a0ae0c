// SPDX-License-Identifier: GPL-2.0
/*
 * A counter of the module that wakes its reader when it grows.
 *
 * poll() on a sysfs file reports a change since the last read of this open file. So
 * it is read before the first wait and at every wake-up: after a wake-up without a
 * read, the next one would come at once, and so on for ever.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "service/watch.h"
#include "util/parse.h"

#define COUNTER_TEXT	64

/* Opens the file @name and has @wake called whenever it grows, or goes. */
int watch_open(struct watch *watch, const struct watch_ops *ops, int root, const char *name,
	       sd_event *event, sd_event_io_handler_t wake, void *userdata)
{
	int r;

	*watch = WATCH_CLOSED;
	watch->ops = ops;
	watch->fd = openat(root, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (watch->fd < 0)
		return -errno;
	r = watch_read(watch);
	if (r == 0)
		/* Not EPOLLIN: a sysfs file is always readable. */
		r = ops->add_io(event, &watch->source, watch->fd, EPOLLPRI | EPOLLERR, wake,
				userdata);
	if (r < 0) {
		watch_close(watch);
		return r;
	}
	return 0;
}

/*
 * Returns 0, -ENODEV if the module is gone, or another negative errno. A counter that
 * is no number is left to the reader of the tree, which says so.
 */
int watch_read(struct watch *watch)
{
	char buf[COUNTER_TEXT];
	ssize_t len = watch->ops->pread(watch->fd, buf, sizeof(buf), 0);

	if (len < 0)
		return -errno;
	if (len < (ssize_t)sizeof(buf) && parse_line(buf, len))
		parse_number(buf, UINT64_MAX, &watch->value);
	return 0;
}

void watch_close(struct watch *watch)
{
	sd_event_source_disable_unref(watch->source);
	if (watch->fd >= 0)
		close(watch->fd);
	*watch = WATCH_CLOSED;
}
