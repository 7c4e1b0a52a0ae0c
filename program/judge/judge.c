// SPDX-License-Identifier: GPL-2.0
/* What states, nodes and hosts amount to. */
#include "judge/judge.h"

/*
 * @round: the end of the last round; @stale_sec: seconds after which a round is too
 * old. If the clock was set back, the last round lies in the future. Such a round is
 * valid for as long as one of the past.
 */
enum age judge_age(const struct stamp *round, uint64_t stale_sec, uint64_t now_sec)
{
	uint64_t distance = now_sec > round->sec ? now_sec - round->sec : round->sec - now_sec;

	if (!round->sec && !round->nsec)
		return AGE_NO_ROUND;
	return distance > stale_sec ? AGE_STALE : AGE_FRESH;
}

/* === sizes and nodes ====================================================== */

/* From good to bad. A size that was not probed is worse than one that needs reclaim. */
static const unsigned int badness[NR_STATES] = {
	[STATE_FREE]		= 0,
	[STATE_RECOVERED]	= 1,
	[STATE_UNKNOWN]		= 2,
	[STATE_FAILED]		= 3,
};

bool judge_is_worse(enum state a, enum state b)
{
	return badness[a] > badness[b];
}

void judge_begin(struct judgement *j, uint64_t min_size)
{
	*j = (struct judgement){ .min_size = min_size, .worst = STATE_UNKNOWN };
}

static void take_worst(struct judgement *j, unsigned int node, uint64_t bytes, enum state state)
{
	if (j->any && (badness[state] < badness[j->worst] ||
		       (state == j->worst && bytes >= j->worst_size)))
		return;
	j->any = true;
	j->worst = state;
	j->worst_size = bytes;
	j->worst_node = node;
}

static void take_failing(struct judgement *j, uint64_t since_usec)
{
	if (since_usec && (!j->failing_usec || since_usec < j->failing_usec))
		j->failing_usec = since_usec;
}

/*
 * Adds a size of node @id to the judgement of that node. Sizes come in rising
 * order. @since_usec: when the size got its state; 0: not known.
 *
 * The demand needs all sizes below @min_size, and the smallest one that is at least as
 * large: with pages of 64 KiB there is no smaller size.
 */
void judge_add_size(struct judgement *node, unsigned int id, uint64_t bytes, enum state state,
		    uint64_t since_usec)
{
	if (node->count++ == 0)
		node->known = state != STATE_UNKNOWN;
	node->free_ended |= state != STATE_FREE;
	node->recovered_ended |= state != STATE_FREE && state != STATE_RECOVERED;
	if (!node->free_ended)
		node->largest_free = bytes;
	if (!node->recovered_ended)
		node->largest_recovered = bytes;
	if (node->reached)
		return;
	node->reached = bytes >= node->min_size;
	take_worst(node, id, bytes, state);
	if (state == STATE_FAILED)
		take_failing(node, since_usec);
}

/* The judgement of a node after its last size. A size that it does not have is unknown. */
static void end_node(struct judgement *node)
{
	if (!node->reached)
		take_worst(node, node->worst_node, 0, STATE_UNKNOWN);
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

/* Adds a node, to which all sizes were added, to the judgement of its host. */
void judge_add_node(struct judgement *host, struct judgement *node)
{
	end_node(node);
	if (host->count++ == 0) {
		*host = *node;
		host->count = 1;
		host->any = true;
		return;
	}
	host->known &= node->known;
	host->largest_free = least(host->largest_free, node->largest_free);
	host->largest_recovered = least(host->largest_recovered, node->largest_recovered);
	take_worst(host, node->worst_node, node->worst_size, node->worst);
	take_failing(host, node->failing_usec);
}

/* === hosts ================================================================ */

const char *const health_names[NR_HEALTHS] = {
	[HEALTH_FAILS]		= "fails",
	[HEALTH_UNREADABLE]	= "unreadable",
	[HEALTH_ABSENT]		= "absent",
	[HEALTH_SILENT]		= "silent",
	[HEALTH_UNPROBED]	= "unprobed",
	[HEALTH_PASSES]		= "passes",
};

/*
 * A discontiguous block means corrupted memory: no later fact cancels it. What is
 * known of sizes counts only if it is current.
 */
enum health judge_health(const struct health_facts *facts)
{
	if (facts->discontiguities)
		return HEALTH_FAILS;
	if (facts->unreadable)
		return HEALTH_UNREADABLE;
	if (facts->absent)
		return HEALTH_ABSENT;
	if (facts->silent)
		return HEALTH_SILENT;
	if (facts->age != AGE_FRESH)
		return HEALTH_UNPROBED;
	switch (facts->worst) {
	case STATE_FAILED:
		return HEALTH_FAILS;
	case STATE_UNKNOWN:
		return HEALTH_UNPROBED;
	default:
		return HEALTH_PASSES;
	}
}
