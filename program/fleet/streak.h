/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which value something has, and since when, from statements that may come in any
 * order. Pure.
 */
#ifndef KMCONTIG_FLEET_STREAK_H
#define KMCONTIG_FLEET_STREAK_H

#include <stdbool.h>
#include <stdint.h>

/*
 * When a host wrote an entry. Entries of one boot are ordered by the time since that
 * boot, because the clock may be set meanwhile; others by the clock.
 */
struct moment {
	uint64_t usec;			/* since the epoch, by the host's clock; 0: never */
	uint64_t uptime_usec : 53;	/* since the host booted: 285 years */
	uint64_t boot : 11;		/* the number of the boot; 0: not known */
};

int moment_compare(const struct moment *a, const struct moment *b);
bool moment_is_later(const struct moment *a, const struct moment *b);

/*
 * The latest value that was stated, and the first and last statement of its streak.
 * A statement that is younger than @since, of another value, and comes late, splits
 * the streak: the first statement after it is no longer known. Then the statements
 * have to be read a second time, see streak_refine().
 */
struct streak {
	unsigned int value;
	bool split;			/* @since is to be refined */
	struct moment since, last;	/* of the streak; never: nothing was stated */
	struct moment other;		/* the latest statement of another value */
};

void streak_add(struct streak *s, unsigned int value, bool is_worse, const struct moment *at);
void streak_refine(struct streak *s, unsigned int value, const struct moment *at);

#endif
