/* SPDX-License-Identifier: GPL-2.0 */
/* The options that several commands have. */
#ifndef KMCONTIG_COMMANDS_OPTIONS_H
#define KMCONTIG_COMMANDS_OPTIONS_H

#include <argp.h>
#include <stdbool.h>

struct options {
	const char *root;	/* of the module's files */
	bool json;
};

/* Keys of a command's own options begin here. */
#define OPTION_OWN	512

/* Those that every command has. Their input is a struct options. */
extern const struct argp options_argp;

/* For commands that print a picture of the tree and take nothing else. */
extern const struct argp_option options_report[];
error_t options_parse_report(int key, char *arg, struct argp_state *state);

/* The children of a command that passes its input on, in ARGP_KEY_INIT. */
extern const struct argp_child options_children[];

#endif
