/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of the tree as JSON; status.schema.json says what it holds. */
#ifndef KMCONTIG_PRINT_STATUS_JSON_H
#define KMCONTIG_PRINT_STATUS_JSON_H

#include <stdio.h>

#include "sysfs/tree.h"

int status_json_print(FILE *f, const struct tree *tree, uint64_t now_sec);

#endif
