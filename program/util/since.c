// SPDX-License-Identifier: GPL-2.0
/*
 * Parses a time in the past in the forms of journalctl --since, see systemd.time(7): a
 * span before now, a date in local time or UTC, or seconds since the epoch.
 */
#include <string.h>
#include <time.h>

#include "util/parse.h"
#include "util/since.h"

#define DAY_SEC		86400
#define EPOCH_DIGITS	9	/* 1973 or later; a shorter number is a span without a unit */

static const struct unit {
	const char *name;
	uint64_t sec;
} units[] = {
	{ "s", 1 }, { "sec", 1 }, { "second", 1 }, { "seconds", 1 },
	{ "m", 60 }, { "min", 60 }, { "minute", 60 }, { "minutes", 60 },
	{ "h", 3600 }, { "hr", 3600 }, { "hour", 3600 }, { "hours", 3600 },
	{ "d", DAY_SEC }, { "day", DAY_SEC }, { "days", DAY_SEC },
	{ "w", 7 * DAY_SEC }, { "week", 7 * DAY_SEC }, { "weeks", 7 * DAY_SEC },
};

static const struct unit *find_unit(const char *name, size_t len)
{
	for (unsigned int i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len && memcmp(units[i].name, name, len) == 0)
			return &units[i];
	return NULL;
}

/*
 * Parses a number and its unit at the start of @text, in seconds. Returns what follows, or
 * NULL if there is none, or it is more than @max seconds.
 */
static const char *take_term(const char *text, uint64_t max, uint64_t *sec)
{
	size_t digits = strspn(text, "0123456789"), len;
	const struct unit *unit;
	char number[24];

	if (!digits || digits >= sizeof(number))
		return NULL;
	memcpy(number, text, digits);
	number[digits] = '\0';
	text += digits;
	text += strspn(text, " ");
	len = strspn(text, "abcdefghijklmnopqrstuvwxyz");
	unit = find_unit(text, len);
	if (!unit || !parse_number(number, max / unit->sec, sec))
		return NULL;
	*sec *= unit->sec;
	return text + len;
}

/* Accepts "-7d", "90m", "1h 30min", "2 days ago". */
static bool parse_span(const char *text, uint64_t now_sec, uint64_t *since_sec)
{
	uint64_t sum = 0, sec;

	text += *text == '-';
	do {
		text = take_term(text, now_sec - sum, &sec);
		if (!text)
			return false;
		sum += sec;
		text += strspn(text, " ");
	} while (*text && strcmp(text, "ago") != 0);
	*since_sec = now_sec - sum;
	return true;
}

/* Accepts "2026-11-20", "2026-11-20 13:00", and both with seconds, "T", or " UTC". */
static bool parse_date(const char *text, uint64_t *since_sec)
{
	static const char *const formats[] = {
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M",
		"%Y-%m-%d",
	};

	for (unsigned int i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct tm tm = { .tm_isdst = -1 };
		const char *end = strptime(text, formats[i], &tm);
		bool utc = end && (strcmp(end, " UTC") == 0 || strcmp(end, "Z") == 0);
		time_t sec;

		if (!end || (*end && !utc))
			continue;
		sec = utc ? timegm(&tm) : mktime(&tm);
		*since_sec = sec;
		return sec > 0;
	}
	return false;
}

/* Accepts "today" (the last midnight) and "yesterday" (the midnight before that). */
static bool parse_day(const char *text, uint64_t now_sec, uint64_t *since_sec)
{
	time_t now = now_sec;
	struct tm tm;

	if ((strcmp(text, "today") != 0 && strcmp(text, "yesterday") != 0) ||
	    !localtime_r(&now, &tm))
		return false;
	tm.tm_hour = tm.tm_min = tm.tm_sec = 0;
	tm.tm_mday -= *text == 'y';
	tm.tm_isdst = -1;
	*since_sec = mktime(&tm);
	return true;
}

/* Accepts "@1795867543". Without the "@", the number needs EPOCH_DIGITS digits. */
static bool parse_epoch(const char *text, uint64_t *since_sec)
{
	bool marked = *text == '@';

	return (marked || strspn(text, "0123456789") >= EPOCH_DIGITS) &&
	       parse_number(text + marked, UINT32_MAX, since_sec);
}

/*
 * Sets @since_sec, in seconds since the epoch. Returns false if @text is not a time, or the
 * time is not in the past.
 */
bool since_parse(const char *text, uint64_t now_sec, uint64_t *since_sec)
{
	uint64_t sec;

	if (!parse_epoch(text, &sec) && !parse_day(text, now_sec, &sec) &&
	    !parse_date(text, &sec) && !parse_span(text, now_sec, &sec))
		return false;
	if (sec >= now_sec)
		return false;
	*since_sec = sec;
	return true;
}
