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
#define EXIT_NO_INPUT		EX_NOINPUT	/* there is no such directory: a wrong path */
#define EXIT_ABSENT		EX_UNAVAILABLE	/* the module is not loaded */
#define EXIT_NOT_PERMITTED	EX_NOPERM	/* it takes root */

/*
 * Reads all of the tree under @root. @host: the root directory of the host whose
 * module it is, for the reason why it is absent; "": this one; NULL: not known.
 *
 * Returns 0; or an exit status of those above, and the words that say why and what
 * to do: in @why, or on stderr.
 */
int tree_load_or_why(const char *root, const char *host, struct tree **tree, struct text *why);
int tree_load(const char *root, const char *host, struct tree **tree);

#endif
