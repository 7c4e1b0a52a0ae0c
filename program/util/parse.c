// SPDX-License-Identifier: GPL-2.0
/* Strict parsers of single values. */
#include <string.h>

#include "util/parse.h"

/* 9999-12-31: the last date that all readers of the journal can show. */
#define SEC_MAX		UINT64_C(253402300799)
#define NSEC_DIGITS	9

/*
 * Turns @len bytes of a file into a string, without the final newline. @buf has room for
 * one byte more. Returns false if the bytes are not one line of text.
 */
bool parse_line(char *buf, size_t len)
{
	if (len && buf[len - 1] == '\n')
		len--;
	if (memchr(buf, '\0', len) || memchr(buf, '\n', len))
		return false;
	buf[len] = '\0';
	return true;
}

/*
 * Parses the digits at the start of @text. Returns what follows, or NULL if there are no
 * digits or the number is larger than @max.
 */
static const char *take_digits(const char *text, uint64_t max, uint64_t *number)
{
	const char *end = text;
	uint64_t value = 0;

	for (; *end >= '0' && *end <= '9'; end++) {
		unsigned int digit = *end - '0';

		if (digit > max || value > (max - digit) / 10)
			return NULL;
		value = value * 10 + digit;
	}
	*number = value;
	return end == text ? NULL : end;
}

bool parse_number(const char *text, uint64_t max, uint64_t *number)
{
	uint64_t value;
	const char *end = take_digits(text, max, &value);

	if (!end || *end)
		return false;
	*number = value;
	return true;
}

/* Accepts numbers with one space between them, and an empty string. */
bool parse_list(const char *text, uint64_t max, struct list *list)
{
	list->n = 0;
	if (!*text)
		return true;
	for (;;) {
		if (list->n == LIST_MAX)
			return false;
		text = take_digits(text, max, &list->v[list->n]);
		if (!text)
			return false;
		list->n++;
		if (!*text)
			return true;
		if (*text++ != ' ')
			return false;
	}
}

/* Accepts "0", and seconds with nine digits after the dot. */
bool parse_stamp(const char *text, struct stamp *stamp)
{
	const char *dot = take_digits(text, SEC_MAX, &stamp->sec);
	uint64_t nsec = 0;

	if (!dot)
		return false;
	if (*dot == '\0' && stamp->sec == 0) {
		stamp->nsec = 0;
		return true;
	}
	if (*dot != '.' || strlen(dot + 1) != NSEC_DIGITS ||
	    !parse_number(dot + 1, 999999999, &nsec))
		return false;
	stamp->nsec = nsec;
	return true;
}

bool parse_load_id(const char *text, char load_id[LOAD_ID_LEN + 1])
{
	if (strlen(text) != LOAD_ID_LEN ||
	    strspn(text, "0123456789abcdef") != LOAD_ID_LEN)
		return false;
	memcpy(load_id, text, LOAD_ID_LEN + 1);
	return true;
}

bool parse_word(const char *text, const char *const *words, unsigned int n,
		unsigned int *word)
{
	for (unsigned int i = 0; i < n; i++) {
		if (strcmp(text, words[i]) == 0) {
			*word = i;
			return true;
		}
	}
	return false;
}

/*
 * Finds the first @len bytes of @text in @words. Brackets around them set @chosen. Returns
 * false if they are not in @words.
 */
static bool take_choice(const char *text, size_t len, const char *const *words,
			unsigned int n, unsigned int *word, bool *chosen)
{
	*chosen = len > 2 && text[0] == '[' && text[len - 1] == ']';
	if (*chosen) {
		text++;
		len -= 2;
	}
	for (*word = 0; *word < n; ++*word)
		if (strlen(words[*word]) == len && memcmp(words[*word], text, len) == 0)
			return true;
	return false;
}

/*
 * Accepts @words in their order with a space between them. The current one is in brackets.
 * Words may be missing, as in "[off] alias".
 */
bool parse_choice(const char *text, const char *const *words, unsigned int n,
		  unsigned int *word)
{
	unsigned int next = 0, found, choices = 0;
	bool chosen;

	for (;;) {
		size_t len = strcspn(text, " ");

		if (!take_choice(text, len, words, n, &found, &chosen) || found < next)
			return false;
		next = found + 1;
		if (chosen) {
			*word = found;
			choices++;
		}
		text += len;
		if (!*text)
			return choices == 1;
		text++;
	}
}
