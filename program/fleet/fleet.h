/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What journals say of many hosts: takes one entry after the other and keeps,
 * for each host, what a report needs. Memory grows with hosts, not with entries.
 * Pure: no files, no clock.
 *
 * Entries of one host in one file come in the order in which it wrote them,
 * whatever its clock says; those of different hosts in any. What another file has
 * from before that is late: collectors took turns, or a file is there twice.
 */
#ifndef KMCONTIG_FLEET_FLEET_H
#define KMCONTIG_FLEET_FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include "journal/fields.h"
#include "sysfs/absence.h"
#include "sysfs/names.h"
#include "sysfs/tree.h"

#define ID128_TEXT	33	/* 32 hexadecimal digits */
#define HOST_TEXT	65	/* HOST_NAME_MAX, and its end */
#define SIZES_TEXT	1024	/* KMCONTIG_STATES of TREE_SIZES_MAX sizes */

/* What is there to say of a host beside its blocks? The gravest first. */
enum fleet_note {
	NOTE_DISCONTIGUOUS,
	NOTE_ABSENT,
	NOTE_CLOCK,		/* its clock is ahead */
	NOTE_SILENT,		/* no summary within two intervals */
	NOTE_NONE,
};

/* An entry whose values have been checked. What its kind has not is zero. */
struct fleet_entry {
	uint64_t usec;			/* since the epoch, by the host's clock */
	unsigned int source;		/* the number of its file */
	char machine[ID128_TEXT];
	char boot[ID128_TEXT];
	char host[HOST_TEXT];		/* safe to show anywhere */
	char load_id[LOAD_ID_LEN + 1];	/* empty: no module is loaded */
	enum event event;
	unsigned int node;
	uint64_t size;
	enum state state;
	enum effort effort;
	enum reason reason;
	enum absence absence;
	uint64_t seq;			/* of a failure, since load; 0: not said */
	uint64_t coalesced;
	uint64_t discontiguities;
	uint64_t summary_sec;		/* 0: not said */
	uint64_t largest_free, largest_recovered;
	unsigned int n_sizes;
	struct tree_size sizes[TREE_SIZES_MAX];
};

struct fleet_size {
	uint64_t bytes;
	enum state state;
	uint64_t since_usec;		/* it has that state since, or longer */
};

struct fleet_node {
	unsigned int id;
	uint64_t largest_free, largest_recovered;	/* in the last summary */
	uint64_t first_recovered;			/* in the first one */
	uint64_t summary_usec;				/* of the last one */
	unsigned int n_sizes;
	struct fleet_size *sizes;			/* in rising order */
};

struct fleet_failure {
	uint64_t usec;			/* 0: there was none */
	unsigned int node;
	uint64_t size;
	enum effort effort;
	enum reason reason;
};

struct fleet_host {
	char machine[ID128_TEXT], boot[ID128_TEXT];
	char name[HOST_TEXT];		/* the last one that it had */
	unsigned int n_names;		/* 0: it had no other */
	char (*names)[HOST_TEXT];	/* all that it had, or FLEET_NAMES of them */
	bool more_names;		/* than those */
	char load_id[LOAD_ID_LEN + 1];
	uint64_t last_usec;		/* of its last entry */
	unsigned int source;		/* where that was */
	uint64_t summary_usec;		/* of its last summary; 0: none */
	uint64_t summary_sec;		/* the time between two */
	unsigned int boots, loads;	/* seen */
	bool absent;			/* the last that it said is that there is no module */
	enum absence absence;
	uint64_t absent_usec;
	uint64_t failures;		/* those that entries tell of, or count */
	uint64_t told_seq;		/* the last of this load's that is in there */
	uint64_t discontiguities;
	struct fleet_failure last_failure;
	unsigned int n_nodes;
	struct fleet_node *nodes;
	uint8_t *slots;			/* see fleet_slot_size() */
	enum fleet_note note;		/* after fleet_finish() */
};

#define FLEET_NAMES	4	/* which a line on stderr has room for */

#define FLEET_SLOTS	96	/* of the time that is looked at */
#define SLOT_BEFORE	UINT64_MAX		/* the host had not been heard of yet */
#define SLOT_SILENT	(UINT64_MAX - 1)	/* it was silent by then */

struct fleet {
	uint64_t since_usec, until_usec;	/* the time that is looked at */
	unsigned int n_hosts;
	struct fleet_host **hosts;	/* by machine; after fleet_finish() the worst first */
	uint64_t entries;
};

void fleet_init(struct fleet *fleet, uint64_t since_usec, uint64_t until_usec);
void fleet_release(struct fleet *fleet);
int fleet_add(struct fleet *fleet, const struct fleet_entry *entry);
void fleet_finish(struct fleet *fleet);

uint64_t fleet_largest_free(const struct fleet_host *host);
uint64_t fleet_largest_recovered(const struct fleet_host *host);
bool fleet_fails(const struct fleet_host *host, uint64_t min_size, uint64_t *since_usec);
int fleet_trend(const struct fleet_host *host);
uint64_t fleet_slot_size(const struct fleet *fleet, const struct fleet_host *host,
			 unsigned int slot);

#endif
