/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the journal says of each size of each node, and how often entries said it in
 * the current hour. Pure: the caller has the clock, in microseconds of CLOCK_BOOTTIME.
 */
#ifndef KMCONTIG_SERVICE_SIZES_H
#define KMCONTIG_SERVICE_SIZES_H

#include <stdbool.h>
#include <stdint.h>

#include "sysfs/names.h"

/* Entries of one kind about one size in an hour. After them a size counts as flapping. */
#define ENTRIES_AN_HOUR	4

/* An hour starts with its first entry. */
struct hour {
	uint64_t start_usec;
	unsigned int used;	/* entries in it; 0: no hour has started */
};

struct size_record {
	unsigned int node;
	uint64_t bytes;
	bool listed;			/* in the last picture */
	enum state state, before;	/* in the last picture and in the one before */

	enum state told;		/* by the last summary or state-change; unknown: by none */
	bool failure_told;		/* a later failure entry says that it is failed */

	struct hour changes;		/* of state-change entries */
	uint64_t withheld;		/* changes without an entry, while it flaps */

	struct hour failures;		/* of failure entries that name it */
	bool named;			/* by a failure entry since it failed, */
	uint64_t named_usec;		/* the last one at this time */
	bool counted;			/* some failure entry came since it failed */
};

struct sizes {
	struct size_record *v;	/* in rising order of node and size */
	unsigned int n;
};

/* What an entry about the state of a size has to say. */
enum reporting {
	REPORT_NOTHING,
	REPORT_CHANGE,		/* the state is another one than the journal has */
	REPORT_FLAPPING,		/* that too, and that further changes are only counted */
	REPORT_HOUR_END,		/* the current state, and how many changes were counted */
	REPORT_REST		/* the same before the hour ends: the service or the load ends */
};

bool hour_is_over(const struct hour *hour, uint64_t length_usec, uint64_t now_usec);
bool hour_has_room(struct hour *hour, uint64_t length_usec, uint64_t now_usec);
void hour_use(struct hour *hour, uint64_t now_usec);

struct size_record *sizes_get(struct sizes *sizes, unsigned int node, uint64_t bytes);
void sizes_unlist(struct sizes *sizes);
int sizes_list(struct sizes *sizes, unsigned int node, uint64_t bytes, enum state state);
void sizes_drop_unlisted(struct sizes *sizes);
void sizes_release(struct sizes *sizes);

bool size_needs_summary(const struct size_record *size);
bool size_flaps(const struct size_record *size);
enum state size_was(const struct size_record *size);
enum reporting size_see(struct size_record *size, uint64_t hour_usec, uint64_t now_usec);
void size_summed_up(struct size_record *size);
void size_reported(struct size_record *size, enum reporting reporting, uint64_t now_usec);

#endif
