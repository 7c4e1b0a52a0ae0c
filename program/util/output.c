// SPDX-License-Identifier: GPL-2.0
/* How the commands print. */
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "util/log.h"
#include "util/output.h"
#include "util/parse.h"

#define COLUMNS_MIN	40
#define COLUMNS_MAX	200

const char *const output_color_names[NR_COLORS] = {
	[COLOR_AUTO]	= "auto",
	[COLOR_ALWAYS]	= "always",
	[COLOR_NEVER]	= "never",
};

/*
 * Plain where a program reads; NO_COLOR: https://no-color.org. What is said on the
 * command line comes before it.
 */
struct style output_style(FILE *f, enum output_color color)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	bool terminal = isatty(fileno(f)) && term && strcmp(term, "dumb") != 0;

	setlocale(LC_CTYPE, "");
	return (struct style){
		.colour = color == COLOR_ALWAYS ||
			  (color == COLOR_AUTO && terminal && !(no_color && *no_color)),
		.symbols = terminal && strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
	};
}

/* Columns of the terminal that @f is; 0: it is none, or does not say. */
static unsigned int terminal_columns(FILE *f)
{
	struct winsize size;

	return ioctl(fileno(f), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/*
 * How many columns a line of @f may have, 40 to 200. $COLUMNS comes first: watch(1)
 * and pagers set it for programs that write into a pipe. Then the terminal. Otherwise
 * OUTPUT_COLUMNS.
 */
unsigned int output_columns(FILE *f)
{
	const char *text = getenv("COLUMNS");
	uint64_t columns = 0;

	if (!text || !parse_number(text, UINT32_MAX, &columns) || !columns)
		columns = terminal_columns(f);
	if (!columns)
		return OUTPUT_COLUMNS;
	return columns < COLUMNS_MIN ? COLUMNS_MIN : columns > COLUMNS_MAX ? COLUMNS_MAX : columns;
}

/* Prints words with one space between them, in lines of output_columns(). */
void output_paragraph(FILE *f, unsigned int indent, const char *text)
{
	fprintf(f, "%*s", (int)indent, "");
	output_hanging(f, indent, text);
}

/* The same where the first line has @indent columns already. */
void output_hanging(FILE *f, unsigned int indent, const char *text)
{
	unsigned int column = indent, columns = output_columns(f);

	while (*text) {
		size_t len = strcspn(text, " ");

		if (column > indent && column + 1 + len > columns) {
			fprintf(f, "\n%*s", (int)indent, "");
			column = indent;
		}
		if (column > indent)
			column += fprintf(f, " ");
		for (size_t i = 0; i < len; i++)
			fputc(text[i] == OUTPUT_TIE ? ' ' : text[i], f);
		column += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', f);
}

/*
 * Did all of it arrive? Returns @status; or, where it did not, EXIT_FAILURE and
 * stderr has a line that says why.
 */
int output_finish(FILE *f, int status)
{
	if (fflush(f) == 0 && !ferror(f))
		return status;
	log_error("cannot write the output: %s", strerror(errno));
	return EXIT_FAILURE;
}
