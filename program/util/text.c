// SPDX-License-Identifier: GPL-2.0
/* Builds a line of text from parts. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/text.h"

#define CUT_MARK	"..."

void text_init(struct text *text)
{
	text->len = 0;
	text->cut = false;
	text->buf[0] = '\0';
}

/*
 * The mark shows people that text is missing. Callers that write for programs check
 * text->cut, so that no program reads an incomplete value.
 */
static void cut(struct text *text)
{
	text->cut = true;
	text->len = sizeof(text->buf) - 1;
	strcpy(text->buf + sizeof(text->buf) - sizeof(CUT_MARK), CUT_MARK);
}

/* A part that does not fit is cut off, and all later parts are dropped. */
void text_add(struct text *text, const char *format, ...)
{
	size_t room = sizeof(text->buf) - text->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text->buf + text->len, room, format, args);
	va_end(args);
	if (len < 0 || (size_t)len >= room)
		cut(text);
	else
		text->len += len;
}

/*
 * Adds a time in seconds, minutes, hours or days, so that the number has few digits.
 * @days: the word for days, with the space before it.
 */
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
