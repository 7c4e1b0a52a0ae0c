// SPDX-License-Identifier: GPL-2.0
/* Errors and warnings of the program, on stderr. */
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "util/log.h"

/* $JOURNAL_STREAM contains the device and inode of the journal's stream: systemd.exec(5). */
static bool stderr_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char actual[64];
	struct stat st;

	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(actual, sizeof(actual), "%ju:%ju", (uintmax_t)st.st_dev, (uintmax_t)st.st_ino);
	return strcmp(stream, actual) == 0;
}

/* File names may be hostile: replaces control characters, which a terminal would obey. */
static void defuse(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c; c++) {
		if (*c < ' ' || *c == 0x7f)
			*c = '?';
		else if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0)	/* C1 in UTF-8 */
			*c = c[1] = '?';
	}
}

/* The journal needs the priority. Other readers need the name of the program. */
static void log_line(const char *priority, const char *format, va_list args)
{
	const char *prefix = stderr_is_journal() ? priority : "kmcontig: ";
	char *text;

	if (vasprintf(&text, format, args) < 0) {
		fprintf(stderr, "%sno memory for a message\n", prefix);
		return;
	}
	defuse(text);
	fprintf(stderr, "%s%s\n", prefix, text);
	free(text);
}

void log_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(SD_WARNING, format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(SD_ERR, format, args);
	va_end(args);
}
