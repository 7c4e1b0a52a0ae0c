// SPDX-License-Identifier: GPL-2.0
/*
 * The judgement of `kmcontig check`, a monitoring plugin.
 *
 * A size counts with all smaller ones, on all nodes: a driver's ring is made
 * of several, and it cannot choose its node.
 */
#include <inttypes.h>

#include "judge/check.h"
#include "judge/verdict.h"

const char *const check_names[NR_CHECKS] = {
	[CHECK_OK]		= "OK",
	[CHECK_WARNING]		= "WARNING",
	[CHECK_CRITICAL]	= "CRITICAL",
	[CHECK_UNKNOWN]		= "UNKNOWN",
};

static void add_age(struct text *why, int64_t age_sec)
{
	if (age_sec < 0)
		text_add(why, "the last round is %" PRId64 " s in the future (the clock was set back)",
			 -age_sec);
	else
		text_add(why, "the last round is %" PRId64 " s old", age_sec);
}

/* Is there anything to go by? False: @why says what is missing. */
static bool can_tell(const struct tree *tree, const struct demand *demand,
		     uint64_t now_sec, struct text *why)
{
	char words[SIZE_TEXT];

	switch (verdict_age(tree, now_sec)) {
	case AGE_NO_ROUND:
		text_add(why, "no round of probes has ended yet");
		return false;
	case AGE_STALE:
		add_age(why, verdict_age_sec(tree, now_sec));
		if (!tree->config.enabled)
			text_add(why, ", periodic rounds are disabled");
		return false;
	case AGE_FRESH:
		break;
	}
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		if (!tree_find_size(&tree->nodes[i], demand->min_size)) {
			text_add(why, "%s is no size that this kernel's kmalloc has",
				 size_words(words, demand->min_size));
			return false;
		}
	return true;
}

/* The smallest size with that state, on any node; 0 when there is none. */
static uint64_t smallest_with(const struct tree *tree, enum state state, unsigned int *node)
{
	uint64_t smallest = 0;

	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		for (unsigned int j = 0; j < tree->nodes[i].n_sizes; j++) {
			const struct tree_size *size = &tree->nodes[i].sizes[j];

			if (size->state != state || (smallest && size->bytes >= smallest))
				continue;
			smallest = size->bytes;
			*node = tree->nodes[i].id;
		}
	}
	return smallest;
}

static void add_block(struct text *why, const struct tree *tree, enum state state)
{
	unsigned int node = 0;
	uint64_t bytes = smallest_with(tree, state, &node);
	char words[SIZE_TEXT];

	text_add(why, "%s blocks on node %u ", size_words(words, bytes), node);
}

/* The size failed at all efforts that are enabled. Was that all that is asked for? */
static enum check judge_failed(const struct tree *tree, const struct demand *demand,
			       struct text *why)
{
	add_block(why, tree, STATE_FAILED);
	if (!demand->any_effort && demand->effort > tree->config.effort) {
		text_add(why, "cannot be had at %s, and more is not enabled: write %s into effort",
			 effort_names[tree->config.effort], effort_names[demand->effort]);
		return CHECK_UNKNOWN;
	}
	text_add(why, "cannot be had (effort %s)", effort_names[tree->config.effort]);
	return CHECK_CRITICAL;
}

/* Some effort above nowait had it: was it one that the demand allows? */
static enum check judge_recovered(const struct tree *tree, const struct demand *demand,
				  struct text *why)
{
	add_block(why, tree, STATE_RECOVERED);
	if (demand->any_effort || demand->effort >= tree->config.effort) {
		text_add(why, "and less can be had, with reclaim or compaction");
		return CHECK_OK;
	}
	text_add(why, "can be had with more effort than %s only", effort_names[demand->effort]);
	return CHECK_WARNING;
}

/*
 * Judges the tree by @demand. @why gets the reason, words without a period.
 *
 *	CRITICAL  a size failed, or some block was discontiguous
 *	WARNING   more effort than demanded was needed
 *	UNKNOWN   not probed, too long ago, or not as hard as demanded
 */
enum check check_judge(const struct tree *tree, const struct demand *demand,
		       uint64_t now_sec, struct text *why)
{
	struct judgement j;
	char words[SIZE_TEXT];

	if (tree->counters[COUNTER_DISCONTIGUITIES]) {
		text_add(why, "%" PRIu64 " blocks had page frames that are not consecutive",
			 tree->counters[COUNTER_DISCONTIGUITIES]);
		return CHECK_CRITICAL;
	}
	if (!can_tell(tree, demand, now_sec, why))
		return CHECK_UNKNOWN;
	verdict_judge(tree, demand->min_size, &j);
	switch (j.worst) {
	case STATE_FAILED:
		return judge_failed(tree, demand, why);
	case STATE_RECOVERED:
		return judge_recovered(tree, demand, why);
	case STATE_FREE:
		text_add(why, "%s blocks are free on every node",
			 size_words(words, demand->min_size));
		return CHECK_OK;
	default:
		text_add(why, "%s blocks are not probed, max_size is %" PRIu64,
			 size_words(words, demand->min_size), tree->config.max_size);
		return CHECK_UNKNOWN;
	}
}

/*
 * Performance data, by the Monitoring Plugins' guidelines:
 * label=value[unit];[warn];[crit];[min];[max]. "65536:" is "below 65536 is bad".
 */
void check_add_perfdata(struct text *text, const struct tree *tree,
			const struct demand *demand, uint64_t now_sec)
{
	bool nowait = !demand->any_effort && demand->effort == EFFORT_NOWAIT;

	text_add(text, "largest_free=%" PRIu64 "B;", tree->largest_free);
	if (nowait)
		text_add(text, "%" PRIu64 ":", demand->min_size);
	text_add(text, ";;0;%" PRIu64, tree->config.max_size);
	text_add(text, " largest_recovered=%" PRIu64 "B;;%" PRIu64 ":;0;%" PRIu64,
		 tree->largest_recovered, demand->min_size, tree->config.max_size);
	text_add(text, " failures=%" PRIu64 "c;;;0", tree->counters[COUNTER_FAILURES]);
	text_add(text, " age=%" PRId64 "s;;;0", verdict_age_sec(tree, now_sec));
}
