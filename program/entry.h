/* SPDX-License-Identifier: GPL-2.0 */
/* One journal entry before it is sent: its kind, and the fields it has. */
#ifndef KMCONTIG_ENTRY_H
#define KMCONTIG_ENTRY_H

#include <stdint.h>

#include "parse.h"

enum event {
	EVENT_FAILURE,
	EVENT_DISCONTIGUITY,
	EVENT_STATE_CHANGE,
	EVENT_SUMMARY,
	EVENT_MODULE_ABSENT,
	NR_EVENTS
};

/* The fields that not every entry has. journal.c adds the others. */
enum field {
	FIELD_MESSAGE,
	FIELD_LOAD_ID,
	FIELD_NODE,
	FIELD_SIZE,
	FIELD_ORDER,
	FIELD_EFFORT,
	FIELD_REASON,
	FIELD_STATE,
	FIELD_STATES,
	FIELD_LATENCY_NS,
	FIELD_TIME,
	FIELD_SEQ,
	FIELD_COALESCED,
	FIELD_FAILURES,
	FIELD_DISCONTIGUITIES,
	FIELD_LARGEST_FREE,
	FIELD_LARGEST_RECOVERED,
	FIELD_FREE_BLOCKS,
	FIELD_UNUSABLE_INDEX,
	FIELD_SUMMARY_SEC,
	NR_FIELDS
};

extern const char *const event_names[NR_EVENTS];
extern const char *const field_names[NR_FIELDS];

struct entry {
	enum event event;
	int error;			/* no memory for some field */
	char *fields[NR_FIELDS];	/* "NAME=value"; NULL: not in this entry */
};

void entry_init(struct entry *entry, enum event event);
void entry_release(struct entry *entry);

void entry_set(struct entry *entry, enum field field, const char *text);
void entry_set_number(struct entry *entry, enum field field, uint64_t number);
void entry_set_list(struct entry *entry, enum field field, const struct list *list);
void entry_set_stamp(struct entry *entry, enum field field, const struct stamp *stamp);

const char *entry_get(const struct entry *entry, enum field field);

#endif
