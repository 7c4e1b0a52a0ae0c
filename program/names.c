// SPDX-License-Identifier: GPL-2.0
/* The words of the sysfs interface, and the names of block sizes. */
#include <stdio.h>
#include <string.h>

#include "names.h"

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
	[REASON_NO_BLOCK]	= "no_block",
	[REASON_DISCONTIGUOUS]	= "discontiguous",
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

/* As SLUB names a cache: kmalloc-4k, kmalloc-1M. */
const char *size_name(char text[SIZE_TEXT], uint64_t bytes)
{
	unsigned int unit = unit_of(&bytes);

	snprintf(text, SIZE_TEXT, "kmalloc-%u%c", (unsigned int)bytes,
		 "kMG"[unit]);
	return text;
}

/* For people: 4 KiB, 1 MiB. */
const char *size_words(char text[SIZE_TEXT], uint64_t bytes)
{
	unsigned int unit = unit_of(&bytes);

	snprintf(text, SIZE_TEXT, "%u %ciB", (unsigned int)bytes, "KMG"[unit]);
	return text;
}

/* Accepts what size_name() writes and nothing else: "kmalloc-1024k" is wrong. */
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
