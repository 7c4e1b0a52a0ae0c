/* SPDX-License-Identifier: GPL-2.0 */
/* Captures what a function prints into a stream, and the output and status of a command. */
#ifndef KMCONTIG_TESTS_CAPTURE_H
#define KMCONTIG_TESTS_CAPTURE_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

struct capture {
	FILE *f;		/* the function prints into this stream */
	char *text;		/* the output, after capture_end() */
	size_t len;
};

HELPER FILE *capture_begin(struct capture *c)
{
	c->f = open_memstream(&c->text, &c->len);
	assert_non_null(c->f);
	return c->f;
}

HELPER const char *capture_end(struct capture *c)
{
	fclose(c->f);
	return c->text;
}

HELPER void expect_part(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("expected a text with \"%s\", got \"%s\"", part, text);
}

HELPER void expect_no_part(const char *text, const char *part)
{
	if (strstr(text, part))
		fail_msg("expected a text without \"%s\", got \"%s\"", part, text);
}

/* Compares texts of many lines. The message shows only the first line that differs. */
HELPER void expect_text(const char *text, const char *expected)
{
	for (unsigned int line = 1; *text || *expected; line++) {
		size_t len = strcspn(text, "\n"), size = strcspn(expected, "\n");

		if (len != size || memcmp(text, expected, len) != 0 || text[len] != expected[size])
			fail_msg("line %u: expected \"%.*s\", got \"%.*s\"", line, (int)size,
				 expected, (int)len, text);
		text += len + !!text[len];
		expected += size + !!expected[size];
	}
}

/*
 * The width of a line in columns: escape sequences for colours have no width, and a UTF-8
 * character of several bytes has one column.
 */
HELPER unsigned int columns_of(const char *line)
{
	unsigned int columns = 0;

	for (; *line && *line != '\n'; line++) {
		if (*line == '\033')
			line += strcspn(line, "m");
		else if ((*line & 0xc0) != 0x80)
			columns++;
	}
	return columns;
}

HELPER void expect_columns_up_to(unsigned int max, const char *text)
{
	for (; text && *text; text = strchr(text, '\n'), text = text ? text + 1 : NULL)
		if (columns_of(text) > max)
			fail_msg("expected at most %u columns, got %u: \"%.*s\"", max,
				 columns_of(text), (int)strcspn(text, "\n"), text);
}

HELPER void expect_80_columns(const char *text)
{
	expect_columns_up_to(80, text);
}

/* === a command as a process of its own === */

struct outcome {
	int status;
	char out[8192], err[2048];	/* longer output is cut off */
};

HELPER void read_back(FILE *f, char *text, size_t size)
{
	rewind(f);
	text[fread(text, 1, size - 1, f)] = '\0';
	fclose(f);
}

typedef int command_fn(void *data);

/* Runs @command in a child process, which ends with the status that @command returns. */
HELPER void run_command(struct outcome *o, command_fn *command, void *data)
{
	FILE *out = tmpfile(), *err = tmpfile();
	int status;
	pid_t child;

	assert_true(out && err);
	fflush(NULL);
	child = fork();
	if (child == 0) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		alarm(20);
		status = command(data);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFEXITED(status))
		fail_msg("expected an exit status, got wait status %d", status);
	o->status = WEXITSTATUS(status);
	read_back(out, o->out, sizeof(o->out));
	read_back(err, o->err, sizeof(o->err));
}

#endif
