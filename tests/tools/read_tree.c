// SPDX-License-Identifier: GPL-2.0
/*
 * read_tree N SECONDS DIR: N processes read all files in DIR repeatedly for SECONDS.
 * Prints the number of complete readings, summed over all processes.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double end;

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static int read_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	char buf[4096];
	int fd;

	(void)st, (void)ftw;
	if (type != FTW_F)
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK);
	if (fd >= 0) {
		while (read(fd, buf, sizeof(buf)) > 0)
			;
		close(fd);
	}
	return now() >= end;	/* not 0: nftw() stops */
}

int main(int argc, char **argv)
{
	int i, n = argc == 4 ? atoi(argv[1]) : 0;
	unsigned long *times, sum = 0;

	if (n <= 0) {
		fprintf(stderr, "usage: read_tree N SECONDS DIR\n");
		return 2;
	}
	times = mmap(NULL, n * sizeof(*times), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (times == MAP_FAILED)
		return 1;
	end = now() + atof(argv[2]);
	for (i = 0; i < n; i++) {
		if (fork())
			continue;
		while (!nftw(argv[3], read_file, 8, FTW_PHYS))
			times[i]++;
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	for (i = 0; i < n; i++)
		sum += times[i];
	printf("%lu\n", sum);
	return 0;
}
