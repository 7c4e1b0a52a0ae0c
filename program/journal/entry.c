// SPDX-License-Identifier: GPL-2.0
/* One journal entry before it is sent. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal/entry.h"

void entry_init(struct entry *entry, enum event event)
{
	*entry = (struct entry){ .event = event };
}

void entry_release(struct entry *entry)
{
	for (unsigned int i = 0; i < NR_FIELDS; i++)
		free(entry->fields[i]);
}

void entry_set(struct entry *entry, enum field field, const char *text)
{
	free(entry->fields[field]);
	if (asprintf(&entry->fields[field], "%s=%s", field_names[field], text) < 0) {
		entry->fields[field] = NULL;
		entry->error = -ENOMEM;
	}
}

/* A value of which a part is missing is a wrong value: an error, then. */
void entry_set_text(struct entry *entry, enum field field, const struct text *text)
{
	if (text->cut)
		entry->error = -EMSGSIZE;
	else
		entry_set(entry, field, text->buf);
}

void entry_set_number(struct entry *entry, enum field field, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, number);
	entry_set(entry, field, text);
}

/* An empty list has no field: so it is before the first round. */
void entry_set_list(struct entry *entry, enum field field, const struct list *list)
{
	struct text text;

	if (list->n == 0)
		return;
	text_init(&text);
	text_add_list(&text, list);
	entry_set_text(entry, field, &text);
}

void entry_set_stamp(struct entry *entry, enum field field, const struct stamp *stamp)
{
	char text[STAMP_TEXT];

	entry_set(entry, field, stamp_text(text, stamp));
}

/* The value of a field, NULL where the entry has none. */
const char *entry_get(const struct entry *entry, enum field field)
{
	const char *text = entry->fields[field];

	return text ? text + strlen(field_names[field]) + 1 : NULL;
}
