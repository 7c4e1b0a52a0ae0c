/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is worth an entry: compares pictures of the tree, one after the other.
 * Pure: no files, no clock; entries go to a function of the caller's.
 */
#ifndef KMCONTIG_SERVICE_EVENTS_H
#define KMCONTIG_SERVICE_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/entry.h"
#include "sysfs/absence.h"
#include "sysfs/tree.h"
#include "util/usec.h"

/* A size that stays failed has an entry for a failure no more often. */
#define FAILURE_ENTRY_USEC	(3600 * USEC_PER_SEC)

/* Takes an entry, if it has no error. Negative errno: it is offered again. */
typedef int emit_fn(const struct entry *entry, void *userdata);

/* When a size on a node last had an entry for a failure. */
struct mention {
	unsigned int node;
	uint64_t size;
	uint64_t usec;
};

struct events {
	emit_fn *emit;
	void *userdata;
	uint64_t summary_sec;		/* how often one is asked for; 0: no entry says it */

	struct tree *last;		/* what the entries so far have told */
	char load_id[LOAD_ID_LEN + 1];	/* empty: no module */
	uint64_t seen_seq;		/* the last failure that was decided on */
	uint64_t told_seq;		/* the last failure with an entry */
	uint64_t told_discontiguities;
	bool summary_due;

	struct mention *mentions;	/* of sizes that have stayed failed since */
	unsigned int n_mentions;
};

void events_init(struct events *events, emit_fn *emit, void *userdata, uint64_t summary_sec);
void events_release(struct events *events);

void events_ask_summary(struct events *events);
int events_update(struct events *events, struct tree *tree, uint64_t now_usec);
int events_module_absent(struct events *events, enum absence why, uint64_t failures);
bool events_know_module(const struct events *events);
bool events_have_untold(const struct events *events);
void events_restore(struct events *events, const char *load_id, uint64_t told_seq,
		    uint64_t told_discontiguities);

#endif
