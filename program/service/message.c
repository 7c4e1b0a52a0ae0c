// SPDX-License-Identifier: GPL-2.0
/* What an entry says in plain words. */
#include <inttypes.h>

#include "judge/verdict.h"
#include "service/message.h"

static const char *plural(uint64_t count)
{
	return count == 1 ? "" : "s";
}

void message_failure(struct text *text, const struct tree_failure *failure,
		     uint64_t coalesced)
{
	char words[SIZE_TEXT], name[SIZE_TEXT];

	text_add(text,
		 "Node %u could not provide a contiguous %s block (%s, order %u, effort %s): %s.",
		 failure->node, size_words(words, failure->size),
		 size_name(name, failure->size), failure->order,
		 effort_names[failure->effort], reason_names[failure->reason]);
	if (failure->free_blocks.n) {
		text_add(text, " Free blocks by order: ");
		text_add_list(text, &failure->free_blocks);
		text_add(text, ".");
	}
	if (coalesced)
		text_add(text, " This entry stands for %" PRIu64 " earlier failure%s too.",
			 coalesced, plural(coalesced));
}

void message_discontiguity(struct text *text, uint64_t total, uint64_t new)
{
	text_add(text,
		 "The kernel allocated %" PRIu64 " block%s whose page frames are not consecutive (%" PRIu64 " since the module was loaded). This must never happen.",
		 new, plural(new), total);
}

/* What the blocks of a size are. */
static const char *const state_words[NR_STATES] = {
	[STATE_UNKNOWN]		= "not probed",
	[STATE_FREE]		= "available at once",
	[STATE_RECOVERED]	= "available only after reclaim or compaction",
	[STATE_FAILED]		= "not available at any enabled effort",
};

static void add_flapping(struct text *text, uint64_t withheld, enum reporting reporting)
{
	if (reporting == REPORT_FLAPPING)
		text_add(text,
			 " It changed more than %d times in an hour: more changes are counted, and there is an entry when the hour ends.",
			 ENTRIES_AN_HOUR);
	else if (withheld)
		text_add(text, " This entry stands for %" PRIu64 " change%s of the last hour.",
			 withheld, plural(withheld));
	else
		text_add(text, " It did not change again in that hour.");
}

void message_state_change(struct text *text, const struct size_record *size,
			  enum reporting reporting)
{
	enum state before = size_was(size);
	char words[SIZE_TEXT], name[SIZE_TEXT];

	text_add(text, "Node %u: contiguous %s blocks (%s) are now %s: %s", size->node,
		 size_words(words, size->bytes), size_name(name, size->bytes),
		 state_words[size->state], state_names[size->state]);
	if (before != size->state && before != STATE_UNKNOWN)
		text_add(text, ", were %s", state_names[before]);
	text_add(text, ".");
	if (reporting != REPORT_CHANGE)
		add_flapping(text, size->withheld, reporting);
}

static void add_up_to(struct text *text, uint64_t largest)
{
	char words[SIZE_TEXT];

	if (largest)
		text_add(text, "up to %s", size_words(words, largest));
	else
		text_add(text, "of no size");
}

/* " Unavailable: 1 MiB, 4 MiB.", if there are such sizes. */
static void add_sizes(struct text *text, const struct tree_node *node, enum state state,
		      const char *heading)
{
	const char *before = heading;
	char words[SIZE_TEXT];

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		if (node->sizes[i].state != state)
			continue;
		text_add(text, "%s %s", before, size_words(words, node->sizes[i].bytes));
		before = ",";
	}
	if (before != heading)
		text_add(text, ".");
}

static void add_largest(struct text *text, const struct tree_node *node, const char *verb)
{
	text_add(text, "contiguous blocks ");
	add_up_to(text, node->largest_free);
	text_add(text, " %s available at once, ", verb);
	add_up_to(text, node->largest_recovered);
	text_add(text, " with the enabled effort.");
}

/* An old round does not say what is available now. */
static void add_old_round(struct text *text, const struct tree_node *node, int64_t age_sec)
{
	if (age_sec < 0) {
		text_add(text, "the clock was set back, the last round of probes is in the future.");
	} else {
		text_add(text, "the last round of probes ended ");
		text_add_span(text, age_sec, " days");
		text_add(text, " ago.");
	}
	text_add(text, " Then, ");
	add_largest(text, node, "were");
}

static void add_no_round(struct text *text, uint64_t watched_sec)
{
	text_add(text, "no round of probes has ended");
	if (watched_sec) {
		text_add(text, " in the ");
		text_add_span(text, watched_sec, " days");
		text_add(text, " since the service found the module");
	}
	text_add(text, ".");
}

/* Was the smallest size probed? If not, the largest available size is not known. */
static bool is_probed(const struct tree_node *node)
{
	return node->n_sizes && node->sizes[0].state != STATE_UNKNOWN;
}

static void add_availability(struct text *text, const struct tree *tree,
			     const struct tree_node *node, const struct summary_facts *facts)
{
	enum age age = verdict_age(tree, facts->real_sec);

	if (age == AGE_FRESH && is_probed(node)) {
		add_largest(text, node, "are");
		return;
	}
	text_add(text, "whether contiguous blocks are available is unknown: ");
	if (age == AGE_NO_ROUND)
		add_no_round(text, facts->watched_sec);
	else if (age == AGE_STALE)
		add_old_round(text, node, verdict_age_sec(tree, facts->real_sec));
	else
		text_add(text, "the last round did not probe the smallest size.");
}

void message_summary(struct text *text, const struct tree *tree,
		     const struct tree_node *node, const struct summary_facts *facts)
{
	uint64_t failures = tree->counters[COUNTER_FAILURES];

	text_add(text, "Node %u: ", node->id);
	add_availability(text, tree, node, facts);
	if (!tree->config.enabled)
		text_add(text, " Periodic rounds are disabled.");
	if (tree->last_round.sec) {
		add_sizes(text, node, STATE_FAILED, " Unavailable:");
		add_sizes(text, node, STATE_UNKNOWN, " Not probed:");
	}
	text_add(text, " %" PRIu64 " failed probe%s on this host since the module was loaded.",
		 failures, plural(failures));
}

void message_module_absent(struct text *text, enum absence why, uint64_t coalesced)
{
	text_add(text,
		 "The kernel module kmcontig %s: whether this host can still provide contiguous memory is unknown.",
		 absence_words[why]);
	if (coalesced)
		text_add(text, " This entry stands for %" PRIu64 " earlier failure%s too.",
			 coalesced, plural(coalesced));
	text_add(text, " What to do: %s.", absence_remedies[why]);
}
