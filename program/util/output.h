/* SPDX-License-Identifier: GPL-2.0 */
/* Colours, symbols and width of the output, and errors while it is written. */
#ifndef KMCONTIG_UTIL_OUTPUT_H
#define KMCONTIG_UTIL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#define OUTPUT_COLUMNS	80	/* if no width is known */
#define OUTPUT_TIE	'~'	/* in a paragraph: a space that does not break the line */

struct style {
	bool colour;
	bool symbols;		/* characters that are not ASCII */
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
