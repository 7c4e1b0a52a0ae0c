// SPDX-License-Identifier: GPL-2.0
/* What an entry says in plain words. */
#include <inttypes.h>

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
		 "The kernel handed out %" PRIu64 " block%s whose page frames are not consecutive (%" PRIu64 " since the module was loaded). This must never happen.",
		 new, plural(new), total);
}

/* What the blocks of a size are. */
static const char *const state_words[NR_STATES] = {
	[STATE_UNKNOWN]		= "not probed",
	[STATE_FREE]		= "available at once",
	[STATE_RECOVERED]	= "available only after reclaim or compaction",
	[STATE_FAILED]		= "not available at any enabled effort",
};

void message_state_change(struct text *text, unsigned int node, uint64_t size,
			  enum state from, enum state to)
{
	char words[SIZE_TEXT], name[SIZE_TEXT];

	text_add(text,
		 "Node %u: contiguous %s blocks (%s) are now %s: %s, were %s.",
		 node, size_words(words, size), size_name(name, size),
		 state_words[to], state_names[to], state_names[from]);
}

static void add_up_to(struct text *text, uint64_t largest)
{
	char words[SIZE_TEXT];

	if (largest)
		text_add(text, "up to %s", size_words(words, largest));
	else
		text_add(text, "of no size");
}

static void add_failed_sizes(struct text *text, const struct tree_node *node)
{
	const char *before = " Not obtainable:";
	bool any = false;
	char words[SIZE_TEXT];

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		if (node->sizes[i].state != STATE_FAILED)
			continue;
		text_add(text, "%s %s", before,
			 size_words(words, node->sizes[i].bytes));
		before = ",";
		any = true;
	}
	if (any)
		text_add(text, ".");
}

void message_summary(struct text *text, const struct tree *tree,
		     const struct tree_node *node)
{
	if (!tree->last_round.sec) {
		text_add(text, "Node %u: no round of probes has ended yet.", node->id);
		return;
	}
	text_add(text, "Node %u: contiguous blocks ", node->id);
	add_up_to(text, node->largest_free);
	text_add(text, " are available at once, ");
	add_up_to(text, node->largest_recovered);
	text_add(text, " with the enabled effort.");
	add_failed_sizes(text, node);
	text_add(text, " %" PRIu64 " failed probe%s on this host since the module was loaded.",
		 tree->counters[COUNTER_FAILURES], plural(tree->counters[COUNTER_FAILURES]));
}

void message_module_absent(struct text *text, enum absence why, uint64_t unmentioned)
{
	text_add(text,
		 "The kernel module kmcontig %s: nobody probes whether this host can still provide contiguous memory.",
		 absence_words[why]);
	if (unmentioned)
		text_add(text, " This entry stands for %" PRIu64 " earlier failure%s too.",
			 unmentioned, plural(unmentioned));
	text_add(text, " What to do: %s.", absence_remedies[why]);
}
