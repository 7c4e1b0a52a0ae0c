/* SPDX-License-Identifier: GPL-2.0 */
/* The tree for a command that cannot go on without it. */
#ifndef KMCONTIG_SYSFS_TREE_LOAD_H
#define KMCONTIG_SYSFS_TREE_LOAD_H

#include <stdlib.h>
#include <sysexits.h>

#include "sysfs/tree.h"
#include "util/text.h"

/*
 * Exit statuses, beside EXIT_SUCCESS, EX_USAGE (a wrong command line) and those
 * of a command of its own. EXIT_FAILURE: something could not be read or written.
 */
#define EXIT_ABSENT		EX_UNAVAILABLE	/* the module is not loaded */
#define EXIT_NOT_PERMITTED	EX_NOPERM	/* it takes root */

int tree_load(const char *root, struct tree **tree);
int tree_load_or_why(const char *root, struct tree **tree, struct text *why);

#endif
