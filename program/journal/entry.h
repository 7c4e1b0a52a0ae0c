/* SPDX-License-Identifier: GPL-2.0 */
/* One journal entry before it is sent: its kind, and the fields it has. */
#ifndef KMCONTIG_JOURNAL_ENTRY_H
#define KMCONTIG_JOURNAL_ENTRY_H

#include <stdint.h>

#include "journal/fields.h"
#include "util/parse.h"
#include "util/text.h"

struct entry {
	enum event event;
	int error;			/* some field could not be set: it must not be sent */
	char *fields[NR_FIELDS];	/* "NAME=value"; NULL: not in this entry */
};

void entry_init(struct entry *entry, enum event event);
void entry_release(struct entry *entry);

void entry_set(struct entry *entry, enum field field, const char *text);
void entry_set_text(struct entry *entry, enum field field, const struct text *text);
void entry_set_number(struct entry *entry, enum field field, uint64_t number);
void entry_set_list(struct entry *entry, enum field field, const struct list *list);
void entry_set_stamp(struct entry *entry, enum field field, const struct stamp *stamp);

const char *entry_get(const struct entry *entry, enum field field);

#endif
