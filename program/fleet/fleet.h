/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Collects the entries of many hosts, one after the other, and keeps for each host what a
 * report needs. Memory grows with the number of hosts, not of entries. Pure: no files, no
 * clock.
 *
 * The result depends neither on the order of entries nor on entries that are added twice,
 * because journals are rotated, hosts change between collectors, and files are copied.
 * There is one exception: the clock of a host is set back, and the host reboots before the
 * clock shows the old time again. Then only the order in which the host wrote the entries
 * shows which boot is the later one.
 *
 * States follow from all entries, also from those before the time of the report. Counts
 * include only entries of that time.
 */
#ifndef KMCONTIG_FLEET_FLEET_H
#define KMCONTIG_FLEET_FLEET_H

#include <stdbool.h>
#include <stdint.h>

#include <systemd/sd-id128.h>

#include "fleet/history.h"
#include "fleet/streak.h"
#include "journal/fields.h"
#include "judge/judge.h"
#include "sysfs/absence.h"
#include "sysfs/names.h"
#include "util/parse.h"

#define HOST_TEXT	65	/* HOST_NAME_MAX, and the final zero */
#define FLEET_SIZES	30	/* the powers of two from SIZE_SMALLEST to SIZE_LARGEST */

struct fleet_state {
	uint64_t bytes;
	enum state state;
};

/* An entry whose values have been checked. Values that its kind does not have are zero. */
struct fleet_entry {
	uint64_t usec;			/* since the epoch, by the clock of the host */
	uint64_t uptime_usec;		/* since the host booted */
	sd_id128_t machine, boot;
	sd_id128_t load;		/* zero: no module is loaded */
	char host[HOST_TEXT];		/* only characters that are safe to print */
	bool is_known;			/* @event is of a kind that this version knows */
	enum event event;
	unsigned int node;
	uint64_t size;
	enum state state;
	enum effort effort;
	enum reason reason;
	enum absence absence;
	uint64_t seq;			/* of a failure, since load */
	bool has_coalesced;
	uint64_t coalesced;
	uint64_t discontiguities;
	uint64_t summary_sec;		/* 0: not in the entry */
	bool has_round, has_enabled;	/* @round, @enabled are in the entry */
	struct stamp round;		/* the end of the last round; 0: none */
	uint64_t stale_sec;		/* 0: not in the entry */
	bool enabled;			/* periodic rounds */
	unsigned int n_sizes;
	struct fleet_state sizes[FLEET_SIZES];	/* in rising order */
};

struct fleet_size {
	uint64_t bytes;
	struct streak state;		/* of enum state */
	struct moment flapped;		/* the latest entry that stands for several changes */
};

struct fleet_node {
	unsigned int id;
	struct moment last;		/* the latest entry about it */
	struct moment summary;		/* its latest summary */
	struct moment first;		/* its first summary in the time of the report */
	bool first_known;		/* that summary says that its smallest size was probed */
	uint64_t first_recovered;	/* the largest size available then, perhaps after reclaim */
	unsigned int n_sizes;
	struct fleet_size *sizes;	/* in rising order */
	struct history *history;	/* NULL: no history is kept */
	struct judgement judgement;	/* after fleet_finish() */
};

struct fleet_failure {
	struct moment at;		/* never: no failure */
	unsigned int node;
	uint64_t size;
	enum effort effort;
	enum reason reason;
};

/* A load of the module. Failures are numbered from 1 in each. */
struct fleet_load {
	sd_id128_t id;
	bool in_time;			/* an entry of it is in the time of the report */
	uint64_t first_seq, last_seq;	/* failures in that time; 0: none */
	uint64_t discontiguities;
};

/* An entry about an absent module that stands for failures without an entry. */
struct fleet_gap {
	struct moment at;
	uint64_t failures;
};

struct fleet_boot {
	sd_id128_t id;
	bool in_time;
};

struct fleet_name {
	char text[HOST_TEXT];
	uint64_t first_usec;		/* of its first entry */
};

#define FLEET_NAMES	4	/* names that are kept, to fit on one line */
#define FLEET_LOADS	1024	/* boots, loads and gaps of a host; more must be forged */

struct fleet_host {
	sd_id128_t machine;		/* zero: expected, but without any entry */
	char name[HOST_TEXT];		/* the latest */
	unsigned int n_names;		/* at most FLEET_NAMES */
	struct fleet_name *names;	/* the first names of the host */
	bool more_names;		/* it had more names than @names contains */
	bool expected;
	unsigned int n_boots, n_loads, n_gaps;
	struct fleet_boot *boots;
	struct fleet_load *loads;
	struct fleet_gap *gaps;
	struct moment last;		/* the latest entry that could be read */
	struct moment wrong;		/* the latest one of a known kind that could not be read */
	struct moment strange;		/* the latest one of an unknown kind */
	struct streak presence;		/* of the module: 1 absent, 0 present */
	struct moment absence_at;	/* the latest entry about an absent module */
	enum absence absence;		/* the reason in that entry */
	struct moment summary;		/* the latest summary; the next three are from it: */
	uint64_t summary_sec;		/* the time between two summaries */
	enum age age;			/* of the last round */
	bool disabled;			/* periodic rounds are disabled */
	struct moment probed;		/* the latest entry that shows that rounds run */
	struct fleet_failure last_failure;
	struct moment discontiguous;	/* the latest entry about a discontiguity; never: none */
	unsigned int n_nodes;
	struct fleet_node *nodes;	/* in rising order */

	/* After fleet_finish(): */
	unsigned int n_boots_in_time, n_loads_in_time;
	uint64_t failures;
	uint64_t discontiguities;
	bool clock_ahead, flapping;
	int trend;			/* -1: a node became worse; 1: better, and none worse */
	struct judgement judgement;
	struct health_facts facts;
	enum health health;
};

struct fleet {
	uint64_t since_usec, until_usec;	/* the time of the report */
	uint64_t min_size;			/* bytes; see kmcontig report --min-size */
	bool keeps_history;			/* for the chart; set it before the first entry */
	unsigned int n_hosts;
	struct fleet_host **hosts;		/* the worst first after fleet_finish() */
	void *index;				/* of @hosts by machine: tsearch(3) */
	uint64_t entries;			/* entries of that time */
	uint64_t wrong;				/* entries that could not be read */

	/* After fleet_finish(): */
	unsigned int by_health[NR_HEALTHS];	/* number of hosts */
	unsigned int n_discontiguous, n_clock_ahead, n_flapping, n_unexpected;
};

void fleet_init(struct fleet *fleet, uint64_t since_usec, uint64_t until_usec, uint64_t min_size);
void fleet_release(struct fleet *fleet);

int fleet_add(struct fleet *fleet, const struct fleet_entry *entry);
int fleet_add_wrong(struct fleet *fleet, const struct fleet_entry *entry);
struct fleet_host *fleet_add_unheard(struct fleet *fleet, const char *name);
bool fleet_is_split(const struct fleet *fleet);
void fleet_refine(struct fleet *fleet, const struct fleet_entry *entry);
void fleet_finish(struct fleet *fleet, bool has_expected);

bool fleet_is_silent(const struct fleet *fleet, const struct fleet_host *host);
uint64_t fleet_patience_usec(const struct fleet_host *host);
bool fleet_fails_at(const struct fleet_host *host, const struct fleet_node *node,
		    uint64_t bytes);
bool fleet_size_flaps(const struct fleet_host *host, const struct fleet_size *size);

#endif
