/* SPDX-License-Identifier: GPL-2.0 */
/* Replaces a file atomically, so that readers never find an incomplete file. */
#ifndef KMCONTIG_UTIL_WRITE_FILE_H
#define KMCONTIG_UTIL_WRITE_FILE_H

#include <stdio.h>

/* Prints the content. Returns 0 or negative errno. After an error, the old file stays. */
typedef int write_fn(FILE *f, void *userdata);

int write_file_atomic(const char *path, write_fn *write, void *userdata);

/* The same, but the path "-" means standard output. */
int write_file_or_stdout(const char *path, write_fn *write, void *userdata);

#endif
