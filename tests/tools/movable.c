// SPDX-License-Identifier: GPL-2.0
/*
 * movable RESERVE_MIB [SEED]: fragments memory with pages that compaction can move.
 * Fills memory with anonymous pages until only RESERVE_MIB MiB are free, and then
 * frees every second page. With a seed, it frees and keeps alternate runs of 1 to 16
 * pages. Prints "ready", and keeps the other pages until it is killed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define STEP (4UL << 20)

static int seeded;

static unsigned long available_mib(void)
{
	unsigned long kib = 0;
	char line[128];
	FILE *f = fopen("/proc/meminfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "MemFree: %lu", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib >> 10;
}

/* Returns the number of pages in the next run. */
static size_t run_length(void)
{
	return seeded ? 1 + rand() % 16 : 1;
}

int main(int argc, char **argv)
{
	unsigned long reserve = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
	size_t page = sysconf(_SC_PAGESIZE), max = 1UL << 40, filled = 0, i, run;
	char *mem;

	if (!reserve) {
		fprintf(stderr, "usage: movable RESERVE_MIB [SEED]\n");
		return 2;
	}
	seeded = argc > 2;
	if (seeded)
		srand(atoi(argv[2]));
	mem = mmap(NULL, max, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (mem == MAP_FAILED) {
		perror("mmap");
		return 1;
	}
	/* Freeing a part of a huge page would not fragment memory. */
	madvise(mem, max, MADV_NOHUGEPAGE);
	for (; available_mib() > reserve; filled += STEP)
		memset(mem + filled, 1, STEP);
	for (i = 0; i < filled; i += run + page * run_length()) {
		run = page * run_length();
		madvise(mem + i, i + run < filled ? run : filled - i, MADV_DONTNEED);
	}
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
