// SPDX-License-Identifier: GPL-2.0
/* Unit tests: which values and names are accepted, and which are rejected. */
#include <string.h>

#include "unit.h"

#include "sysfs/names.h"
#include "util/parse.h"

static void a_number_is_decimal_digits_up_to_its_maximum(void **state)
{
	static const struct {
		const char *text;
		uint64_t max, expected;
	} good[] = {
		{ "0", 0, 0 },
		{ "9", 9, 9 },
		{ "10", 10, 10 },
		{ "1023", 1023, 1023 },
		{ "18446744073709551615", UINT64_MAX, UINT64_MAX },
	};
	uint64_t number;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(good); i++) {
		if (!parse_number(good[i].text, good[i].max, &number))
			fail_msg("\"%s\": expected a number, got an error", good[i].text);
		assert_int_equal(number, good[i].expected);
	}
}

static void an_invalid_number_is_rejected_and_leaves_the_variable_unchanged(void **state)
{
	static const struct {
		const char *text;
		uint64_t max;
	} bad[] = {
		{ "", 9 }, { "-1", 9 }, { "+1", 9 }, { " 1", 9 }, { "1 ", 9 },
		{ "0x1", 99 }, { "1a", 99 }, { "1.0", 99 }, { "10", 9 },
		{ "5", 3 }, { "1024", 1023 }, { "99999999999999999999999", UINT64_MAX },
		{ "18446744073709551616", UINT64_MAX },
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		uint64_t number = 77;

		if (parse_number(bad[i].text, bad[i].max, &number))
			fail_msg("\"%s\": expected an error, got %llu", bad[i].text,
				 (unsigned long long)number);
		assert_int_equal(number, 77);
	}
}

static void a_line_loses_one_newline_and_contains_no_zero_byte(void **state)
{
	char one[] = "12\n", none[] = "12", two[] = "12\n\n", zero[] = "1\0002\n";
	char tail[] = "12\n\0", empty[] = "\n";

	(void)state;
	assert_true(parse_line(one, 3));
	assert_string_equal(one, "12");
	assert_true(parse_line(none, 2));
	assert_string_equal(none, "12");
	assert_true(parse_line(empty, 1));
	assert_string_equal(empty, "");
	assert_false(parse_line(two, 4));
	assert_false(parse_line(zero, 4));
	assert_false(parse_line(tail, 4));
}

static void a_list_is_numbers_with_one_space_between_them(void **state)
{
	static const char *const bad[] = {
		" 1", "1 ", "1  2", "1,2", "1 -2", "1 x", "1\t2", "1 1001",
	};
	char many[3 * LIST_MAX] = "";
	struct list list;

	(void)state;
	assert_true(parse_list("3712 9 0", 4000, &list));
	assert_int_equal(list.n, 3);
	assert_int_equal(list.v[0], 3712);
	assert_int_equal(list.v[2], 0);
	assert_true(parse_list("", 1000, &list));
	assert_int_equal(list.n, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		if (parse_list(bad[i], 1000, &list))
			fail_msg("\"%s\": expected an error, got %u numbers", bad[i], list.n);

	for (unsigned int i = 0; i < LIST_MAX; i++)
		strcat(many, i ? " 1" : "1");
	assert_true(parse_list(many, 1, &list));
	assert_int_equal(list.n, LIST_MAX);
	strcat(many, " 1");
	assert_false(parse_list(many, 1, &list));
}

static void a_time_is_zero_or_has_nine_digits_after_the_dot(void **state)
{
	static const char *const bad[] = {
		"", "1", "1.", "1.5", "1.0000000000", ".000000001", "-1.000000000",
		"1.00000000x", "253402300800.000000000", "1,000000000",
	};
	struct stamp stamp;

	(void)state;
	assert_true(parse_stamp("1700000000.000000042", &stamp));
	assert_int_equal(stamp.sec, 1700000000);
	assert_int_equal(stamp.nsec, 42);
	assert_true(parse_stamp("0", &stamp));
	assert_int_equal(stamp.sec, 0);
	assert_int_equal(stamp.nsec, 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		if (parse_stamp(bad[i], &stamp))
			fail_msg("\"%s\": expected an error, got a time", bad[i]);
}

static void a_load_id_has_exactly_32_lower_case_hex_digits(void **state)
{
	char id[LOAD_ID_LEN + 1];

	(void)state;
	assert_true(parse_load_id("0123456789abcdef0123456789abcdef", id));
	assert_string_equal(id, "0123456789abcdef0123456789abcdef");
	assert_false(parse_load_id("", id));
	assert_false(parse_load_id("0123456789abcdef0123456789abcde", id));
	assert_false(parse_load_id("0123456789abcdef0123456789abcdef0", id));
	assert_false(parse_load_id("0123456789abcdef0123456789abcdef ", id));
	assert_false(parse_load_id("0123456789ABCDEF0123456789abcdef", id));
	assert_false(parse_load_id("0123456789abcdef\n123456789abcdef", id));
}

static void a_word_is_found_only_if_all_of_it_matches(void **state)
{
	unsigned int word = 99;

	(void)state;
	assert_true(parse_word("noretry", effort_names, NR_EFFORTS, &word));
	assert_int_equal(word, EFFORT_NORETRY);
	assert_false(parse_word("noretr", effort_names, NR_EFFORTS, &word));
	assert_false(parse_word("noretry ", effort_names, NR_EFFORTS, &word));
	assert_false(parse_word("", effort_names, NR_EFFORTS, &word));
	assert_int_equal(word, EFFORT_NORETRY);
}

static void expect_choice(const char *text, const char *const *words, unsigned int n,
			  unsigned int expected)
{
	unsigned int word = 99;

	if (!parse_choice(text, words, n, &word) || word != expected)
		fail_msg("\"%s\": expected %s, got %s", text, words[expected],
			 word < n ? words[word] : "an error");
}

static void a_choice_is_the_word_in_brackets(void **state)
{
	(void)state;
	expect_choice("[nowait] noretry retry_mayfail", effort_names, NR_EFFORTS, EFFORT_NOWAIT);
	expect_choice("nowait [noretry] retry_mayfail", effort_names, NR_EFFORTS, EFFORT_NORETRY);
	expect_choice("nowait noretry [retry_mayfail]", effort_names, NR_EFFORTS,
		      EFFORT_RETRY_MAYFAIL);
	expect_choice("[off] alias", verify_names, NR_VERIFY, VERIFY_OFF);
	expect_choice("off [alias]", verify_names, NR_VERIFY, VERIFY_ALIAS);
	expect_choice("[walk]", verify_names, NR_VERIFY, VERIFY_WALK);
}

static void a_choice_has_known_words_in_their_order_and_one_pair_of_brackets(void **state)
{
	static const char *const bad[] = {
		"", " ", "[]", "[", "]", "[ ]", "off", "off walk alias", "[off] [walk]",
		"walk [off]", "[off] off", "off [off]", "off  [walk]", " [off]", "[off] ",
		"[off", "off]", "[off]]", "[[off]]", "[of]", "[offf]", "[off]\twalk", "[off] x",
		"[OFF]", "[off,walk]", "\033[off]",
	};
	unsigned int word;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		if (parse_choice(bad[i], verify_names, NR_VERIFY, &word))
			fail_msg("\"%s\": expected an error, got a choice", bad[i]);
}

static void sizes_have_the_names_of_slub_caches(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *name, *words, *brief;
	} sizes[] = {
		{ 4096, "kmalloc-4k", "4 KiB", "4k" },
		{ 524288, "kmalloc-512k", "512 KiB", "512k" },
		{ 1048576, "kmalloc-1M", "1 MiB", "1M" },
		{ 4194304, "kmalloc-4M", "4 MiB", "4M" },
		{ 536870912, "kmalloc-512M", "512 MiB", "512M" },
		{ 1073741824, "kmalloc-1G", "1 GiB", "1G" },
	};
	char text[SIZE_TEXT];

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		uint64_t bytes = 0;

		assert_string_equal(size_name(text, sizes[i].bytes), sizes[i].name);
		assert_string_equal(size_words(text, sizes[i].bytes), sizes[i].words);
		assert_string_equal(size_short(text, sizes[i].bytes), sizes[i].brief);
		assert_true(size_parse_name(sizes[i].name, &bytes));
		assert_int_equal(bytes, sizes[i].bytes);
		assert_true(size_is_valid(bytes));
	}
}

static void no_other_names_are_accepted_as_sizes(void **state)
{
	static const char *const bad[] = {
		"", ".", "kmalloc-", "kmalloc-4", "kmalloc-4K", "kmalloc-1024k",
		"kmalloc-04k", "kmalloc-3k", "kmalloc-4k ", "dma-kmalloc-4k",
		"kmalloc-4kx", "kmalloc--4k",
	};
	uint64_t bytes;

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++)
		if (size_parse_name(bad[i], &bytes))
			fail_msg("\"%s\": expected an error, got %llu bytes", bad[i],
				 (unsigned long long)bytes);
	assert_false(size_is_valid(0));
	assert_false(size_is_valid(4097));
	assert_false(size_is_valid(UINT64_C(1) << 63));
}

static void a_size_is_accepted_in_each_form_that_people_type(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} good[] = {
		{ "4096", 4096 }, { "1024", 1024 }, { "4k", 4096 }, { "4K", 4096 },
		{ "4kiB", 4096 }, { "4KiB", 4096 }, { "64k", 65536 }, { "1024k", 1048576 },
		{ "1M", 1048576 }, { "4MiB", 4194304 }, { "1G", 1073741824 },
		{ "512G", UINT64_C(1) << 39 }, { "kmalloc-1M", 1048576 },
		{ "kmalloc-4k", 4096 }, { "549755813888", UINT64_C(1) << 39 },
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(good); i++) {
		uint64_t bytes = 0;

		if (!size_parse(good[i].text, &bytes) || bytes != good[i].bytes)
			fail_msg("\"%s\": expected %llu, got %llu", good[i].text,
				 (unsigned long long)good[i].bytes, (unsigned long long)bytes);
	}
}

static void an_invalid_size_is_rejected_and_leaves_the_variable_unchanged(void **state)
{
	static const char *const bad[] = {
		"", "0", "0k", "k", "M", "512", "5000", "3k", "1T", "1m", "1g", "4kB", "4kb",
		"4Ki", "4KiBx", "4 KiB", "4B", " 4k", "4k ", "-4k", "+4k", "0x1000", "4.0k",
		"1024G", "549755813889", "1099511627776", "18446744073709551616",
		"18014398509481988k" /* 2^64 + 4096 */, "1000000000000000000000000000000", "kmalloc-4096",
		"kmalloc-1024k", "4k\n",
	};

	(void)state;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		uint64_t bytes = 77;

		if (size_parse(bad[i], &bytes) || bytes != 77)
			fail_msg("\"%s\": expected an error, got %llu bytes", bad[i],
				 (unsigned long long)bytes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_number_is_decimal_digits_up_to_its_maximum),
		cmocka_unit_test(an_invalid_number_is_rejected_and_leaves_the_variable_unchanged),
		cmocka_unit_test(a_line_loses_one_newline_and_contains_no_zero_byte),
		cmocka_unit_test(a_list_is_numbers_with_one_space_between_them),
		cmocka_unit_test(a_time_is_zero_or_has_nine_digits_after_the_dot),
		cmocka_unit_test(a_load_id_has_exactly_32_lower_case_hex_digits),
		cmocka_unit_test(a_word_is_found_only_if_all_of_it_matches),
		cmocka_unit_test(a_choice_is_the_word_in_brackets),
		cmocka_unit_test(a_choice_has_known_words_in_their_order_and_one_pair_of_brackets),
		cmocka_unit_test(sizes_have_the_names_of_slub_caches),
		cmocka_unit_test(no_other_names_are_accepted_as_sizes),
		cmocka_unit_test(a_size_is_accepted_in_each_form_that_people_type),
		cmocka_unit_test(an_invalid_size_is_rejected_and_leaves_the_variable_unchanged),
	};

	return RUN_TESTS(tests);
}
