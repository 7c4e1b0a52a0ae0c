/* SPDX-License-Identifier: GPL-2.0 */
/* The words of the sysfs interface, and the names of block sizes. */
#ifndef KMCONTIG_SYSFS_NAMES_H
#define KMCONTIG_SYSFS_NAMES_H

#include <stdbool.h>
#include <stdint.h>

/* The lowest effort first. */
enum effort {
	EFFORT_NOWAIT,
	EFFORT_NORETRY,
	EFFORT_RETRY_MAYFAIL,
	NR_EFFORTS
};

extern const char *const effort_names[NR_EFFORTS];

enum state {
	STATE_UNKNOWN,
	STATE_FREE,
	STATE_RECOVERED,
	STATE_FAILED,
	NR_STATES
};

extern const char *const state_names[NR_STATES];

enum reason {
	REASON_NO_ZONE,
	REASON_FRAGMENTED,
	REASON_CMA,
	REASON_HIGHATOMIC,
	REASON_RESERVED,
	REASON_LOW,
	REASON_RACED,
	REASON_DISCONTIGUOUS,
	NR_REASONS
};

extern const char *const reason_names[NR_REASONS];

enum verify {
	VERIFY_OFF,
	VERIFY_WALK,
	VERIFY_ALIAS,
	NR_VERIFY
};

extern const char *const verify_names[NR_VERIFY];

/* The counters at the top of the tree. */
enum counter {
	COUNTER_ROUNDS,
	COUNTER_ATTEMPTS,
	COUNTER_FAILURES,
	COUNTER_RECOVERIES,
	COUNTER_STATE_CHANGES,
	COUNTER_DISCONTIGUITIES,
	COUNTER_COMPOUND_MISMATCHES,
	COUNTER_DELAYED_ROUNDS,
	COUNTER_BUSY_NS,
	NR_COUNTERS
};

extern const char *const counter_names[NR_COUNTERS];

#define NODE_MAX	1023	/* kernels support at most 1024 nodes */

/* Room for the text of any size up to SIZE_LARGEST, such as "kmalloc-512M". */
#define SIZE_TEXT	24
#define SIZE_SMALLEST	(UINT64_C(1) << 10)
#define SIZE_LARGEST	(UINT64_C(1) << 39)

bool size_is_valid(uint64_t bytes);
const char *size_name(char text[SIZE_TEXT], uint64_t bytes);
const char *size_short(char text[SIZE_TEXT], uint64_t bytes);
const char *size_words(char text[SIZE_TEXT], uint64_t bytes);
bool size_parse_name(const char *name, uint64_t *bytes);
bool size_parse(const char *text, uint64_t *bytes);

#endif
