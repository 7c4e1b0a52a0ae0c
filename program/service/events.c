// SPDX-License-Identifier: GPL-2.0
/*
 * What is worth an entry.
 *
 * States are compared with what the journal says, not with the picture before: an
 * entry that was refused, or a failure entry about a size that has recovered, is made
 * good by the next update.
 *
 * Failures are accounted for by their seq: every number up to reported_seq has an entry or
 * is counted in one (KMCONTIG_COALESCED), whatever was lost, held back or not yet
 * running in between.
 */
#include <errno.h>
#include <string.h>

#include "judge/verdict.h"
#include "service/entries.h"
#include "service/events.h"

void events_init(struct events *events, emit_fn *emit, void *userdata,
		 const struct events_timing *timing)
{
	*events = (struct events){ .emit = emit, .userdata = userdata, .timing = *timing };
}

static void forget(struct events *events)
{
	struct events_timing timing = events->timing;

	sizes_release(&events->sizes);
	events_init(events, events->emit, events->userdata, &timing);
}

void events_release(struct events *events)
{
	forget(events);
}

void events_ask_summary(struct events *events)
{
	events->summary_due = true;
}

/* Sends and releases an entry. */
static int finish(struct events *events, struct entry *entry)
{
	int r;

	if (events->load_id[0] && entry->event != EVENT_MODULE_ABSENT)
		entry_set(entry, FIELD_LOAD_ID, events->load_id);
	r = events->emit(entry, events->userdata);
	entry_release(entry);
	return r;
}

/* Of several errors, one is enough: it makes the caller update again. */
static void take_error(int *result, int r)
{
	if (r < 0)
		*result = r;
}

/* === sizes ================================================================ */

/* There is a record for each size of the picture after that, and no other. */
static int list_sizes(struct events *events, const struct tree *tree)
{
	sizes_unlist(&events->sizes);
	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_node *node = &tree->nodes[i];

		for (unsigned int j = 0; j < node->n_sizes; j++) {
			int r = sizes_list(&events->sizes, node->id, node->sizes[j].bytes,
					   node->sizes[j].state);

			if (r < 0)
				return r;
		}
	}
	sizes_drop_unlisted(&events->sizes);
	return 0;
}

/* === failures ============================================================= */

/* Has a size failed without any failure entry since? */
static bool has_uncounted(const struct events *events)
{
	for (unsigned int i = 0; i < events->sizes.n; i++) {
		const struct size_record *size = &events->sizes.v[i];

		if (size->state == STATE_FAILED && !size->counted)
			return true;
	}
	return false;
}

static void count_failed(struct events *events)
{
	for (unsigned int i = 0; i < events->sizes.n; i++) {
		struct size_record *size = &events->sizes.v[i];

		size->counted |= size->state == STATE_FAILED;
	}
}

/*
 * A size that stays failed is reported once an hour. The last failure may be of such a
 * size and hide a newly failed one: then the entry that stands for both is due.
 */
static bool is_failure_due(const struct events *events, struct size_record *named,
			   uint64_t now_usec)
{
	uint64_t hour = events->timing.hour_usec;

	if (!hour_has_room(&named->failures, hour, now_usec))
		return false;
	return !named->named || now_usec - named->named_usec >= hour ||
	       has_uncounted(events);
}

static int emit_failure(struct events *events, const struct tree_failure *failure)
{
	struct entry entry;

	entries_failure(&entry, failure, failure->seq - events->reported_seq - 1);
	return finish(events, &entry);
}

static int update_failure(struct events *events, const struct tree *tree, uint64_t now_usec)
{
	const struct tree_failure *failure = &tree->last_failure;
	struct size_record *named;
	int r;

	if (failure->seq == events->seen_seq)
		return 0;
	named = sizes_get(&events->sizes, failure->node, failure->size);
	if (!named)
		return -ENOMEM;
	if (!is_failure_due(events, named, now_usec)) {
		events->seen_seq = failure->seq;	/* the next entry counts it */
		return 0;
	}
	r = emit_failure(events, failure);
	if (r < 0)
		return r;
	events->seen_seq = events->reported_seq = failure->seq;
	hour_use(&named->failures, now_usec);
	named->named = named->failure_told = events->told_state = true;
	named->named_usec = now_usec;
	count_failed(events);
	return 0;
}

/* === discontiguities ====================================================== */

static int update_discontiguities(struct events *events, const struct tree *tree,
				  bool new_failure)
{
	uint64_t total = tree->counters[COUNTER_DISCONTIGUITIES];
	/* Which block it was is known only while no other failure came after. */
	bool known = new_failure && tree->last_failure.reason == REASON_DISCONTIGUOUS;
	struct entry entry;
	int r;

	if (total == events->reported_discontiguities)
		return 0;
	entries_discontiguity(&entry, total, total - events->reported_discontiguities,
			      known ? &tree->last_failure : NULL);
	r = finish(events, &entry);
	if (r == 0)
		events->reported_discontiguities = total;
	return r;
}

/* === states =============================================================== */

static int emit_state_change(struct events *events, struct size_record *size,
			     enum reporting reporting, uint64_t now_usec)
{
	struct entry entry;
	int r;

	entries_state_change(&entry, size, reporting, &events->last_round);
	r = finish(events, &entry);
	if (r < 0)
		return r;
	size_reported(size, reporting, now_usec);
	events->told_state = true;
	return 0;
}

static int update_states(struct events *events, uint64_t now_usec)
{
	int result = 0;

	for (unsigned int i = 0; i < events->sizes.n; i++) {
		struct size_record *size = &events->sizes.v[i];
		enum reporting reporting = size_see(size, events->timing.hour_usec, now_usec);

		if (reporting != REPORT_NOTHING)
			take_error(&result, emit_state_change(events, size, reporting, now_usec));
	}
	return result;
}

/* Changes that were only counted, when there will be no end of their hour. */
static int tell_rest(struct events *events)
{
	int result = 0;

	for (unsigned int i = 0; i < events->sizes.n; i++) {
		struct size_record *size = &events->sizes.v[i];

		if (size_flaps(size) && size->withheld)
			take_error(&result, emit_state_change(events, size, REPORT_REST, 0));
	}
	return result;
}

/* === summaries ============================================================ */

/* The first summary of a load waits for a round, if one is to come, but not for ever. */
static bool may_introduce(const struct events *events, const struct tree *tree,
			  uint64_t now_usec)
{
	return tree->last_round.sec || !tree->config.enabled ||
	       now_usec - events->found_usec >= events->timing.first_summary_usec;
}

static bool needs_summary(const struct events *events, unsigned int node)
{
	for (unsigned int i = 0; i < events->sizes.n; i++)
		if (events->sizes.v[i].node == node && size_needs_summary(&events->sizes.v[i]))
			return true;
	return false;
}

static void sum_up(struct events *events, unsigned int node)
{
	for (unsigned int i = 0; i < events->sizes.n; i++)
		if (events->sizes.v[i].node == node)
			size_summed_up(&events->sizes.v[i]);
}

static int emit_summary(struct events *events, const struct tree *tree,
			const struct tree_node *node, const struct moment *now)
{
	struct summary_facts facts = {
		.summary_sec = events->timing.summary_sec,
		.real_sec = now->real_sec,
		.watched_sec = (now->usec - events->found_usec) / USEC_PER_SEC,
	};
	struct entry entry;
	int r;

	entries_summary(&entry, tree, node, &facts);
	r = finish(events, &entry);
	if (r == 0)
		sum_up(events, node->id);
	return r;
}

/* All nodes, or those with sizes that became known or unknown. */
static int emit_summaries(struct events *events, const struct tree *tree, bool all,
			  const struct moment *now)
{
	int result = 0;

	for (unsigned int i = 0; i < tree->n_nodes; i++) {
		const struct tree_node *node = &tree->nodes[i];

		if (all || needs_summary(events, node->id))
			take_error(&result, emit_summary(events, tree, node, now));
	}
	return result;
}

static bool is_any_needed(const struct events *events, const struct tree *tree)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		if (needs_summary(events, tree->nodes[i].id))
			return true;
	return false;
}

static int update_summaries(struct events *events, const struct tree *tree,
			    const struct moment *now)
{
	int r;

	if (!events->introduced && !may_introduce(events, tree, now->usec))
		return 0;
	/* An entry about a state looks as if a round had just ended. Correct that. */
	if (events->told_state && verdict_age(tree, now->real_sec) != AGE_FRESH)
		events->summary_due = true;
	events->told_state = false;
	if (!events->introduced || events->summary_due) {
		r = emit_summaries(events, tree, true, now);
		events->introduced = true;
		events->summary_due = r < 0;
		return r;
	}
	if (!is_any_needed(events, tree) ||
	    !hour_has_room(&events->extra_summaries, events->timing.hour_usec, now->usec))
		return 0;
	r = emit_summaries(events, tree, false, now);
	if (r == 0)
		hour_use(&events->extra_summaries, now->usec);
	return r;
}

/* === all of it ============================================================ */

/* Counters that went back mean the same as another load_id: they restarted. */
static bool is_another_load(const struct events *events, const struct tree *tree)
{
	return strcmp(events->load_id, tree->load_id) != 0 ||
	       tree->last_failure.seq < events->seen_seq ||
	       tree->counters[COUNTER_DISCONTIGUITIES] < events->reported_discontiguities;
}

/* Are there failures that no entry has told or counted? */
static bool have_untold(const struct events *events)
{
	return events->seen_seq > events->reported_seq;
}

/* Ends the load before, if the picture is of another one. */
static int begin_load(struct events *events, const struct tree *tree, uint64_t now_usec)
{
	int r;

	if (is_another_load(events, tree)) {
		/* An unload that was missed, or whose entry was refused. */
		r = have_untold(events) ?
			events_module_absent(events, ABSENCE_UNLOADED, 0) : tell_rest(events);
		if (r < 0)
			return r;
		forget(events);
		memcpy(events->load_id, tree->load_id, sizeof(events->load_id));
	}
	if (!events->found)
		events->found_usec = now_usec;
	events->found = true;
	return 0;
}

/*
 * Writes the entries that lead from what the journal says to @tree, the most severe
 * first. The first picture of a load has its summary, and what had failed before it.
 * Returns 0; or negative errno if some entry was refused: that part is offered again by
 * the next call.
 */
int events_update(struct events *events, const struct tree *tree, const struct moment *now)
{
	bool new_failure;
	int result = 0;

	take_error(&result, begin_load(events, tree, now->usec));
	if (result == 0)
		take_error(&result, list_sizes(events, tree));
	if (result < 0)
		return result;
	events->last_round = tree->last_round;
	new_failure = tree->last_failure.seq != events->seen_seq;

	take_error(&result, update_discontiguities(events, tree, new_failure));
	take_error(&result, update_failure(events, tree, now->usec));
	/* After the failure: the size that it names may have recovered meanwhile. */
	take_error(&result, update_states(events, now->usec));
	take_error(&result, update_summaries(events, tree, now));
	return result;
}

/*
 * When events_update() has to be called at the latest, for entries that are due by time alone:
 * the first summary, and the end of an hour. UINT64_MAX: there is no such time.
 */
uint64_t events_next_usec(const struct events *events)
{
	uint64_t next = UINT64_MAX;

	if (events->found && !events->introduced)
		next = events->found_usec + events->timing.first_summary_usec;
	for (unsigned int i = 0; i < events->sizes.n; i++) {
		const struct size_record *size = &events->sizes.v[i];
		uint64_t end = size->changes.start_usec + events->timing.hour_usec;

		if (size_flaps(size) && end < next)
			next = end;
	}
	return next;
}

/* Has there been a picture since the last absence? */
bool events_know_module(const struct events *events)
{
	return events->load_id[0];
}

/*
 * What an earlier process has reported of a load: it is not reported again. The first picture
 * has a summary all the same.
 */
void events_restore(struct events *events, const char *load_id, uint64_t reported_seq,
		    uint64_t reported_discontiguities)
{
	memcpy(events->load_id, load_id, sizeof(events->load_id));
	events->seen_seq = events->reported_seq = reported_seq;
	events->reported_discontiguities = reported_discontiguities;
}

/*
 * The service stops: what was only counted so far is told, failures by a summary.
 * Returns whether another update is needed for that.
 */
bool events_stop(struct events *events)
{
	tell_rest(events);
	events->summary_due |= have_untold(events);
	return events->summary_due || events->told_state;
}

/*
 * There is no module, or it is gone. @failures is the last count of failures that was
 * read; those without an entry are counted in this one. Returns 0; or negative errno if
 * it was refused: then nothing is forgotten, and the caller must call again.
 */
int events_module_absent(struct events *events, enum absence why, uint64_t failures)
{
	uint64_t coalesced = 0;
	struct entry entry;
	int r;

	if (failures < events->seen_seq)
		failures = events->seen_seq;
	if (events_know_module(events))
		coalesced = failures - events->reported_seq;

	r = tell_rest(events);
	if (r < 0)
		return r;
	entries_module_absent(&entry, why, coalesced);
	r = finish(events, &entry);
	if (r == 0)
		forget(events);
	return r;
}
