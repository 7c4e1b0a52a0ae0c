// SPDX-License-Identifier: GPL-2.0
/*
 * For LD_PRELOAD: makes the file `run` of a fake tree one of sysfs, whose write returns
 * when the round has ended. The round is the shell code in $FAKE_ROUND, run in the tree,
 * with the functions of $FAKE_ROUNDS; $1 is what was written. Its exit status is the errno
 * of the write.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Is it the file, and where? */
static int is_run(int fd, char *path, size_t size)
{
	char link[64];
	ssize_t len;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, size - 1);
	if (len < 4 || !getenv("FAKE_ROUNDS"))
		return 0;
	path[len] = '\0';
	if (strcmp(path + len - 4, "/run") != 0)
		return 0;
	path[len - 4] = '\0';
	return 1;
}

static void run_shell(const char *tree, const char *word)
{
	unsetenv("LD_PRELOAD");
	if (chdir(tree) == 0)
		execl("/bin/sh", "sh", "-c", ". \"$FAKE_ROUNDS\"; eval \"${FAKE_ROUND:-round}\"",
		      "round", word, (char *)NULL);
	_exit(EIO);
}

ssize_t write(int fd, const void *buf, size_t size)
{
	char tree[4096], word[64];
	int status = 0;
	pid_t child;

	if (!is_run(fd, tree, sizeof(tree)))
		return syscall(SYS_write, fd, buf, size);
	snprintf(word, sizeof(word), "%.*s", (int)size, (const char *)buf);
	child = fork();
	if (child == 0)
		run_shell(tree, word);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	errno = WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
	return errno ? -1 : (ssize_t)size;
}
