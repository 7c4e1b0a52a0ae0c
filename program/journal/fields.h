/* SPDX-License-Identifier: GPL-2.0 */
/* The kinds of journal entries, and the names of their fields. */
#ifndef KMCONTIG_JOURNAL_FIELDS_H
#define KMCONTIG_JOURNAL_FIELDS_H

enum event {
	EVENT_FAILURE,
	EVENT_DISCONTIGUITY,
	EVENT_STATE_CHANGE,
	EVENT_SUMMARY,
	EVENT_MODULE_ABSENT,
	NR_EVENTS
};

/* Fields that depend on the kind of entry. journal/send.c adds those of every entry. */
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
	FIELD_STALE_SEC,
	FIELD_ENABLED,
	NR_FIELDS
};

extern const char *const event_names[NR_EVENTS];
extern const char *const field_names[NR_FIELDS];

#endif
