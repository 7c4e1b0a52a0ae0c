// SPDX-License-Identifier: GPL-2.0
/*
 * wait_for_poll FILE SECONDS: waits for a change of a sysfs attribute: it reads the
 * file, and then calls poll() for POLLPRI. Prints "ready" before it waits, and then
 * the result of another read: "woken VALUE" or "woken ENODEV"; or "timeout".
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static ssize_t read_value(int fd, char *buf, size_t size)
{
	ssize_t n = pread(fd, buf, size - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	return n;
}

/*
 * Waits until it is woken. At the end of its time limit, poll() checks the file once
 * more, and reports an event if the file is removed. That is not a wake-up.
 */
static bool woken(struct pollfd *pfd, int seconds)
{
	struct timespec start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (poll(pfd, 1, seconds * 1000) <= 0)
		return false;
	clock_gettime(CLOCK_MONOTONIC, &end);
	return end.tv_sec - start.tv_sec < seconds - 1;
}

int main(int argc, char **argv)
{
	struct pollfd pfd = { .events = POLLPRI };
	char buf[64];

	if (argc != 3) {
		fprintf(stderr, "usage: wait_for_poll FILE SECONDS\n");
		return 2;
	}
	pfd.fd = open(argv[1], O_RDONLY);
	if (pfd.fd < 0 || read_value(pfd.fd, buf, sizeof(buf)) < 0) {
		perror(argv[1]);
		return 1;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	if (!woken(&pfd, atoi(argv[2]))) {
		puts("timeout");
		return 1;
	}
	if (!(pfd.revents & POLLPRI) || !(pfd.revents & POLLERR))
		printf("unexpected revents %#x\n", pfd.revents);
	if (read_value(pfd.fd, buf, sizeof(buf)) < 0)
		printf("woken %s\n", errno == ENODEV ? "ENODEV" : strerror(errno));
	else
		printf("woken %s", buf);
	return 0;
}
