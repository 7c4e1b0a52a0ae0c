/* SPDX-License-Identifier: GPL-2.0 */
/* The options that every command has. */
#ifndef KMCONTIG_OPTIONS_H
#define KMCONTIG_OPTIONS_H

#include <argp.h>

struct options {
	const char *root;	/* of the module's files */
};

/* For `children` of a command's argp; its input is a struct options. */
extern const struct argp options_argp;

#endif
