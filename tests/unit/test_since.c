// SPDX-License-Identifier: GPL-2.0
/* Unit tests: times in the past, in the forms that people type. */
#include <stdlib.h>
#include <time.h>

#include "unit.h"
#include "util/since.h"

#define NOW	1795867200	/* 2026-11-28 12:00:00 UTC */

struct time_case {
	const char *text;
	uint64_t sec;
};

static void expect_all(const struct time_case *cases, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		uint64_t sec = 0;

		if (!since_parse(cases[i].text, NOW, &sec) || sec != cases[i].sec)
			fail_msg("\"%s\": expected %llu, got %llu", cases[i].text,
				 (unsigned long long)cases[i].sec, (unsigned long long)sec);
	}
}

static void a_span_counts_back_from_now(void **state)
{
	static const struct time_case cases[] = {
		{ "-7d", NOW - 7 * 86400 }, { "7d", NOW - 7 * 86400 }, { "1w", NOW - 7 * 86400 },
		{ "-24h", NOW - 86400 }, { "90m", NOW - 5400 }, { "90min", NOW - 5400 },
		{ "-30s", NOW - 30 }, { "1h 30min", NOW - 5400 }, { "1h30min", NOW - 5400 },
		{ "2 days ago", NOW - 2 * 86400 }, { "1 week ago", NOW - 7 * 86400 },
		{ "10 minutes ago", NOW - 600 },
	};

	(void)state;
	expect_all(cases, ARRAY_SIZE(cases));
}

static void a_date_is_local_or_utc(void **state)
{
	static const struct time_case cases[] = {
		{ "2026-11-20", 1795132800 }, { "2026-11-20 13:00", 1795179600 },
		{ "2026-11-20 13:00:05", 1795179605 }, { "2026-11-20T13:00:05", 1795179605 },
		{ "2026-11-20 13:00 UTC", 1795179600 }, { "2026-11-20T13:00:00Z", 1795179600 },
		{ "today", NOW - 12 * 3600 }, { "yesterday", NOW - 36 * 3600 },
	};
	uint64_t sec;

	(void)state;
	expect_all(cases, ARRAY_SIZE(cases));
	setenv("TZ", "XYZ-2", 1);	/* two hours east of UTC */
	tzset();
	assert_true(since_parse("2026-11-20 13:00", NOW, &sec));
	assert_int_equal(sec, 1795179600 - 7200);
	assert_true(since_parse("2026-11-20 13:00 UTC", NOW, &sec));
	assert_int_equal(sec, 1795179600);
	assert_true(since_parse("today", NOW, &sec));
	assert_int_equal(sec, NOW - 14 * 3600);
	setenv("TZ", "UTC", 1);
	tzset();
}

static void seconds_since_the_epoch_have_many_digits_or_an_at_sign(void **state)
{
	static const struct time_case cases[] = {
		{ "1795800000", 1795800000 }, { "@1795800000", 1795800000 }, { "@7", 7 },
	};

	(void)state;
	expect_all(cases, ARRAY_SIZE(cases));
}

static void a_text_that_is_not_a_time_in_the_past_is_rejected(void **state)
{
	static const char *const texts[] = {
		"", "-", "7", "-7", "-0s", "0d", "7x", "d", "tomorrow", "now", "2026-11-20x",
		"2026-13-01", "2027-01-01", "@1795867200", "9999999999", "99999999999999999999d",
		"18446744073709551615s", "1 day hence", "@", "-@5", "1970-01-01", "7d-",
	};
	uint64_t sec;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(texts); i++)
		if (since_parse(texts[i], NOW, &sec))
			fail_msg("\"%s\" is accepted as %llu", texts[i], (unsigned long long)sec);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_span_counts_back_from_now),
		cmocka_unit_test(a_date_is_local_or_utc),
		cmocka_unit_test(seconds_since_the_epoch_have_many_digits_or_an_at_sign),
		cmocka_unit_test(a_text_that_is_not_a_time_in_the_past_is_rejected),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return RUN_TESTS(tests);
}
