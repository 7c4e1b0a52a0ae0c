// SPDX-License-Identifier: GPL-2.0
/* The current value of a state, and since when. */
#include "fleet/streak.h"

int moment_compare(const struct moment *a, const struct moment *b)
{
	if (a->boot && a->boot == b->boot)
		return (a->uptime_usec > b->uptime_usec) - (a->uptime_usec < b->uptime_usec);
	return (a->usec > b->usec) - (a->usec < b->usec);
}

bool moment_is_later(const struct moment *a, const struct moment *b)
{
	return moment_compare(a, b) > 0;
}

/*
 * Starts a streak of @value at @at. Several values may be stated at one moment, but only
 * the last one is kept. So @value may have been stated already at the moment of the old
 * value. If that is possible, @since must be refined.
 */
static void begin(struct streak *s, unsigned int value, const struct moment *at)
{
	s->split = s->last.usec && moment_compare(&s->other, &s->last) == 0 &&
		   moment_is_later(at, &s->last);
	if (s->last.usec)
		s->other = s->last;
	s->value = value;
	s->since = s->last = *at;
}

/* Takes a statement of another value that is older than the last one of the streak. */
static void take_other(struct streak *s, const struct moment *at)
{
	if (!moment_is_later(at, &s->other))
		return;
	s->other = *at;
	if (moment_is_later(at, &s->since)) {
		s->since = s->last;
		s->split = true;
	}
}

/* Adds a statement. @is_worse: @value wins if another value was stated at the same moment. */
void streak_add(struct streak *s, unsigned int value, bool is_worse, const struct moment *at)
{
	int order = moment_compare(at, &s->last);

	if (!s->last.usec || (value != s->value && (order > 0 || (order == 0 && is_worse))))
		begin(s, value, at);
	else if (value != s->value)
		take_other(s, at);
	else if (order > 0)
		s->last = *at;
	else
		streak_refine(s, value, at);
}

/*
 * For a second reading: moves the start of the streak back if this statement belongs to
 * it. A statement at the same moment as the last one of another value belongs to it.
 */
void streak_refine(struct streak *s, unsigned int value, const struct moment *at)
{
	if (value == s->value && !moment_is_later(&s->other, at) &&
	    moment_is_later(&s->since, at))
		s->since = *at;
}
