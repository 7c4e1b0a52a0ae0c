/* SPDX-License-Identifier: GPL-2.0 */
/* What a picture of the tree says, in plain words. */
#ifndef KMCONTIG_PRINT_STATUS_TEXT_H
#define KMCONTIG_PRINT_STATUS_TEXT_H

#include <stdio.h>

#include "sysfs/tree.h"
#include "util/output.h"

void status_text_print(FILE *f, const struct style *style, const struct tree *tree,
		   uint64_t now_sec);
void audit_text_print(FILE *f, const struct style *style, const struct tree *tree,
		  uint64_t now_sec);

#endif
