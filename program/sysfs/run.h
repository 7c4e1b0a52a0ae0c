/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a round of the module. */
#ifndef KMCONTIG_SYSFS_RUN_H
#define KMCONTIG_SYSFS_RUN_H

int run_round(const char *root, const char *what);

#endif
