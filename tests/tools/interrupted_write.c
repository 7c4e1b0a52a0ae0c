// SPDX-License-Identifier: GPL-2.0
/*
 * interrupted_write FILE TEXT MS: calls write() once with TEXT. A signal may
 * interrupt it after MS milliseconds. Prints the result: "0", "EINTR", or another
 * error.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static void nothing(int signal)
{
	(void)signal;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = nothing };
	struct itimerval timer = {};
	int fd;

	if (argc != 4) {
		fprintf(stderr, "usage: interrupted_write FILE TEXT MS\n");
		return 2;
	}
	fd = open(argv[1], O_WRONLY);
	if (fd < 0) {
		perror(argv[1]);
		return 1;
	}
	sigaction(SIGALRM, &action, NULL);
	timer.it_value.tv_usec = atoi(argv[3]) * 1000;
	setitimer(ITIMER_REAL, &timer, NULL);
	if (write(fd, argv[2], strlen(argv[2])) < 0)
		puts(errno == EINTR ? "EINTR" : strerror(errno));
	else
		puts("0");
	return 0;
}
