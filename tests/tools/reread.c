// SPDX-License-Identifier: GPL-2.0
/*
 * reread FILE: until it is killed, reads it from the start again and again, and does
 * nothing else: a detector of races needs the two accesses to be close.
 */
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
	char buf[4096];

	if (fd < 0) {
		fprintf(stderr, "usage: reread FILE\n");
		return 2;
	}
	while (pread(fd, buf, sizeof(buf), 0) >= 0)
		;
	perror(argv[1]);
	return 1;
}
