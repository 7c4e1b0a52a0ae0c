/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Creates a directory like /sys/kernel/kmcontig, with one node, four sizes and no failure.
 * Each test changes only the files that it tests.
 */
#ifndef KMCONTIG_TESTS_FAKE_TREE_H
#define KMCONTIG_TESTS_FAKE_TREE_H

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "unit.h"

#define LOAD_A	"0123456789abcdef0123456789abcdef"
#define LOAD_B	"ffffffffffffffff0000000000000000"

struct fake_tree {
	char base[64];		/* a temporary directory */
	char root[80];		/* base/kmcontig: the argument of --sysfs */
};

static const char *const fake_sizes[] = {
	"kmalloc-4k", "kmalloc-8k", "kmalloc-1M", "kmalloc-4M",
};

/* Writes bytes unchanged. The inode of the file stays, as in sysfs. */
HELPER void fake_set_bytes(const struct fake_tree *t, const char *path,
			   const void *bytes, size_t len)
{
	char full[256];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", t->root, path);
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		fail_msg("fake tree: cannot write %s: %m", full);
	close(fd);
}

/* Writes one line. */
HELPER void fake_set(const struct fake_tree *t, const char *path, const char *value)
{
	char line[4096];

	snprintf(line, sizeof(line), "%s\n", value);
	fake_set_bytes(t, path, line, strlen(line));
}

HELPER void fake_set_number(const struct fake_tree *t, const char *path,
			    unsigned long long value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", value);
	fake_set(t, path, text);
}

HELPER void fake_mkdir(const struct fake_tree *t, const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", t->root, path);
	if (mkdir(full, 0755) < 0)
		fail_msg("fake tree: cannot make %s: %m", full);
}

HELPER int fake_remove_one(const char *path, const struct stat *st, int type,
			   struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

/* Removes a file, or a directory and all files in it. */
HELPER void fake_remove(const struct fake_tree *t, const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", t->root, path);
	if (nftw(full, fake_remove_one, 8, FTW_DEPTH | FTW_PHYS) != 0)
		fail_msg("fake tree: cannot remove %s: %m", full);
}

HELPER void fake_set_state(const struct fake_tree *t, unsigned int node,
			   const char *size, const char *state)
{
	char path[64];

	snprintf(path, sizeof(path), "node%u/%s/state", node, size);
	fake_set(t, path, state);
}

/* If @used, there are 110 attempts: 100 in the first bucket and 10 in the fourth. */
HELPER void fake_add_effort(const struct fake_tree *t, unsigned int node,
			    const char *size, const char *effort, bool used)
{
	char path[96];

	snprintf(path, sizeof(path), "node%u/%s/%s", node, size, effort);
	fake_mkdir(t, path);
	snprintf(path, sizeof(path), "node%u/%s/%s/attempts", node, size, effort);
	fake_set(t, path, used ? "110" : "0");
	snprintf(path, sizeof(path), "node%u/%s/%s/failures", node, size, effort);
	fake_set(t, path, "0");
	snprintf(path, sizeof(path), "node%u/%s/%s/latency_ns_total", node, size, effort);
	fake_set(t, path, used ? "1234567" : "0");
	snprintf(path, sizeof(path), "node%u/%s/%s/latency_ns_buckets", node, size, effort);
	fake_set(t, path, used ? "100 0 0 10 0 0 0 0 0 0 0 0" : "0 0 0 0 0 0 0 0 0 0 0 0");
}

HELPER void fake_add_size(const struct fake_tree *t, unsigned int node, const char *size)
{
	char path[64];

	snprintf(path, sizeof(path), "node%u/%s", node, size);
	fake_mkdir(t, path);
	fake_set_state(t, node, size, "free");
	fake_add_effort(t, node, size, "nowait", true);
	fake_add_effort(t, node, size, "noretry", false);
	fake_add_effort(t, node, size, "retry_mayfail", false);
}

HELPER void fake_add_node(const struct fake_tree *t, unsigned int node)
{
	static const char *const values[][2] = {
		{ "largest_free", "4194304" },
		{ "largest_recovered", "4194304" },
		{ "free_blocks", "10 9 8 7 6 5 4 3 2 1 1" },
		{ "unusable_index", "0 1 2 3 4 5 6 7 8 9 10" },
	};
	char path[64];

	snprintf(path, sizeof(path), "node%u", node);
	fake_mkdir(t, path);
	for (unsigned int i = 0; i < ARRAY_SIZE(values); i++) {
		snprintf(path, sizeof(path), "node%u/%s", node, values[i][0]);
		fake_set(t, path, values[i][1]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(fake_sizes); i++)
		fake_add_size(t, node, fake_sizes[i]);
}

/* A failure of 1 MiB on node 0. @seq: its number since load. */
HELPER void fake_fail(const struct fake_tree *t, unsigned long long seq)
{
	fake_set(t, "last_failure/time", "1700000000.000000042");
	fake_set(t, "last_failure/node", "0");
	fake_set(t, "last_failure/size", "1048576");
	fake_set(t, "last_failure/order", "8");
	fake_set(t, "last_failure/effort", "noretry");
	fake_set(t, "last_failure/reason", "fragmented");
	fake_set(t, "last_failure/latency_ns", "12345");
	fake_set(t, "last_failure/free_blocks", "3712 9 1 0 0 0 0 0 0 0 0");
	fake_set(t, "last_failure/unusable_index", "998");
	fake_set_number(t, "last_failure/seq", seq);
	fake_set_number(t, "failures", seq);
}

/* Ends the last round now, because commands compare its time with the real clock. */
HELPER void fake_round_now(const struct fake_tree *t)
{
	char now[40];

	snprintf(now, sizeof(now), "%lld.000000001", (long long)time(NULL));
	fake_set(t, "last_round", now);
}

/* The files of a loaded module after rounds without a failure. */
HELPER void fake_load(const struct fake_tree *t, const char *load_id)
{
	static const char *const values[][2] = {
		{ "abi_version", "2" },
		{ "enabled", "1" },
		{ "interval_ms", "60000" },
		{ "max_size", "4194304" },
		{ "effort", "nowait [noretry] retry_mayfail" },
		{ "verify", "off [walk] alias" },
		{ "duty_ppm", "1000" },
		{ "rounds", "110" },
		{ "attempts", "440" },
		{ "failures", "0" },
		{ "recoveries", "0" },
		{ "state_changes", "0" },
		{ "discontiguities", "0" },
		{ "compound_mismatches", "220" },
		{ "delayed_rounds", "0" },
		{ "busy_ns", "1100000000" },
		{ "largest_free", "4194304" },
		{ "largest_recovered", "4194304" },
		{ "last_round", "1700000000.000000001" },
		{ "last_failure/seq", "0" },
		{ "last_failure/time", "0" },
		{ "last_failure/node", "0" },
		{ "last_failure/size", "0" },
		{ "last_failure/order", "0" },
		{ "last_failure/effort", "" },
		{ "last_failure/reason", "" },
		{ "last_failure/latency_ns", "0" },
		{ "last_failure/free_blocks", "" },
		{ "last_failure/unusable_index", "0" },
	};

	if (mkdir(t->root, 0755) < 0)
		fail_msg("fake tree: cannot make %s: %m", t->root);
	fake_mkdir(t, "last_failure");
	for (unsigned int i = 0; i < ARRAY_SIZE(values); i++)
		fake_set(t, values[i][0], values[i][1]);
	fake_set(t, "load_id", load_id);
	fake_set_bytes(t, "run", "", 0);
	fake_add_node(t, 0);
}

HELPER void fake_unload(const struct fake_tree *t)
{
	nftw(t->root, fake_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

HELPER void fake_init(struct fake_tree *t)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(t->base, sizeof(t->base), "%s/kmcontig-unit-XXXXXX",
		 tmp && strlen(tmp) < 40 ? tmp : "/tmp");
	if (!mkdtemp(t->base))
		fail_msg("fake tree: cannot make %s: %m", t->base);
	snprintf(t->root, sizeof(t->root), "%s/kmcontig", t->base);
}

HELPER void fake_destroy(const struct fake_tree *t)
{
	nftw(t->base, fake_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Set-up and tear-down for cmocka: a loaded module. */
HELPER int fake_setup(void **state)
{
	struct fake_tree *t = calloc(1, sizeof(*t));

	fake_init(t);
	fake_load(t, LOAD_A);
	*state = t;
	return 0;
}

HELPER int fake_teardown(void **state)
{
	struct fake_tree *t = *state;

	fake_destroy(t);
	free(t);
	return 0;
}

/* The number of open files of this process, to test that a reader closes its files. */
HELPER unsigned int count_descriptors(void)
{
	DIR *dir = opendir("/proc/self/fd");
	unsigned int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

#endif
