/* SPDX-License-Identifier: GPL-2.0 */
/* What every unit test of the program starts with. */
#ifndef KMCONTIG_TESTS_UNIT_H
#define KMCONTIG_TESTS_UNIT_H

/* cmocka.h wants these first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* For prove, unless CMOCKA_MESSAGE_OUTPUT says otherwise. */
#define RUN_TESTS(tests)						\
	(cmocka_set_message_output(CM_OUTPUT_TAP),			\
	 cmocka_run_group_tests(tests, NULL, NULL))

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* Functions of the support headers that not every test calls. */
#define HELPER		__attribute__((unused)) static

#endif
