/* SPDX-License-Identifier: GPL-2.0 */
/* How status and audit print the tree that they have read. */
#ifndef KMCONTIG_COMMANDS_SHOW_H
#define KMCONTIG_COMMANDS_SHOW_H

#include "commands/options.h"
#include "sysfs/tree.h"
#include "util/output.h"

struct view {
	void (*text)(FILE *f, const struct style *style, const struct tree *tree,
		     uint64_t now_sec);
	int (*json)(FILE *f, const struct tree *tree, uint64_t now_sec);
};

/* Prints @tree on stdout. Returns the program's exit status: EXIT_SUCCESS or EXIT_FAILURE. */
int show_tree(const struct options *o, const struct view *view, const struct tree *tree);

#endif
