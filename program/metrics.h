/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of the tree in Prometheus' text format, version 0.0.4. */
#ifndef KMCONTIG_METRICS_H
#define KMCONTIG_METRICS_H

#include <stdio.h>

#include "tree.h"

void metrics_print(FILE *f, const struct tree *tree);

#endif
