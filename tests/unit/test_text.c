// SPDX-License-Identifier: GPL-2.0
/* Lines that are put together, and what becomes of those that are too long. */
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

static void add_times(struct text *text, const char *piece, unsigned int times)
{
	for (unsigned int i = 0; i < times; i++)
		text_add(text, "%s", piece);
}

static void longest_text_is_whole(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	add_times(&text, "x", LONGEST);
	assert_false(text.cut);
	assert_int_equal(strlen(text.buf), LONGEST);
	assert_string_equal(text.buf + LONGEST - 4, "xxxx");
}

static void text_that_does_not_fit_ends_with_three_dots(void **state)
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

static void piece_that_is_larger_than_all_of_it_is_cut(void **state)
{
	struct text text;

	(void)state;
	text_init(&text);
	text_add(&text, "%9999s", "x");
	assert_true(text.cut);
	assert_int_equal(strlen(text.buf), LONGEST);
}

static void list_of_the_largest_numbers_fits(void **state)
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

/* A value of which a part is missing would be a wrong value. */
static void entry_with_a_value_that_does_not_fit_has_an_error(void **state)
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

/* Paths have up to 4095 bytes. */
static void message_with_a_long_path_is_whole(void **state)
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
		cmocka_unit_test(longest_text_is_whole),
		cmocka_unit_test(text_that_does_not_fit_ends_with_three_dots),
		cmocka_unit_test(piece_that_is_larger_than_all_of_it_is_cut),
		cmocka_unit_test(list_of_the_largest_numbers_fits),
		cmocka_unit_test(entry_with_a_value_that_does_not_fit_has_an_error),
		cmocka_unit_test(message_with_a_long_path_is_whole),
	};

	return RUN_TESTS(tests);
}
