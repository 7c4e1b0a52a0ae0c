// SPDX-License-Identifier: GPL-2.0
/* Makes entries: their fields and their words. */
#include "judge/verdict.h"
#include "service/entries.h"

static void set_failure(struct entry *entry, const struct tree_failure *failure)
{
	entry_set_number(entry, FIELD_NODE, failure->node);
	entry_set_number(entry, FIELD_SIZE, failure->size);
	entry_set_number(entry, FIELD_ORDER, failure->order);
	entry_set(entry, FIELD_EFFORT, effort_names[failure->effort]);
	entry_set(entry, FIELD_REASON, reason_names[failure->reason]);
	entry_set_number(entry, FIELD_LATENCY_NS, failure->latency_ns);
	entry_set_stamp(entry, FIELD_TIME, &failure->time);
	entry_set_number(entry, FIELD_SEQ, failure->seq);
	entry_set_list(entry, FIELD_FREE_BLOCKS, &failure->free_blocks);
	entry_set_number(entry, FIELD_UNUSABLE_INDEX, failure->unusable_index);
}

void entries_failure(struct entry *entry, const struct tree_failure *failure,
		     uint64_t coalesced)
{
	struct text message;

	entry_init(entry, EVENT_FAILURE);
	set_failure(entry, failure);
	entry_set_number(entry, FIELD_COALESCED, coalesced);
	text_init(&message);
	message_failure(&message, failure, coalesced);
	entry_set_text(entry, FIELD_MESSAGE, &message);
}

void entries_discontiguity(struct entry *entry, uint64_t total, uint64_t new,
			   const struct tree_failure *block)
{
	struct text message;

	entry_init(entry, EVENT_DISCONTIGUITY);
	entry_set_number(entry, FIELD_DISCONTIGUITIES, total);
	if (block)
		set_failure(entry, block);
	text_init(&message);
	message_discontiguity(&message, total, new);
	entry_set_text(entry, FIELD_MESSAGE, &message);
}

void entries_state_change(struct entry *entry, const struct size_record *size,
			  enum reporting reporting, const struct stamp *round)
{
	struct text message;

	entry_init(entry, EVENT_STATE_CHANGE);
	entry_set_number(entry, FIELD_NODE, size->node);
	entry_set_number(entry, FIELD_SIZE, size->bytes);
	entry_set(entry, FIELD_STATE, state_names[size->state]);
	entry_set_stamp(entry, FIELD_TIME, round);
	/* Even 0 is set: the field says that the size flaps. */
	if (reporting != REPORT_CHANGE)
		entry_set_number(entry, FIELD_COALESCED, size->withheld);
	text_init(&message);
	message_state_change(&message, size, reporting);
	entry_set_text(entry, FIELD_MESSAGE, &message);
}

static void set_states(struct entry *entry, const struct tree_node *node)
{
	char name[SIZE_TEXT];
	struct text text;

	text_init(&text);
	for (unsigned int i = 0; i < node->n_sizes; i++)
		text_add(&text, "%s%s=%s", i ? " " : "",
			 size_name(name, node->sizes[i].bytes),
			 state_names[node->sizes[i].state]);
	entry_set_text(entry, FIELD_STATES, &text);
}

/* What a reader needs to tell that rounds, or entries, have stopped. */
static void set_schedule(struct entry *entry, const struct tree *tree, uint64_t summary_sec)
{
	entry_set_stamp(entry, FIELD_TIME, &tree->last_round);
	entry_set_number(entry, FIELD_STALE_SEC, verdict_stale_sec(tree));
	entry_set_number(entry, FIELD_ENABLED, tree->config.enabled);
	if (summary_sec)
		entry_set_number(entry, FIELD_SUMMARY_SEC, summary_sec);
}

void entries_summary(struct entry *entry, const struct tree *tree,
		     const struct tree_node *node, const struct summary_facts *facts)
{
	struct text message;

	entry_init(entry, EVENT_SUMMARY);
	entry_set_number(entry, FIELD_NODE, node->id);
	set_states(entry, node);
	entry_set_number(entry, FIELD_LARGEST_FREE, node->largest_free);
	entry_set_number(entry, FIELD_LARGEST_RECOVERED, node->largest_recovered);
	entry_set_list(entry, FIELD_FREE_BLOCKS, &node->free_blocks);
	entry_set_list(entry, FIELD_UNUSABLE_INDEX, &node->unusable_index);
	entry_set_number(entry, FIELD_FAILURES, tree->counters[COUNTER_FAILURES]);
	set_schedule(entry, tree, facts->summary_sec);
	if (tree->module_version[0])
		entry_set(entry, FIELD_MODULE_VERSION, tree->module_version);
	text_init(&message);
	message_summary(&message, tree, node, facts);
	entry_set_text(entry, FIELD_MESSAGE, &message);
}

void entries_module_absent(struct entry *entry, enum absence why, uint64_t coalesced)
{
	struct text message;

	entry_init(entry, EVENT_MODULE_ABSENT);
	if (coalesced)
		entry_set_number(entry, FIELD_COALESCED, coalesced);
	entry_set(entry, FIELD_REASON, absence_names[why]);
	text_init(&message);
	message_module_absent(&message, why, coalesced);
	entry_set_text(entry, FIELD_MESSAGE, &message);
}
