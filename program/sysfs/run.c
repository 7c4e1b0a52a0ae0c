// SPDX-License-Identifier: GPL-2.0
/* Runs a round of the module. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sysfs/run.h"
#include "sysfs/tree.h"

/*
 * Runs a round in the module whose files are in @root: at the effort @what, or, for "1",
 * at the configured one. Returns 0 after the round has ended; or negative errno. -EINTR: a
 * signal ended the wait, and the round continues.
 */
int run_round(const char *root, const char *what)
{
	int dir = tree_open_root(root), fd, r = 0;

	if (dir < 0)
		return dir;
	fd = openat(dir, "run", O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || write(fd, what, strlen(what)) < 0)
		r = -errno;
	if (fd >= 0)
		close(fd);
	close(dir);
	return r;
}
