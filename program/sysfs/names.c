// SPDX-License-Identifier: GPL-2.0
/* The words of the sysfs interface, and the names of block sizes. */
#include <stdio.h>
#include <string.h>

#include "sysfs/names.h"
#include "util/parse.h"

const char *const effort_names[NR_EFFORTS] = {
	[EFFORT_NOWAIT]		= "nowait",
	[EFFORT_NORETRY]	= "noretry",
	[EFFORT_RETRY_MAYFAIL]	= "retry_mayfail",
};

const char *const state_names[NR_STATES] = {
	[STATE_UNKNOWN]		= "unknown",
	[STATE_FREE]		= "free",
	[STATE_RECOVERED]	= "recovered",
	[STATE_FAILED]		= "failed",
};

const char *const reason_names[NR_REASONS] = {
	[REASON_NO_ZONE]	= "no_zone",
	[REASON_FRAGMENTED]	= "fragmented",
	[REASON_CMA]		= "cma",
	[REASON_HIGHATOMIC]	= "highatomic",
	[REASON_RESERVED]	= "reserved",
	[REASON_LOW]		= "low",
	[REASON_RACED]		= "raced",
	[REASON_DISCONTIGUOUS]	= "discontiguous",
};

const char *const verify_names[NR_VERIFY] = {
	[VERIFY_OFF]		= "off",
	[VERIFY_WALK]		= "walk",
	[VERIFY_ALIAS]		= "alias",
};

const char *const counter_names[NR_COUNTERS] = {
	[COUNTER_ROUNDS]		= "rounds",
	[COUNTER_ATTEMPTS]		= "attempts",
	[COUNTER_FAILURES]		= "failures",
	[COUNTER_RECOVERIES]		= "recoveries",
	[COUNTER_STATE_CHANGES]		= "state_changes",
	[COUNTER_DISCONTIGUITIES]	= "discontiguities",
	[COUNTER_COMPOUND_MISMATCHES]	= "compound_mismatches",
	[COUNTER_DELAYED_ROUNDS]	= "delayed_rounds",
	[COUNTER_BUSY_NS]		= "busy_ns",
};

bool size_is_valid(uint64_t bytes)
{
	return bytes >= SIZE_SMALLEST && bytes <= SIZE_LARGEST &&
	       !(bytes & (bytes - 1));
}

/* The largest unit that leaves a whole number: 'k' is 0, 'M' is 1, 'G' is 2. */
static unsigned int unit_of(uint64_t *count)
{
	unsigned int unit = 0;

	for (*count >>= 10; *count >= 1024 && unit < 2; unit++)
		*count >>= 10;
	return unit;
}

/* For tables: 4k, 1M. */
const char *size_short(char text[SIZE_TEXT], uint64_t bytes)
{
	unsigned int unit = unit_of(&bytes);

	snprintf(text, SIZE_TEXT, "%u%c", (unsigned int)bytes, "kMG"[unit]);
	return text;
}

/* The names of SLUB's caches: kmalloc-4k, kmalloc-1M. */
const char *size_name(char text[SIZE_TEXT], uint64_t bytes)
{
	unsigned int unit = unit_of(&bytes);

	snprintf(text, SIZE_TEXT, "kmalloc-%u%c", (unsigned int)bytes, "kMG"[unit]);
	return text;
}

/* For sentences: 4 KiB, 1 MiB. */
const char *size_words(char text[SIZE_TEXT], uint64_t bytes)
{
	unsigned int unit = unit_of(&bytes);

	snprintf(text, SIZE_TEXT, "%u %ciB", (unsigned int)bytes, "KMG"[unit]);
	return text;
}

/* Accepts only the names that size_name() writes: "kmalloc-1024k" is wrong. */
bool size_parse_name(const char *name, uint64_t *bytes)
{
	char text[SIZE_TEXT];

	for (uint64_t size = SIZE_SMALLEST; size <= SIZE_LARGEST; size <<= 1) {
		if (strcmp(name, size_name(text, size)) == 0) {
			*bytes = size;
			return true;
		}
	}
	return false;
}

/*
 * Accepts a number of bytes, a number with the unit k, M or G, or with KiB, MiB or GiB, and
 * the name of a cache. Returns false if @text is not a valid size.
 */
bool size_parse(const char *text, uint64_t *bytes)
{
	size_t digits = strspn(text, "0123456789");
	const char *unit = text + digits;
	char number[24] = "";
	unsigned int shift = 0;
	uint64_t value;

	if (size_parse_name(text, bytes))
		return true;
	if (digits >= sizeof(number))
		return false;
	memcpy(number, text, digits);
	if (*unit) {
		const char *known = strchr("kKMG", *unit);

		if (!known || (unit[1] && strcmp(unit + 1, "iB") != 0))
			return false;
		shift = *unit == 'M' ? 20 : *unit == 'G' ? 30 : 10;
	}
	if (!parse_number(number, SIZE_LARGEST >> shift, &value) ||
	    !size_is_valid(value << shift))
		return false;
	*bytes = value << shift;
	return true;
}
