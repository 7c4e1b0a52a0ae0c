/* SPDX-License-Identifier: GPL-2.0 */
/* Builds a line of text from parts, and records if a part did not fit. */
#ifndef KMCONTIG_UTIL_TEXT_H
#define KMCONTIG_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "util/parse.h"

struct text {
	size_t len;
	bool cut;		/* a part did not fit: @buf ends with "..." */
	char buf[2048];		/* room for two full lists of numbers, and a sentence */
};

void text_init(struct text *text);
void text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_add_span(struct text *text, uint64_t sec, const char *days);
void text_add_list(struct text *text, const struct list *list);

/* Room for any time in the format of the module's files. */
#define STAMP_TEXT	40

const char *stamp_text(char text[STAMP_TEXT], const struct stamp *stamp);

#endif
