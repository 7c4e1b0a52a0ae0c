// SPDX-License-Identifier: GPL-2.0
/* What the journal says of each size of each node, and how often. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "service/sizes.h"

/* === hours ================================================================ */

/* Also if the clock is before its start: that hour is of another boot. */
bool hour_is_over(const struct hour *hour, uint64_t length_usec, uint64_t now_usec)
{
	return now_usec - hour->start_usec >= length_usec;
}

/* May another entry come now? */
bool hour_has_room(struct hour *hour, uint64_t length_usec, uint64_t now_usec)
{
	if (hour_is_over(hour, length_usec, now_usec))
		hour->used = 0;
	return hour->used < ENTRIES_AN_HOUR;
}

void hour_use(struct hour *hour, uint64_t now_usec)
{
	if (hour->used++ == 0)
		hour->start_usec = now_usec;
}

/* === records ============================================================== */

/* Where the record is, or would be. */
static unsigned int place_of(const struct sizes *sizes, unsigned int node, uint64_t bytes)
{
	unsigned int low = 0, high = sizes->n;

	while (low < high) {
		unsigned int middle = low + (high - low) / 2;
		const struct size_record *size = &sizes->v[middle];

		if (size->node < node || (size->node == node && size->bytes < bytes))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/*
 * Makes the record if there is none: then pointers to other records are not valid any
 * more. NULL: no memory.
 */
struct size_record *sizes_get(struct sizes *sizes, unsigned int node, uint64_t bytes)
{
	unsigned int i = place_of(sizes, node, bytes);
	struct size_record *v = sizes->v;

	if (i < sizes->n && v[i].node == node && v[i].bytes == bytes)
		return &v[i];
	v = reallocarray(v, sizes->n + 1, sizeof(*v));
	if (!v)
		return NULL;
	sizes->v = v;
	memmove(&v[i + 1], &v[i], (sizes->n++ - i) * sizeof(*v));
	v[i] = (struct size_record){ .node = node, .bytes = bytes };
	return &v[i];
}

void sizes_unlist(struct sizes *sizes)
{
	for (unsigned int i = 0; i < sizes->n; i++)
		sizes->v[i].listed = false;
}

/* Notes the state of a size in the picture. 0, or negative errno. */
int sizes_list(struct sizes *sizes, unsigned int node, uint64_t bytes, enum state state)
{
	struct size_record *size = sizes_get(sizes, node, bytes);

	if (!size)
		return -ENOMEM;
	size->listed = true;
	size->before = size->state;
	size->state = state;
	/* When a size is available again, its next failure is news. */
	if (state != STATE_FAILED)
		size->named = size->counted = false;
	return 0;
}

/* A node that went offline: when it is back, it is a new one. */
void sizes_drop_unlisted(struct sizes *sizes)
{
	unsigned int kept = 0;

	for (unsigned int i = 0; i < sizes->n; i++)
		if (sizes->v[i].listed)
			sizes->v[kept++] = sizes->v[i];
	sizes->n = kept;
}

void sizes_release(struct sizes *sizes)
{
	free(sizes->v);
	*sizes = (struct sizes){ 0 };
}

/* === states =============================================================== */

bool size_flaps(const struct size_record *size)
{
	return size->changes.used > ENTRIES_AN_HOUR;
}

/*
 * The state that an entry about the current one replaces. A failure entry alone is no
 * state-change: that one follows it.
 */
enum state size_was(const struct size_record *size)
{
	return size->failure_told && size->state != STATE_FAILED ? STATE_FAILED : size->told;
}

/* Becoming known or unknown is no change, as in the module: a summary tells it. */
bool size_needs_summary(const struct size_record *size)
{
	if (size->state == STATE_UNKNOWN)
		return size->told != STATE_UNKNOWN || size->failure_told;
	return size->told == STATE_UNKNOWN;
}

/* What has to be reported of a size of this picture. */
enum reporting size_see(struct size_record *size, uint64_t hour_usec, uint64_t now_usec)
{
	if (size_flaps(size)) {
		size->withheld += size->state != size->before;
		return hour_is_over(&size->changes, hour_usec, now_usec) ?
			REPORT_HOUR_END : REPORT_NOTHING;
	}
	if (size->state == size_was(size) || size->state == STATE_UNKNOWN ||
	    size->told == STATE_UNKNOWN)
		return REPORT_NOTHING;
	return hour_has_room(&size->changes, hour_usec, now_usec) ? REPORT_CHANGE : REPORT_FLAPPING;
}

/* The journal has taken a summary with it. */
void size_summed_up(struct size_record *size)
{
	size->told = size->state;
	size->failure_told = false;
}

/* The journal has taken the entry that size_see() asked for. */
void size_reported(struct size_record *size, enum reporting reporting, uint64_t now_usec)
{
	size_summed_up(size);
	if (reporting == REPORT_HOUR_END)
		size->changes.used = 0;
	else if (reporting != REPORT_REST)
		hour_use(&size->changes, now_usec);
	size->withheld = 0;
}
