/* SPDX-License-Identifier: GPL-2.0 */
/* A picture of the tree in Prometheus' text format, version 0.0.4. */
#ifndef KMCONTIG_PRINT_PROMETHEUS_H
#define KMCONTIG_PRINT_PROMETHEUS_H

#include <stdio.h>

#include "sysfs/tree.h"

void prometheus_print(FILE *f, const struct tree *tree);

#endif
