// SPDX-License-Identifier: GPL-2.0
/* Are the states in a picture of the tree those of the audit's own round? */
#include <string.h>

#include "judge/audit.h"
#include "judge/verdict.h"

const char *const audit_proof_words[NR_AUDIT_PROOFS] = {
	[AUDIT_PROVEN]		= "the round was the audit's own",
	[AUDIT_NO_ROUND]	= "the module took the request, and no round ended",
	[AUDIT_OTHER_ROUNDS]	= "other rounds came between",
	[AUDIT_OTHER_EFFORT]	= "sizes failed that were not probed at effort retry_mayfail",
	[AUDIT_NOTHING_PROBED]	= "the round probed no size",
};

static uint64_t rounds_since(const struct tree *before, const struct tree *after)
{
	return after->counters[COUNTER_ROUNDS] - before->counters[COUNTER_ROUNDS];
}

static bool same_round(const struct tree *a, const struct tree *b)
{
	return a->last_round.sec == b->last_round.sec && a->last_round.nsec == b->last_round.nsec;
}

static uint64_t attempts_at(const struct tree *tree, unsigned int node, uint64_t bytes,
			    enum effort effort)
{
	const struct tree_node *n = tree_find_node(tree, node);
	const struct tree_size *size = n ? tree_find_size(n, bytes) : NULL;

	return size ? tree_attempts(&size->efforts[effort]) : 0;
}

/*
 * A size that fails has been tried at every effort up to that of the round, unless its
 * frames were not consecutive.
 */
static bool failed_at_highest_effort(const struct tree *before, const struct tree *after)
{
	if (after->counters[COUNTER_DISCONTIGUITIES] != before->counters[COUNTER_DISCONTIGUITIES])
		return true;
	for (unsigned int i = 0; i < after->n_nodes; i++) {
		const struct tree_node *node = &after->nodes[i];

		for (unsigned int j = 0; j < node->n_sizes; j++) {
			uint64_t bytes = node->sizes[j].bytes;

			if (node->sizes[j].state == STATE_FAILED &&
			    attempts_at(after, node->id, bytes, NR_EFFORTS - 1) ==
				    attempts_at(before, node->id, bytes, NR_EFFORTS - 1))
				return false;
		}
	}
	return true;
}

static bool nothing_probed(const struct tree *tree)
{
	return !verdict_has(tree, STATE_FREE) && !verdict_has(tree, STATE_RECOVERED) &&
	       !verdict_has(tree, STATE_FAILED);
}

/*
 * Rounds run one at a time, and `rounds` counts those that have ended. Where two ended
 * from @before to @end, they are those that were asked for: no other one was in progress
 * when @before was read, nor while @after was.
 */
enum audit_proof audit_prove(const struct tree *before, const struct tree *after,
			     const struct tree *end)
{
	if (strcmp(before->load_id, after->load_id) != 0 ||
	    (end && strcmp(before->load_id, end->load_id) != 0))
		return AUDIT_OTHER_ROUNDS;
	if (rounds_since(before, after) == 0 || same_round(before, after))
		return AUDIT_NO_ROUND;
	if (rounds_since(before, after) != 1 || (end && rounds_since(before, end) != 2))
		return AUDIT_OTHER_ROUNDS;
	if (nothing_probed(after))
		return AUDIT_NOTHING_PROBED;
	return failed_at_highest_effort(before, after) ? AUDIT_PROVEN : AUDIT_OTHER_EFFORT;
}
