/* SPDX-License-Identifier: GPL-2.0 */
/* Every unit test of the program includes this file. */
#ifndef KMCONTIG_TESTS_UNIT_H
#define KMCONTIG_TESTS_UNIT_H

/* cmocka.h requires these headers before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Prints TAP for prove(1), unless CMOCKA_MESSAGE_OUTPUT sets another format. */
#define RUN_TESTS(tests)						\
	(cmocka_set_message_output(CM_OUTPUT_TAP),			\
	 cmocka_run_group_tests(tests, NULL, NULL))

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* For functions in headers of tests, because not every test calls all of them. */
#define HELPER		__attribute__((unused)) static

#endif
