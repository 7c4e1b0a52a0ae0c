/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reads single files of a directory. Each file contains one value, which is checked.
 * After the first error, the reader reads nothing, and all functions return 0.
 */
#ifndef KMCONTIG_SYSFS_READER_H
#define KMCONTIG_SYSFS_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/parse.h"

#define PATH_TEXT	64	/* paths contain only checked numbers */
#define VALUE_TEXT	1024	/* 32 numbers of 20 digits, and their spaces */

/* Why the tree could not be read: the path of one file, and the reason. */
struct tree_error {
	char text[256];
};

struct reader {
	int root;		/* the directory */
	int result;		/* 0, or negative errno of the first error */
	struct tree_error *error;
	char path[PATH_TEXT];	/* of the current file, relative to @root */
	char value[VALUE_TEXT];
};

/* Opens a file of the tree; openat(2), unless a test changes the tree meanwhile. */
typedef int reader_open_fn(int dir, const char *path, int flags);
extern reader_open_fn *reader_open;

void reader_fail(struct reader *r, int result, const char *what);
struct reader *reader_at(struct reader *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

uint64_t reader_range(struct reader *r, uint64_t min, uint64_t max);
uint64_t reader_number(struct reader *r, uint64_t max);
uint64_t reader_size(struct reader *r, bool or_none);
unsigned int reader_word(struct reader *r, const char *const *words, unsigned int n);
unsigned int reader_choice(struct reader *r, const char *const *words, unsigned int n);
void reader_list(struct reader *r, uint64_t max, struct list *list);
void reader_stamp(struct reader *r, struct stamp *stamp);
void reader_load_id(struct reader *r, char load_id[LOAD_ID_LEN + 1]);

/* Called for each entry of a directory. It ignores names that it does not know. */
typedef void add_fn(struct reader *r, const char *name, void *to);

void reader_for_each(struct reader *r, add_fn *add, void *to);

#endif
