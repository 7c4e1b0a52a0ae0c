/* SPDX-License-Identifier: GPL-2.0 */
/* How the commands print: colours, symbols, width, and whether it arrived. */
#ifndef KMCONTIG_UTIL_OUTPUT_H
#define KMCONTIG_UTIL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#define OUTPUT_COLUMNS	80	/* where nothing else is known */
#define OUTPUT_TIE	'~'	/* in a paragraph: a space at which no line ends */

struct style {
	bool colour;
	bool symbols;		/* beyond ASCII */
};

/* --color */
enum output_color {
	COLOR_AUTO,		/* on a terminal, unless NO_COLOR is set */
	COLOR_ALWAYS,
	COLOR_NEVER,
	NR_COLORS
};

extern const char *const output_color_names[NR_COLORS];

struct style output_style(FILE *f, enum output_color color);
unsigned int output_columns(FILE *f);
void output_paragraph(FILE *f, unsigned int indent, const char *text);
void output_hanging(FILE *f, unsigned int indent, const char *text);
int output_finish(FILE *f, int status);

#endif
