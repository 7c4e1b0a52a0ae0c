// SPDX-License-Identifier: GPL-2.0
/*
 * What is worth an entry.
 *
 * Failures are accounted for by their seq: every number up to told_seq has an
 * entry or is counted in one (KMCONTIG_COALESCED), whatever was lost, held
 * back or not yet running in between.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service/events.h"
#include "service/message.h"

void events_init(struct events *events, emit_fn *emit, void *userdata, uint64_t summary_sec)
{
	*events = (struct events){
		.emit = emit, .userdata = userdata, .summary_sec = summary_sec,
	};
}

static void forget(struct events *events)
{
	tree_free(events->last);
	free(events->mentions);
	events_init(events, events->emit, events->userdata, events->summary_sec);
}

void events_release(struct events *events)
{
	forget(events);
}

void events_ask_summary(struct events *events)
{
	events->summary_due = true;
}

/* Adds what all entries have, hands the entry over and releases it. */
static int finish(struct events *events, struct entry *entry, const struct text *message)
{
	int r;

	entry_set(entry, FIELD_MESSAGE, message->buf);
	if (events->load_id[0] && entry->event != EVENT_MODULE_ABSENT)
		entry_set(entry, FIELD_LOAD_ID, events->load_id);
	r = events->emit(entry, events->userdata);
	entry_release(entry);
	return r;
}

/* === failures === */

static struct mention *find_mention(struct events *events, unsigned int node,
				    uint64_t size)
{
	for (unsigned int i = 0; i < events->n_mentions; i++)
		if (events->mentions[i].node == node && events->mentions[i].size == size)
			return &events->mentions[i];
	return NULL;
}

static int mention(struct events *events, unsigned int node, uint64_t size,
		   uint64_t now_usec)
{
	struct mention *m = find_mention(events, node, size);

	if (!m) {
		m = reallocarray(events->mentions, events->n_mentions + 1, sizeof(*m));
		if (!m)
			return -ENOMEM;
		events->mentions = m;
		m += events->n_mentions++;
	}
	*m = (struct mention){ .node = node, .size = size, .usec = now_usec };
	return 0;
}

static bool is_failed(const struct tree *tree, unsigned int node_id, uint64_t bytes)
{
	const struct tree_node *node = tree_find_node(tree, node_id);
	const struct tree_size *size = node ? tree_find_size(node, bytes) : NULL;

	return size && size->state == STATE_FAILED;
}

/* A size that was obtainable again may fail anew, and that is news. */
static void drop_old_mentions(struct events *events, const struct tree *tree)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < events->n_mentions; i++) {
		const struct mention *m = &events->mentions[i];

		if (is_failed(tree, m->node, m->size))
			events->mentions[kept++] = *m;
	}
	events->n_mentions = kept;
}

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

static int emit_failure(struct events *events, const struct tree_failure *failure)
{
	uint64_t coalesced = failure->seq - events->told_seq - 1;
	struct text message;
	struct entry entry;

	entry_init(&entry, EVENT_FAILURE);
	set_failure(&entry, failure);
	entry_set_number(&entry, FIELD_COALESCED, coalesced);
	text_init(&message);
	message_failure(&message, failure, coalesced);
	return finish(events, &entry, &message);
}

/* Has any size failed that had not in the picture before? */
static bool has_newly_failed(const struct events *events, const struct tree *tree)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_node *node = &tree->nodes[i];

		for (unsigned int j = 0; j < node->n_sizes; j++)
			if (node->sizes[j].state == STATE_FAILED &&
			    !(events->last && is_failed(events->last, node->id,
							node->sizes[j].bytes)))
				return true;
	}
	return false;
}

/*
 * Is it the old story of a size that stays failed? Its failure may be the last of
 * several, one of which is news: then the entry that stands for all has to come.
 */
static bool is_old_story(struct events *events, const struct tree *tree, uint64_t now_usec)
{
	const struct tree_failure *failure = &tree->last_failure;
	const struct mention *before = find_mention(events, failure->node, failure->size);

	return before && now_usec - before->usec < FAILURE_ENTRY_USEC &&
	       !has_newly_failed(events, tree);
}

static int update_failure(struct events *events, const struct tree *tree,
			  uint64_t now_usec)
{
	const struct tree_failure *failure = &tree->last_failure;
	int r;

	drop_old_mentions(events, tree);
	if (failure->seq == events->seen_seq)
		return 0;
	if (is_old_story(events, tree, now_usec)) {
		events->seen_seq = failure->seq;	/* the next entry counts it */
		return 0;
	}
	r = emit_failure(events, failure);
	if (r < 0)
		return r;
	events->seen_seq = events->told_seq = failure->seq;
	return mention(events, failure->node, failure->size, now_usec);
}

/* === discontiguities === */

static int update_discontiguities(struct events *events, const struct tree *tree,
				  bool new_failure)
{
	uint64_t new = tree->counters[COUNTER_DISCONTIGUITIES] - events->told_discontiguities;
	struct text message;
	struct entry entry;
	int r;

	if (new == 0)
		return 0;
	entry_init(&entry, EVENT_DISCONTIGUITY);
	entry_set_number(&entry, FIELD_DISCONTIGUITIES, tree->counters[COUNTER_DISCONTIGUITIES]);
	/* Which block it was is known only while no other failure came after. */
	if (new_failure && tree->last_failure.reason == REASON_DISCONTIGUOUS)
		set_failure(&entry, &tree->last_failure);
	text_init(&message);
	message_discontiguity(&message, tree->counters[COUNTER_DISCONTIGUITIES], new);
	r = finish(events, &entry, &message);
	if (r == 0)
		events->told_discontiguities = tree->counters[COUNTER_DISCONTIGUITIES];
	return r;
}

/* === states === */

static int emit_state_change(struct events *events, const struct tree *tree,
			     const struct tree_node *node,
			     const struct tree_size *size, enum state from)
{
	struct text message;
	struct entry entry;

	entry_init(&entry, EVENT_STATE_CHANGE);
	entry_set_number(&entry, FIELD_NODE, node->id);
	entry_set_number(&entry, FIELD_SIZE, size->bytes);
	entry_set(&entry, FIELD_STATE, state_names[size->state]);
	entry_set_stamp(&entry, FIELD_TIME, &tree->last_round);
	text_init(&message);
	message_state_change(&message, node->id, size->bytes, from, size->state);
	return finish(events, &entry, &message);
}

/* The module's own rule: coming to be known, or unknown, is no change. */
static bool is_change(enum state from, enum state to)
{
	return from != to && from != STATE_UNKNOWN && to != STATE_UNKNOWN;
}

static int update_node_states(struct events *events, const struct tree *tree,
			      const struct tree_node *node,
			      const struct tree_node *before)
{
	int result = 0;

	for (unsigned int i = 0; i < node->n_sizes; i++) {
		const struct tree_size *size = &node->sizes[i];
		const struct tree_size *old = tree_find_size(before, size->bytes);
		int r = 0;

		if (old && is_change(old->state, size->state))
			r = emit_state_change(events, tree, node, size, old->state);
		if (r < 0)
			result = r;
	}
	return result;
}

static int update_states(struct events *events, const struct tree *tree)
{
	int result = 0;

	if (!events->last)
		return 0;
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_node *node = &tree->nodes[i];
		const struct tree_node *before = tree_find_node(events->last, node->id);
		int r = before ? update_node_states(events, tree, node, before) : 0;

		if (r < 0)
			result = r;
	}
	return result;
}

/* === summaries === */

static void set_states(struct entry *entry, const struct tree_node *node)
{
	char name[SIZE_TEXT];
	struct text text;

	text_init(&text);
	for (unsigned int i = 0; i < node->n_sizes; i++)
		text_add(&text, "%s%s=%s", i ? " " : "",
			 size_name(name, node->sizes[i].bytes),
			 state_names[node->sizes[i].state]);
	entry_set(entry, FIELD_STATES, text.buf);
}

static int emit_summary(struct events *events, const struct tree *tree,
			const struct tree_node *node)
{
	struct text message;
	struct entry entry;

	entry_init(&entry, EVENT_SUMMARY);
	entry_set_number(&entry, FIELD_NODE, node->id);
	set_states(&entry, node);
	entry_set_number(&entry, FIELD_LARGEST_FREE, node->largest_free);
	entry_set_number(&entry, FIELD_LARGEST_RECOVERED, node->largest_recovered);
	entry_set_list(&entry, FIELD_FREE_BLOCKS, &node->free_blocks);
	entry_set_list(&entry, FIELD_UNUSABLE_INDEX, &node->unusable_index);
	entry_set_number(&entry, FIELD_FAILURES, tree->counters[COUNTER_FAILURES]);
	entry_set_stamp(&entry, FIELD_TIME, &tree->last_round);
	/* So that whoever collects them can tell a silent host. */
	if (events->summary_sec)
		entry_set_number(&entry, FIELD_SUMMARY_SEC, events->summary_sec);
	text_init(&message);
	message_summary(&message, tree, node);
	return finish(events, &entry, &message);
}

static int update_summaries(struct events *events, const struct tree *tree)
{
	int result = 0;

	if (!events->summary_due)
		return 0;
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		int r = emit_summary(events, tree, &tree->nodes[i]);

		if (r < 0)
			result = r;
	}
	events->summary_due = result < 0;
	return result;
}

/* === all of it === */

/* Counters that went back mean the same as another load_id: they restarted. */
static bool is_another_load(const struct events *events, const struct tree *tree)
{
	return strcmp(events->load_id, tree->load_id) != 0 ||
	       tree->last_failure.seq < events->seen_seq ||
	       tree->counters[COUNTER_DISCONTIGUITIES] < events->told_discontiguities;
}

/*
 * Writes the entries that lead from the picture before to @tree, which it
 * takes over, the gravest first. The first picture of a load has its summary,
 * and what had failed before it. Returns 0; or negative errno when some entry
 * was refused: that part is told again by the next call.
 */
int events_update(struct events *events, struct tree *tree, uint64_t now_usec)
{
	bool new_failure;
	int results[4], result = 0;

	if (is_another_load(events, tree)) {
		/* An unload that nobody saw, or whose entry was refused. */
		if (events_have_untold(events))
			result = events_module_absent(events, ABSENCE_UNLOADED, 0);
		if (result < 0) {
			tree_free(tree);
			return result;
		}
		forget(events);
		memcpy(events->load_id, tree->load_id, sizeof(events->load_id));
		events->summary_due = true;
	}
	new_failure = tree->last_failure.seq != events->seen_seq;

	results[0] = update_discontiguities(events, tree, new_failure);
	results[1] = update_failure(events, tree, now_usec);
	results[2] = update_states(events, tree);
	results[3] = update_summaries(events, tree);
	for (unsigned int i = 0; i < 4; i++)
		if (results[i] < 0)
			result = results[i];

	/* States that could not be told stay those of the picture before. */
	if (results[2] < 0) {
		tree_free(tree);
	} else {
		tree_free(events->last);
		events->last = tree;
	}
	return result;
}

/* Has there been a picture since the last absence? */
bool events_know_module(const struct events *events)
{
	return events->load_id[0];
}

/* Are there failures that no entry has told or counted? */
bool events_have_untold(const struct events *events)
{
	return events->seen_seq > events->told_seq;
}

/*
 * What an earlier process has told of a load: it is not told again. The first
 * picture has a summary all the same.
 */
void events_restore(struct events *events, const char *load_id, uint64_t told_seq,
		    uint64_t told_discontiguities)
{
	memcpy(events->load_id, load_id, sizeof(events->load_id));
	events->seen_seq = events->told_seq = told_seq;
	events->told_discontiguities = told_discontiguities;
	events->summary_due = true;
}

/*
 * No module, or no more. @failures is the last count of failures that was
 * read; those without an entry are counted in this one. Returns 0; or negative
 * errno when it was refused: then nothing is forgotten, and it is to be told again.
 */
int events_module_absent(struct events *events, enum absence why, uint64_t failures)
{
	uint64_t unmentioned = 0;
	struct text message;
	struct entry entry;
	int r;

	if (failures < events->seen_seq)
		failures = events->seen_seq;
	if (events_know_module(events))
		unmentioned = failures - events->told_seq;

	entry_init(&entry, EVENT_MODULE_ABSENT);
	if (unmentioned)
		entry_set_number(&entry, FIELD_COALESCED, unmentioned);
	entry_set(&entry, FIELD_REASON, absence_names[why]);
	text_init(&message);
	message_module_absent(&message, why, unmentioned);
	r = finish(events, &entry, &message);
	if (r == 0)
		forget(events);
	return r;
}
