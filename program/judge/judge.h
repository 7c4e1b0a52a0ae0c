/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What states, nodes and hosts amount to: the one place for these judgements.
 * status, check and report call it with what they read from sysfs or from
 * journals. Pure: no files, no clock.
 */
#ifndef KMCONTIG_JUDGE_JUDGE_H
#define KMCONTIG_JUDGE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "sysfs/names.h"
#include "util/parse.h"

/* The size in bytes up to which a host is judged where nobody demands another. */
#define JUDGE_MIN_SIZE	(UINT64_C(64) << 10)

/* Is the last round recent enough to rely on? */
enum age {
	AGE_FRESH,
	AGE_STALE,
	AGE_NO_ROUND,		/* no round has ended yet */
};

enum age judge_age(const struct stamp *round, uint64_t stale_sec, uint64_t now_sec);

/* What the sizes of a node, or the nodes of a host, amount to. Sizes are in bytes. */
struct judgement {
	uint64_t min_size;		/* the demand, see judge_add_size() */
	bool known;			/* the smallest size of every node was probed */
	enum state worst;		/* of the sizes that the demand needs */
	uint64_t worst_size;		/* the smallest such size; 0: some node has none */
	unsigned int worst_node;	/* the node of that size */
	uint64_t failing_usec;		/* since then the longest failing one fails; 0: none */
	uint64_t largest_free;		/* it and all smaller ones are free everywhere; 0: none */
	uint64_t largest_recovered;	/* the same for free or recovered */

	unsigned int count;		/* internal: sizes or nodes that were added */
	bool any;			/* internal: @worst is that of something */
	bool reached;			/* internal: a size that is large enough was added */
	bool free_ended, recovered_ended;	/* internal: a smaller size was not */
};

bool judge_is_worse(enum state a, enum state b);
void judge_begin(struct judgement *j, uint64_t min_size);
void judge_add_size(struct judgement *node, unsigned int id, uint64_t bytes, enum state state,
		    uint64_t since_usec);
void judge_add_node(struct judgement *host, struct judgement *node);

/* What a host amounts to. The worst first. */
enum health {
	HEALTH_FAILS,		/* a demanded size failed, or a block was discontiguous */
	HEALTH_UNREADABLE,	/* its newest entries or files could not be read */
	HEALTH_ABSENT,		/* the module is not loaded */
	HEALTH_SILENT,		/* not heard of in time */
	HEALTH_UNPROBED,	/* no round, an old round, or no probe of some demanded size */
	HEALTH_PASSES,
	NR_HEALTHS
};

extern const char *const health_names[NR_HEALTHS];

struct health_facts {
	uint64_t discontiguities;
	bool unreadable, absent, silent;
	enum age age;
	enum state worst;	/* of the demanded sizes, see struct judgement */
};

enum health judge_health(const struct health_facts *facts);

#endif
