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

struct style output_style(FILE *f);
unsigned int output_columns(FILE *f);
void output_paragraph(FILE *f, unsigned int indent, const char *text);
int output_finish(FILE *f, int status);

#endif
