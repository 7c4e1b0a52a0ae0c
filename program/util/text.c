// SPDX-License-Identifier: GPL-2.0
/* A line that is put together piece by piece. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "util/text.h"

void text_init(struct text *text)
{
	text->len = 0;
	text->buf[0] = '\0';
}

/* What does not fit is cut off. */
void text_add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->buf) - text->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text->buf + text->len, room, format, args);
	va_end(args);
	if (len > 0)
		text->len += (size_t)len < room ? (size_t)len : room - 1;
}

/* A time in the unit that says most of it; @days is the word for days, with its space. */
void text_add_span(struct text *text, uint64_t sec, const char *days)
{
	if (sec < 120)
		text_add(text, "%" PRIu64 " s", sec);
	else if (sec < 120 * 60)
		text_add(text, "%" PRIu64 " min", sec / 60);
	else if (sec < 48 * 3600)
		text_add(text, "%" PRIu64 " h", sec / 3600);
	else
		text_add(text, "%" PRIu64 "%s", sec / 86400, days);
}

void text_add_list(struct text *text, const struct list *list)
{
	for (unsigned int i = 0; i < list->n; i++)
		text_add(text, "%s%" PRIu64, i ? " " : "", list->v[i]);
}

const char *stamp_text(char text[STAMP_TEXT], const struct stamp *stamp)
{
	if (stamp->sec || stamp->nsec)
		snprintf(text, STAMP_TEXT, "%" PRIu64 ".%09" PRIu32, stamp->sec, stamp->nsec);
	else
		snprintf(text, STAMP_TEXT, "0");
	return text;
}
