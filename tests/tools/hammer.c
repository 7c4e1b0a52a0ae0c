// SPDX-License-Identifier: GPL-2.0
/*
 * hammer read|write|poll DIR: reads, writes or polls all files of the module in DIR
 * until it is killed. DIR need not exist all the time. Files stay open for a while,
 * so that the module unloads while files are open.
 */
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEPT 16

static int kept[KEPT];
static unsigned int next;

static int keep_open(const char *path, int flags)
{
	int fd = open(path, flags | O_NONBLOCK);

	if (fd < 0)
		return -1;
	if (kept[next])
		close(kept[next]);
	kept[next] = fd;
	next = (next + 1) % KEPT;
	return fd;
}

static int read_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	char buf[4096];
	unsigned int i;

	(void)st, (void)ftw;
	if (type == FTW_F && keep_open(path, O_RDONLY) >= 0)
		for (i = 0; i < KEPT; i++)
			if (kept[i] && pread(kept[i], buf, sizeof(buf), 0) < 0)
				continue;	/* ENODEV: the module was unloaded */
	return 0;
}

static void write_files(void)
{
	static const char *const writes[][2] = {
		{ "enabled", "1" }, { "interval_ms", "100" }, { "duty_ppm", "1000000" },
		{ "effort", "retry_mayfail" }, { "max_size", "4096" }, { "run", "1" },
		{ "verify", "alias" }, { "max_size", "4194304" }, { "run", "nowait" },
		{ "effort", "noretry" }, { "interval_ms", "x" }, { "verify", "walk" },
		{ "enabled", "0" }, { "run", "noretry" }, { "failures", "1" },
	};
	unsigned int i;
	int fd;

	for (i = 0; i < sizeof(writes) / sizeof(writes[0]); i++) {
		fd = keep_open(writes[i][0], O_WRONLY);
		if (fd >= 0 && write(fd, writes[i][1], strlen(writes[i][1])) < 0)
			continue;		/* rejected, or unloaded */
	}
}

static void poll_files(void)
{
	struct pollfd fds[2] = { { .events = POLLPRI }, { .events = POLLPRI } };
	char buf[64];
	int i;

	fds[0].fd = open("failures", O_RDONLY);
	fds[1].fd = open("state_changes", O_RDONLY);
	for (i = 0; i < 2; i++)
		if (read(fds[i].fd, buf, sizeof(buf)) < 0)
			break;
	poll(fds, 2, 200);
	for (i = 0; i < 2; i++)
		if (fds[i].fd >= 0)
			close(fds[i].fd);
}

int main(int argc, char **argv)
{
	const char *what = argc == 3 ? argv[1] : "";

	if (strcmp(what, "read") && strcmp(what, "write") && strcmp(what, "poll")) {
		fprintf(stderr, "usage: hammer read|write|poll DIR\n");
		return 2;
	}
	for (;;) {
		if (chdir(argv[2])) {
			usleep(1000);
			continue;
		}
		if (*what == 'r')
			nftw(".", read_file, 8, FTW_PHYS);
		else if (*what == 'w')
			write_files();
		else
			poll_files();
		/* Each load of the module has a new directory, so open it again. */
		if (chdir("/"))
			return 1;
	}
}
