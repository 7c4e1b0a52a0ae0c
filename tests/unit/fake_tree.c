// SPDX-License-Identifier: GPL-2.0
/*
 * fake_tree DIR [refused]: creates a directory like /sys/kernel/kmcontig, for tests that are
 * not C programs. With `refused`, the directory is that of a host where 1 MiB fails.
 */
#include "fake_tree.h"
#include "unit.h"

int main(int argc, char **argv)
{
	struct fake_tree t = { .root = "" };

	if (argc < 2)
		return 64;
	snprintf(t.root, sizeof(t.root), "%s", argv[1]);
	fake_load(&t, LOAD_A);
	fake_round_now(&t);
	if (argc == 2)
		return 0;
	fake_fail(&t, 3);
	fake_set_state(&t, 0, "kmalloc-1M", "failed");
	fake_set_state(&t, 0, "kmalloc-4M", "failed");
	fake_set_state(&t, 0, "kmalloc-8k", "recovered");
	fake_set(&t, "node0/largest_free", "4096");
	fake_set(&t, "node0/largest_recovered", "8192");
	fake_set(&t, "largest_free", "4096");
	fake_set(&t, "largest_recovered", "8192");
	return 0;
}
