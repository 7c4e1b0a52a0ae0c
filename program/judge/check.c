// SPDX-License-Identifier: GPL-2.0
/*
 * The judgement of `kmcontig check`, a monitoring plugin: what the host amounts to
 * (judge.h), as a status that monitoring knows.
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

/* "64 KiB blocks and smaller ones"; of the smallest size there are none. */
static void add_demanded(struct text *why, const struct tree *tree, uint64_t min_size)
{
	char words[SIZE_TEXT];

	text_add(why, "%s blocks%s are available on every node", size_words(words, min_size),
		 min_size > tree->nodes[0].sizes[0].bytes ? " and smaller ones" : "");
}

/* === fails =============================================================== */

static void add_discontiguities(struct text *why, uint64_t blocks)
{
	text_add(why, "the page frames of %" PRIu64 " block%s were not consecutive: treat data on this host as suspect",
		 blocks, blocks == 1 ? "" : "s");
}

/* The size failed at all efforts that are enabled. Was that all that is demanded? */
static enum check judge_failed(const struct tree *tree, const struct demand *demand,
			       const struct judgement *j, struct text *why)
{
	const char *enabled = effort_names[tree->config.effort];
	char words[SIZE_TEXT];

	text_add(why, "%s blocks are unavailable on node %u", size_words(words, j->worst_size),
		 j->worst_node);
	if (!demand->any_effort && demand->effort > tree->config.effort) {
		text_add(why, " at effort %s, and %s is not enabled: write it to the module's file effort",
			 enabled, effort_names[demand->effort]);
		return CHECK_UNKNOWN;
	}
	text_add(why, " (effort %s)", enabled);
	return CHECK_CRITICAL;
}

static enum check judge_fails(const struct tree *tree, const struct demand *demand,
			      const struct judgement *j, struct text *why)
{
	if (!tree->counters[COUNTER_DISCONTIGUITIES])
		return judge_failed(tree, demand, j, why);
	add_discontiguities(why, tree->counters[COUNTER_DISCONTIGUITIES]);
	return CHECK_CRITICAL;
}

/* === passes ============================================================== */

/*
 * A size that is not free took some effort above nowait. Was it one that is allowed?
 * Which of two it took is not known: then the answer is the cautious one.
 */
static enum check judge_passes(const struct tree *tree, const struct demand *demand,
			       const struct judgement *j, struct text *why)
{
	char words[SIZE_TEXT];

	add_demanded(why, tree, demand->min_size);
	if (j->worst == STATE_FREE)
		return CHECK_OK;
	if (demand->any_effort || demand->effort >= tree->config.effort) {
		text_add(why, ", some only after reclaim or compaction");
		return CHECK_OK;
	}
	text_add(why, ", some only with more effort than %s: %s on node %u",
		 effort_names[demand->effort], size_words(words, j->worst_size), j->worst_node);
	return CHECK_WARNING;
}

/* === not known =========================================================== */

static void add_age(struct text *why, const struct tree *tree, uint64_t now_sec)
{
	int64_t age_sec = verdict_age_sec(tree, now_sec);

	if (verdict_age(tree, now_sec) == AGE_NO_ROUND)
		text_add(why, "no round of probes has ended yet");
	else if (age_sec < 0)
		text_add(why, "the last round is %" PRId64 " s in the future (the clock was set back)",
			 -age_sec);
	else
		text_add(why, "the last round is %" PRId64 " s old", age_sec);
	if (!tree->config.enabled)
		text_add(why, ", periodic rounds are disabled");
}

static void add_probed_sizes(struct text *why, const struct tree *tree, uint64_t min_size)
{
	const struct tree_node *node = &tree->nodes[0];
	char size[SIZE_TEXT], smallest[SIZE_TEXT], largest[SIZE_TEXT];

	text_add(why, "kmcontig does not probe %s blocks, only sizes from %s to %s",
		 size_words(size, min_size), size_words(smallest, node->sizes[0].bytes),
		 size_words(largest, node->sizes[node->n_sizes - 1].bytes));
}

static void add_unprobed(struct text *why, const struct tree *tree, const struct judgement *j)
{
	char size[SIZE_TEXT], max[SIZE_TEXT];

	text_add(why, "%s blocks are not probed on node %u", size_words(size, j->worst_size),
		 j->worst_node);
	if (j->worst_size > tree->config.max_size)
		text_add(why, ", because max_size is %s", size_words(max, tree->config.max_size));
}

static void add_unknown(struct text *why, const struct tree *tree, const struct judgement *j,
			uint64_t now_sec)
{
	if (verdict_age(tree, now_sec) != AGE_FRESH)
		add_age(why, tree, now_sec);
	else if (!verdict_has_size(tree, j->min_size))
		add_probed_sizes(why, tree, j->min_size);
	else
		add_unprobed(why, tree, j);
}

/* === all of it =========================================================== */

/*
 * Judges the tree by @demand. @why gets the reason, words without a period.
 *
 *	CRITICAL  a size is unavailable, or some block was discontiguous
 *	WARNING   more effort than demanded was needed
 *	UNKNOWN   not probed, too long ago, or not as hard as demanded
 */
enum check check_judge(const struct tree *tree, const struct demand *demand,
		       uint64_t now_sec, struct text *why)
{
	struct judgement j;

	verdict_judge(tree, demand->min_size, &j);
	switch (verdict_health(tree, demand->min_size, now_sec)) {
	case HEALTH_FAILS:
		return judge_fails(tree, demand, &j, why);
	case HEALTH_PASSES:
		return judge_passes(tree, demand, &j, why);
	default:
		add_unknown(why, tree, &j, now_sec);
		return CHECK_UNKNOWN;
	}
}

/* "label=4096B", or "label=U": a value that is not known, or of another time. */
static void add_value(struct text *text, const char *label, bool known, uint64_t value,
		      const char *unit)
{
	if (known)
		text_add(text, "%s=%" PRIu64 "%s", label, value, unit);
	else
		text_add(text, "%s=U", label);
}

/*
 * Performance data, by the Monitoring Plugins' guidelines:
 * label=value[unit];[warn];[crit];[min];[max]. "65536:" is "below 65536 is bad".
 */
void check_add_perfdata(struct text *text, const struct tree *tree,
			const struct demand *demand, uint64_t now_sec)
{
	bool nowait = !demand->any_effort && demand->effort == EFFORT_NOWAIT;
	enum age age = verdict_age(tree, now_sec);
	int64_t age_sec = verdict_age_sec(tree, now_sec);

	add_value(text, "largest_free", age == AGE_FRESH, tree->largest_free, "B");
	text_add(text, ";");
	if (nowait)
		text_add(text, "%" PRIu64 ":", demand->min_size);
	text_add(text, ";;0;%" PRIu64 " ", tree->config.max_size);
	add_value(text, "largest_recovered", age == AGE_FRESH, tree->largest_recovered, "B");
	text_add(text, ";;%" PRIu64 ":;0;%" PRIu64, demand->min_size, tree->config.max_size);
	text_add(text, " failures=%" PRIu64 "c;;;0 ", tree->counters[COUNTER_FAILURES]);
	add_value(text, "age", age != AGE_NO_ROUND && age_sec >= 0, age_sec, "s");
	text_add(text, ";;;0");
}
