// SPDX-License-Identifier: GPL-2.0
/* A line that is put together piece by piece. */
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

/* People see the mark; programs must not get a value of which a part is missing. */
static void cut(struct text *text)
{
	text->cut = true;
	text->len = sizeof(text->buf) - 1;
	strcpy(text->buf + sizeof(text->buf) - sizeof(CUT_MARK), CUT_MARK);
}

/* A piece that does not fit is cut off, and so are all after it. */
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
