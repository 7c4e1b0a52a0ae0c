/* SPDX-License-Identifier: GPL-2.0 */
/* A journal that keeps entries for the test to look at. */
#ifndef KMCONTIG_TESTS_FAKE_JOURNAL_H
#define KMCONTIG_TESTS_FAKE_JOURNAL_H

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "unit.h"

#include "journal/send.h"

#define FAKE_ENTRIES_MAX	64
#define FAKE_FIELDS_MAX		32

static struct {
	unsigned int n_fields;
	char *fields[FAKE_FIELDS_MAX];		/* "NAME=value" */
} fake_entries[FAKE_ENTRIES_MAX];
static unsigned int fake_n_entries;
static int fake_journal_error;

/* A host without journald has no socket of it. */
static bool fake_journal_absent;

HELPER int fake_journal_access(const char *path, int mode)
{
	assert_string_equal(path, "/run/systemd/journal/socket");
	assert_int_equal(mode, 0);
	errno = ENOENT;
	return fake_journal_absent ? -1 : 0;
}

HELPER int fake_journal_sendv(const struct iovec *iov, int n)
{
	if (fake_journal_error)
		return fake_journal_error;
	assert_true(fake_n_entries < FAKE_ENTRIES_MAX);
	assert_true(n <= FAKE_FIELDS_MAX);
	fake_entries[fake_n_entries].n_fields = n;
	for (int i = 0; i < n; i++)
		fake_entries[fake_n_entries].fields[i] =
			strndup(iov[i].iov_base, iov[i].iov_len);
	fake_n_entries++;
	return 0;
}

static const struct journal_ops fake_journal = {
	.access = fake_journal_access,
	.sendv = fake_journal_sendv,
};

HELPER void fake_journal_clear(void)
{
	for (unsigned int i = 0; i < fake_n_entries; i++)
		for (unsigned int j = 0; j < fake_entries[i].n_fields; j++)
			free(fake_entries[i].fields[j]);
	fake_n_entries = 0;
}

/* NULL: the entry has no such field. */
HELPER const char *fake_journal_get(unsigned int entry, const char *name)
{
	size_t len = strlen(name);

	for (unsigned int i = 0; i < fake_entries[entry].n_fields; i++) {
		const char *field = fake_entries[entry].fields[i];

		if (strncmp(field, name, len) == 0 && field[len] == '=')
			return field + len + 1;
	}
	return NULL;
}

HELPER void fake_journal_expect(unsigned int entry, const char *name,
				const char *expected)
{
	const char *got;

	if (entry >= fake_n_entries)
		fail_msg("entry %u: expected one with %s=%s, got %u entries", entry, name,
			 expected, fake_n_entries);
	got = fake_journal_get(entry, name);
	if (!got || strcmp(got, expected) != 0)
		fail_msg("%s of entry %u: expected \"%s\", got \"%s\"", name, entry,
			 expected, got ? got : "(none)");
}

/* The kinds of all entries, with a space between them. */
HELPER void fake_journal_expect_kinds(const char *expected)
{
	char got[1024] = "";

	for (unsigned int i = 0; i < fake_n_entries; i++) {
		const char *kind = fake_journal_get(i, "KMCONTIG_EVENT");

		strcat(got, i ? " " : "");
		strcat(got, kind ? kind : "(none)");
	}
	if (strcmp(got, expected) != 0)
		fail_msg("entries: expected \"%s\", got \"%s\"", expected, got);
}

#endif
