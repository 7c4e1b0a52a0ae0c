/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of the tree as JSON; status.schema.json says what it holds. */
#ifndef KMCONTIG_JSON_H
#define KMCONTIG_JSON_H

#include <stdio.h>

#include "tree.h"

int json_print(FILE *f, const struct tree *tree, uint64_t now_sec);

#endif
