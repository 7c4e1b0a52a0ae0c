// SPDX-License-Identifier: GPL-2.0
/* Colours, symbols and width of the output, and errors while it is written. */
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
 * The output is plain if it is not a terminal. @color, from the command line, has precedence
 * over NO_COLOR: https://no-color.org.
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

/* Returns 0 if @f is not a terminal, or its width is not known. */
static unsigned int terminal_columns(FILE *f)
{
	struct winsize size;

	return ioctl(fileno(f), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/*
 * Returns how many columns a line of @f may have, 40 to 200: $COLUMNS, or else the width
 * of the terminal, or else OUTPUT_COLUMNS. $COLUMNS has precedence because watch(1) and
 * pagers set it for programs that write into a pipe.
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

/* Prints @text with one space between words, in lines of at most output_columns(). */
void output_paragraph(FILE *f, unsigned int indent, const char *text)
{
	fprintf(f, "%*s", (int)indent, "");
	output_hanging(f, indent, text);
}

/* The same, but the first @indent columns of the first line are already printed. */
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
 * Returns @status if all output was written. Otherwise logs the error and returns
 * EXIT_FAILURE.
 */
int output_finish(FILE *f, int status)
{
	if (fflush(f) == 0 && !ferror(f))
		return status;
	log_error("cannot write the output: %s", strerror(errno));
	return EXIT_FAILURE;
}
