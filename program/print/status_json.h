/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of the tree as JSON; status.schema.json says what it holds. */
#ifndef KMCONTIG_PRINT_STATUS_JSON_H
#define KMCONTIG_PRINT_STATUS_JSON_H

#include <stdio.h>

#include "sysfs/tree.h"

/*
 * What is known now; and what the round of an audit has shown. Both return EXIT_SUCCESS;
 * or EXIT_FAILURE: stderr has a line, and nothing is printed.
 */
int status_json_print(FILE *f, const struct tree *tree, uint64_t now_sec);
int audit_json_print(FILE *f, const struct tree *tree, uint64_t now_sec);

#endif
