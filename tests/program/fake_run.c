// SPDX-License-Identifier: GPL-2.0
/*
 * In place of program/sysfs/run.c: rounds of a fake tree. The round is the shell code in
 * $FAKE_ROUND, with the functions of the file $FAKE_ROUNDS; $1 is what the program writes
 * into `run`. The shell's exit status is the errno of that write.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sysfs/run.h"
#include "sysfs/tree.h"

/* Does not return. */
static void run_shell(int dir, const char *what)
{
	if (fchdir(dir) == 0)
		execl("/bin/sh", "sh", "-c", ". \"$FAKE_ROUNDS\"; eval \"${FAKE_ROUND:-round}\"",
		      "round", what, (char *)NULL);
	_exit(EIO);
}

/* As in the module, a signal does not end the round. */
static int round_in(int dir, const char *what)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0)
		run_shell(dir, what);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? -WEXITSTATUS(status) : -EIO;
}

int run_round(const char *root, const char *what)
{
	int dir = tree_open_root(root), fd, r;

	if (dir < 0)
		return dir;
	fd = openat(dir, "run", O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	r = fd < 0 ? -errno : round_in(dir, what);
	if (fd >= 0)
		close(fd);
	close(dir);
	return r;
}
