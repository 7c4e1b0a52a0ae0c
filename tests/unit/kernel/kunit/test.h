/* SPDX-License-Identifier: GPL-2.0 */
/* The part of KUnit that tests/kunit uses, for user space, on cmocka. */
#ifndef TEST_KUNIT_TEST_H
#define TEST_KUNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct kunit;

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	struct kunit_case *test_cases;
};

#define KUNIT_CASE(test_name) { .run_case = test_name, .name = #test_name }

#define KUNIT_EXPECT_EQ(test, left, right)	assert_int_equal(left, right)
#define KUNIT_EXPECT_TRUE(test, condition)	assert_true(condition)
#define KUNIT_EXPECT_FALSE(test, condition)	assert_false(condition)
#define KUNIT_EXPECT_STREQ(test, left, right)	assert_string_equal(left, right)

#define MAX_CASES 64

static void run_case(void **state)
{
	const struct kunit_case *test_case = *state;

	test_case->run_case(NULL);
}

static int run_suite(const struct kunit_suite *suite)
{
	struct CMUnitTest tests[MAX_CASES] = {};
	size_t n;

	for (n = 0; suite->test_cases[n].run_case; n++) {
		assert_true(n < MAX_CASES);
		tests[n].name = suite->test_cases[n].name;
		tests[n].test_func = run_case;
		tests[n].initial_state = &suite->test_cases[n];
	}
	return _cmocka_run_group_tests(suite->name, tests, n, NULL, NULL);
}

#define kunit_test_suite(suite) \
	int main(void) { return run_suite(&(suite)); } \
	_Static_assert(1, "takes a semicolon")

#endif
