// SPDX-License-Identifier: GPL-2.0
/* Unit tests: texts that are built from parts, and texts that are too long. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "unit.h"

#include "journal/entry.h"
#include "util/log.h"
#include "util/text.h"

#define LONGEST	(sizeof(((struct text *)NULL)->buf) - 1)

static void add_times(struct text *text, const char *part, unsigned int times)
{
	for (unsigned int i = 0; i < times; i++)
		text_add(text, "%s", part);
}

static void the_longest_possible_text_is_complete(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	add_times(&text, "x", LONGEST);
	assert_false(text.cut);
	assert_int_equal(strlen(text.buf), LONGEST);
	assert_string_equal(text.buf + LONGEST - 4, "xxxx");
}

static void a_text_that_does_not_fit_ends_with_three_dots(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	add_times(&text, "x", LONGEST);
	text_add(&text, "y");
	assert_true(text.cut);
	assert_int_equal(strlen(text.buf), LONGEST);
	assert_string_equal(text.buf + LONGEST - 4, "x...");
	text_add(&text, "y");
	assert_string_equal(text.buf + LONGEST - 4, "x...");
	text_init(&text);
	assert_false(text.cut);
}

static void a_part_that_is_longer_than_the_whole_text_is_cut(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	text_add(&text, "%9999s", "x");
	assert_true(text.cut);
	assert_int_equal(strlen(text.buf), LONGEST);
}

static void a_list_of_the_largest_numbers_fits(void **state)
{
	struct list list = { .n = LIST_MAX };
	struct text text;

	(void)state;
	for (unsigned int i = 0; i < LIST_MAX; i++)
		list.v[i] = UINT64_MAX;
	text_init(&text);
	text_add_list(&text, &list);
	text_add_list(&text, &list);
	assert_false(text.cut);
}

/* A reader of the journal would take an incomplete value for a valid one. */
static void a_journal_entry_with_a_value_that_does_not_fit_has_an_error(void **state)
{
	struct entry entry;
	struct text text;

	(void)state;
	text_init(&text);
	add_times(&text, "x", LONGEST);
	entry_init(&entry, EVENT_SUMMARY);
	entry_set_text(&entry, FIELD_STATES, &text);
	assert_int_equal(entry.error, 0);
	assert_string_equal(entry_get(&entry, FIELD_STATES), text.buf);
	text_add(&text, "x");
	entry_set_text(&entry, FIELD_MESSAGE, &text);
	assert_int_equal(entry.error, -EMSGSIZE);
	assert_null(entry_get(&entry, FIELD_MESSAGE));
	entry_release(&entry);
}

/* A path may have up to 4095 bytes. */
static void a_message_with_a_long_path_is_complete(void **state)
{
	char path[4096], got[5000] = "";
	int saved = dup(STDERR_FILENO);
	FILE *f = tmpfile();

	(void)state;
	memset(path, 'p', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	unsetenv("JOURNAL_STREAM");
	dup2(fileno(f), STDERR_FILENO);
	log_error("%s: the end", path);
	dup2(saved, STDERR_FILENO);
	close(saved);
	rewind(f);
	assert_non_null(fgets(got, sizeof(got), f));
	fclose(f);
	assert_int_equal(strlen(got), strlen("kmcontig: ") + 4095 + strlen(": the end\n"));
	assert_string_equal(got + strlen(got) - 10, ": the end\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_possible_text_is_complete),
		cmocka_unit_test(a_text_that_does_not_fit_ends_with_three_dots),
		cmocka_unit_test(a_part_that_is_longer_than_the_whole_text_is_cut),
		cmocka_unit_test(a_list_of_the_largest_numbers_fits),
		cmocka_unit_test(a_journal_entry_with_a_value_that_does_not_fit_has_an_error),
		cmocka_unit_test(a_message_with_a_long_path_is_complete),
	};

	return RUN_TESTS(tests);
}
