/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The current value of a state, and since when, from statements in any order. Pure.
 */
#ifndef KMCONTIG_FLEET_STREAK_H
#define KMCONTIG_FLEET_STREAK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * When a host wrote an entry. Entries of the same boot are ordered by uptime, because the
 * clock may have been set between them. Entries of different boots are ordered by the
 * clock.
 */
struct moment {
	uint64_t usec;			/* since the epoch, by the host's clock; 0: never */
	uint64_t uptime_usec : 53;	/* since the host booted: 285 years */
	uint64_t boot : 11;		/* the number of the boot; 0: not known */
};

int moment_compare(const struct moment *a, const struct moment *b);
bool moment_is_later(const struct moment *a, const struct moment *b);

/*
 * A streak: all statements of the latest value since the last statement of another value.
 * A statement of another value that is read late, and is later than @since, splits the
 * streak. Its new first statement is then not known, because statements are not kept. All
 * statements have to be read a second time to find it, see streak_refine().
 */
struct streak {
	unsigned int value;
	bool split;			/* @since must be refined */
	struct moment since, last;	/* first and last statement; never: no statement */
	struct moment other;		/* the latest statement of another value */
};

void streak_add(struct streak *s, unsigned int value, bool is_worse, const struct moment *at);
void streak_refine(struct streak *s, unsigned int value, const struct moment *at);

#endif
