/* SPDX-License-Identifier: GPL-2.0 */
/* The tree for a command that cannot go on without it. */
#ifndef KMCONTIG_LOAD_H
#define KMCONTIG_LOAD_H

#include <stdlib.h>
#include <sysexits.h>

#include "text.h"
#include "tree.h"

/*
 * Exit statuses, beside EXIT_SUCCESS, EX_USAGE (a wrong command line) and those
 * of a command of its own. EXIT_FAILURE: something could not be read or written.
 */
#define EXIT_ABSENT		EX_UNAVAILABLE	/* the module is not loaded */
#define EXIT_NOT_PERMITTED	EX_NOPERM	/* it takes root */

int load_tree(const char *root, struct tree **tree);
int load_tree_or_why(const char *root, struct tree **tree, struct text *why);

#endif
