// SPDX-License-Identifier: GPL-2.0
/*
 * reread FILE: reads FILE from its start repeatedly until it is killed. It does nothing
 * else, because KCSAN finds a race only if both accesses are close in time.
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
