/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Strict parsers of single values. The program uses or prints nothing from a file before
 * one of these has accepted all of it. They return false if the value is invalid.
 */
#ifndef KMCONTIG_UTIL_PARSE_H
#define KMCONTIG_UTIL_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More orders than any kernel's free lists have. */
#define LIST_MAX	32

struct list {
	unsigned int n;
	uint64_t v[LIST_MAX];
};

/* Time since the epoch; all zero: never. */
struct stamp {
	uint64_t sec;
	uint32_t nsec;
};

#define LOAD_ID_LEN	32

bool parse_line(char *buf, size_t len);
bool parse_number(const char *text, uint64_t max, uint64_t *number);
bool parse_list(const char *text, uint64_t max, struct list *list);
bool parse_stamp(const char *text, struct stamp *stamp);
bool parse_load_id(const char *text, char load_id[LOAD_ID_LEN + 1]);
bool parse_word(const char *text, const char *const *words, unsigned int n,
		unsigned int *word);

bool parse_choice(const char *text, const char *const *words, unsigned int n,
		  unsigned int *word);

#endif
