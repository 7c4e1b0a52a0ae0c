// SPDX-License-Identifier: GPL-2.0
/* Unit tests: the current value of a state, and since when, from statements in any order. */
#include <stdio.h>
#include <string.h>

#include "fleet/streak.h"
#include "unit.h"

/* === moments ============================================================== */

static struct moment moment(uint64_t usec, uint64_t uptime_usec, unsigned int boot)
{
	return (struct moment){ .usec = usec, .uptime_usec = uptime_usec, .boot = boot };
}

static void entries_of_one_boot_are_in_the_order_of_uptime(void **state)
{
	struct moment before = moment(9000, 10, 1), after = moment(5000, 11, 1);

	(void)state;
	assert_true(moment_is_later(&after, &before));
	assert_false(moment_is_later(&before, &after));
	before.uptime_usec = 11;
	assert_int_equal(moment_compare(&before, &after), 0);
}

static void entries_of_different_boots_are_in_the_order_of_the_clock(void **state)
{
	struct moment before = moment(5000, 99, 1), after = moment(9000, 10, 2);

	(void)state;
	assert_true(moment_is_later(&after, &before));
	assert_true(moment_compare(&before, &after) < 0);
	before.usec = 9000;
	assert_int_equal(moment_compare(&before, &after), 0);
}

static void entries_of_unknown_boots_are_in_the_order_of_the_clock(void **state)
{
	struct moment before = moment(5000, 99, 0), after = moment(9000, 10, 0);

	(void)state;
	assert_true(moment_is_later(&after, &before));
}

static void any_moment_is_later_than_never(void **state)
{
	struct moment never = { 0 }, first = moment(1, 0, 1);

	(void)state;
	assert_true(moment_is_later(&first, &never));
	assert_false(moment_is_later(&never, &never));
}

static void the_last_boot_that_is_kept_has_a_unique_number(void **state)
{
	(void)state;
	assert_int_equal(moment(1, 0, 1024).boot, 1024);
}

static void uptimes_of_a_century_do_not_overflow(void **state)
{
	const uint64_t century_usec = UINT64_C(100) * 366 * 86400 * 1000000;
	struct moment before = moment(1, 1, 1024), after = moment(1, century_usec, 1024);

	(void)state;
	assert_true(moment_is_later(&after, &before));
	assert_true(after.uptime_usec == century_usec);
}

/* === single statements ==================================================== */

#define N_MAX	8

/* A value at a time. If two values are stated at the same time, the larger one is worse. */
struct statement {
	unsigned int usec, value;
};

static struct moment at(const struct statement *s)
{
	return moment(s->usec, 0, 0);
}

static void add_all(struct streak *streak, const struct statement *s, unsigned int n)
{
	*streak = (struct streak){ 0 };
	for (unsigned int i = 0; i < n; i++) {
		struct moment when = at(&s[i]);

		streak_add(streak, s[i].value, s[i].value > streak->value, &when);
	}
}

static void refine_all(struct streak *streak, const struct statement *s, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		struct moment when = at(&s[i]);

		streak_refine(streak, s[i].value, &when);
	}
}

#define read_all(streak, ...)							\
	do {									\
		const struct statement s_[] = { __VA_ARGS__ };			\
										\
		add_all(streak, s_, ARRAY_SIZE(s_));				\
		if ((streak)->split)						\
			refine_all(streak, s_, ARRAY_SIZE(s_));			\
	} while (0)

static void a_value_lasts_since_its_first_statement(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 10, 1 }, { 20, 1 }, { 30, 1 });
	assert_int_equal(s.value, 1);
	assert_int_equal(s.since.usec, 10);
	assert_int_equal(s.last.usec, 30);
}

static void another_value_starts_a_new_streak(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 10, 1 }, { 20, 2 }, { 30, 2 }, { 40, 1 }, { 50, 1 });
	assert_int_equal(s.value, 1);
	assert_int_equal(s.since.usec, 40);
}

static void an_older_statement_that_is_read_late_does_not_change_the_value(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 30, 1 }, { 10, 2 });
	assert_int_equal(s.value, 1);
	assert_int_equal(s.since.usec, 30);
	assert_int_equal(s.last.usec, 30);
}

static void a_late_statement_of_the_same_value_extends_the_streak(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 5, 2 }, { 30, 1 }, { 10, 1 });
	assert_int_equal(s.since.usec, 10);
	read_all(&s, { 30, 1 }, { 15, 2 }, { 10, 1 });
	assert_int_equal(s.since.usec, 30);
}

static void a_late_statement_of_another_value_splits_the_streak(void **state)
{
	static const struct statement s[] = { { 10, 1 }, { 20, 1 }, { 30, 1 }, { 15, 2 } };
	struct streak streak;

	(void)state;
	add_all(&streak, s, ARRAY_SIZE(s));
	assert_true(streak.split);
	refine_all(&streak, s, ARRAY_SIZE(s));
	assert_int_equal(streak.value, 1);
	assert_int_equal(streak.since.usec, 20);
}

static void a_statement_before_the_streak_needs_no_second_reading(void **state)
{
	static const struct statement s[] = { { 10, 1 }, { 20, 1 }, { 5, 2 } };
	struct streak streak;

	(void)state;
	add_all(&streak, s, ARRAY_SIZE(s));
	assert_false(streak.split);
}

static void at_the_same_moment_the_worse_value_counts(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 10, 1 }, { 10, 2 });
	assert_int_equal(s.value, 2);
	read_all(&s, { 10, 2 }, { 10, 1 });
	assert_int_equal(s.value, 2);
	assert_int_equal(s.since.usec, 10);
}

static void a_statement_at_the_moment_of_another_value_belongs_to_the_streak(void **state)
{
	struct streak s;

	(void)state;
	read_all(&s, { 5, 2 }, { 10, 1 }, { 10, 2 }, { 20, 2 });
	assert_int_equal(s.since.usec, 10);
	read_all(&s, { 20, 2 }, { 10, 2 }, { 5, 2 }, { 10, 1 });
	assert_int_equal(s.since.usec, 10);
}

static void statements_in_the_order_of_time_need_no_second_reading(void **state)
{
	static const struct statement s[] = {
		{ 10, 1 }, { 20, 2 }, { 30, 2 }, { 40, 1 }, { 50, 3 }, { 60, 3 },
	};
	struct streak streak;

	(void)state;
	for (unsigned int n = 1; n <= ARRAY_SIZE(s); n++) {
		add_all(&streak, s, n);
		assert_false(streak.split);
	}
}

/* === all sequences ======================================================== */

/* The rule: the latest statement decides; of several at the same time, the worst. */
static unsigned int value_of(const struct statement *s, unsigned int n)
{
	const struct statement *last = s;

	for (unsigned int i = 1; i < n; i++)
		if (s[i].usec > last->usec || (s[i].usec == last->usec && s[i].value > last->value))
			last = &s[i];
	return last->value;
}

/* The rule: the earliest statement of @value after the last statement of another value. */
static unsigned int since_of(const struct statement *s, unsigned int n, unsigned int value)
{
	unsigned int other = 0, since = UINT32_MAX;

	for (unsigned int i = 0; i < n; i++)
		if (s[i].value != value && s[i].usec > other)
			other = s[i].usec;
	for (unsigned int i = 0; i < n; i++)
		if (s[i].value == value && s[i].usec >= other && s[i].usec < since)
			since = s[i].usec;
	return since;
}

static void check_by_rule(const struct statement *s, unsigned int n)
{
	unsigned int value = value_of(s, n), since = since_of(s, n, value);
	struct streak streak;
	char text[N_MAX * 16] = "";

	add_all(&streak, s, n);
	if (streak.split)
		refine_all(&streak, s, n);
	if (streak.value == value && streak.since.usec == since)
		return;
	for (unsigned int i = 0; i < n; i++)
		sprintf(text + strlen(text), " %u@%u", s[i].value, s[i].usec);
	fail_msg("%s: expected %u since %u, got %u since %u", text, value, since, streak.value,
		 (unsigned int)streak.since.usec);
}

/* Tests all sequences of up to 5 statements of 3 values at 4 times, in all orders. */
static void every_order_of_statements_has_the_same_result(void **state)
{
	struct statement s[5];
	unsigned int sequences = 1;

	(void)state;
	for (unsigned int n = 1; n <= ARRAY_SIZE(s); n++) {
		sequences *= 4 * 3;
		for (unsigned int number = 0; number < sequences; number++) {
			for (unsigned int i = 0, rest = number; i < n; i++, rest /= 12)
				s[i] = (struct statement){ 1 + rest % 12 / 3, 1 + rest % 3 };
			check_by_rule(s, n);
		}
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_one_boot_are_in_the_order_of_uptime),
		cmocka_unit_test(entries_of_different_boots_are_in_the_order_of_the_clock),
		cmocka_unit_test(entries_of_unknown_boots_are_in_the_order_of_the_clock),
		cmocka_unit_test(any_moment_is_later_than_never),
		cmocka_unit_test(the_last_boot_that_is_kept_has_a_unique_number),
		cmocka_unit_test(uptimes_of_a_century_do_not_overflow),
		cmocka_unit_test(a_value_lasts_since_its_first_statement),
		cmocka_unit_test(another_value_starts_a_new_streak),
		cmocka_unit_test(an_older_statement_that_is_read_late_does_not_change_the_value),
		cmocka_unit_test(a_late_statement_of_the_same_value_extends_the_streak),
		cmocka_unit_test(a_late_statement_of_another_value_splits_the_streak),
		cmocka_unit_test(a_statement_before_the_streak_needs_no_second_reading),
		cmocka_unit_test(at_the_same_moment_the_worse_value_counts),
		cmocka_unit_test(a_statement_at_the_moment_of_another_value_belongs_to_the_streak),
		cmocka_unit_test(statements_in_the_order_of_time_need_no_second_reading),
		cmocka_unit_test(every_order_of_statements_has_the_same_result),
	};

	return RUN_TESTS(tests);
}
