/* SPDX-License-Identifier: GPL-2.0 */
/* The options that several commands have, and how a command line is read. */
#ifndef KMCONTIG_COMMANDS_OPTIONS_H
#define KMCONTIG_COMMANDS_OPTIONS_H

#include <argp.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "sysfs/names.h"
#include "util/output.h"

struct options {
	const char *root;	/* of the module's files */
	const char *host;	/* root directory of their host, "": this one; NULL: not known */
	bool json;
	enum output_color color;

	const char *sysfs;		/* --sysfs; NULL: not given */
	bool host_given;
	char host_root[PATH_MAX];	/* --host-root, without slashes at its end */
	char below_host[PATH_MAX];	/* the module's files there */
};

/* What holds where no option is given. */
void options_init(struct options *o);

/* Keys of a command's own options begin here. */
#define OPTION_OWN	512

/*
 * Reads a command line. Whatever is wrong with it ends the program: a message on
 * stderr, EX_USAGE. argp's own --help is replaced by options_help[], so a command's
 * argp must have one of the children below.
 */
void options_parse(const struct argp *argp, int argc, char **argv, unsigned int flags,
		   void *input);

/*
 * From now on the program is a monitoring plugin: where no check is made, because the
 * command line is wrong or asks for help, the exit status is 3 and all text goes to
 * stdout. A definition that was mistyped must never be green.
 */
void options_plugin(void);

/* --help, --usage and --version. Prints what @key stands for, and ends the program. */
#define OPTION_HELP	'?'
#define OPTION_HELP_H	'h'
#define OPTION_USAGE	256
#define OPTION_VERSION	'V'
extern const struct argp_option options_help[];
void options_print_help(struct argp_state *state, int key) __attribute__((noreturn));

/* --sysfs and --host-root. The input is a struct options. */
extern const struct argp options_tree;

/* Was one of these given? */
bool options_have_tree(const struct options *o);

/*
 * The children of a command that reads the module's files: options_tree first, whose
 * input the command passes on in ARGP_KEY_INIT; and of one that does not. Both refuse
 * arguments, if the command leaves ARGP_KEY_ARG to them.
 */
extern const struct argp_child options_children[];
extern const struct argp_child options_children_no_tree[];

/* For commands that print a picture of the tree and take nothing else. */
extern const struct argp_option options_show[];
error_t options_parse_show(int key, char *arg, struct argp_state *state);

/* Ends the program if @given: of two values, one would be ignored. */
void options_once(struct argp_state *state, const char *option, bool given);

/* The value of an option that takes a size; *@bytes is 0 until it is given. */
void options_parse_size(struct argp_state *state, const char *option, const char *arg,
			uint64_t *bytes);
/* The value of an option that takes an effort. */
void options_parse_effort(struct argp_state *state, const char *option, const char *arg,
			  enum effort *effort);

#endif
