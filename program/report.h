/* SPDX-License-Identifier: GPL-2.0 */
/* What a picture of the tree says, in plain words. */
#ifndef KMCONTIG_REPORT_H
#define KMCONTIG_REPORT_H

#include <stdio.h>

#include "output.h"
#include "tree.h"

void report_status(FILE *f, const struct style *style, const struct tree *tree,
		   uint64_t now_sec);
void report_audit(FILE *f, const struct style *style, const struct tree *tree,
		  uint64_t now_sec);

#endif
