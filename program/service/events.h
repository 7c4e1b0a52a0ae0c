/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is worth an entry: compares pictures of the tree with what the journal says.
 * Pure: no files, no clock; entries go to a function of the caller's.
 */
#ifndef KMCONTIG_SERVICE_EVENTS_H
#define KMCONTIG_SERVICE_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/entry.h"
#include "service/sizes.h"
#include "sysfs/absence.h"
#include "sysfs/tree.h"
#include "util/usec.h"

/* Takes an entry, if it has no error. Negative errno: it is offered again. */
typedef int emit_fn(const struct entry *entry, void *userdata);

struct events_timing {
	uint64_t summary_sec;		/* between two summaries, for their readers; 0: not known */
	uint64_t first_summary_usec;	/* how long the first one waits for a round */
	uint64_t hour_usec;		/* for the limits of entries */
};

/* The time of a picture, by two clocks. */
struct moment {
	uint64_t usec;		/* CLOCK_BOOTTIME, for intervals */
	uint64_t real_sec;	/* since the epoch, as the module's times are */
};

struct events {
	emit_fn *emit;
	void *userdata;
	struct events_timing timing;

	char load_id[LOAD_ID_LEN + 1];	/* empty: no module */
	bool found;			/* there was a picture of this load, */
	uint64_t found_usec;		/* the first one at this time */
	uint64_t seen_seq;		/* the last failure that was decided on */
	uint64_t reported_seq;		/* the last failure with an entry */
	uint64_t reported_discontiguities;
	struct stamp last_round;	/* in the last picture */

	bool introduced;		/* the first summary of this load was written */
	bool summary_due;
	bool told_state;		/* since the last summary, by another entry */
	struct hour extra_summaries;	/* those besides the periodic ones */
	struct sizes sizes;
};

void events_init(struct events *events, emit_fn *emit, void *userdata,
		 const struct events_timing *timing);
void events_release(struct events *events);

void events_ask_summary(struct events *events);
int events_update(struct events *events, const struct tree *tree, const struct moment *now);
uint64_t events_next_usec(const struct events *events);
bool events_stop(struct events *events);
int events_module_absent(struct events *events, enum absence why, uint64_t failures);
bool events_know_module(const struct events *events);
void events_restore(struct events *events, const char *load_id, uint64_t reported_seq,
		    uint64_t reported_discontiguities);

#endif
