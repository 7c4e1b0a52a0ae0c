// SPDX-License-Identifier: GPL-2.0
/* `kmcontig check`: a monitoring plugin. One line, and 0, 1, 2 or 3. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/commands.h"
#include "judge/check.h"
#include "sysfs/tree_load.h"
#include "util/output.h"

enum { OPTION_MIN_SIZE = OPTION_OWN, OPTION_EFFORT, OPTION_USAGE };

struct arguments {
	struct options *options;
	struct demand demand;
};

static const struct argp_option options[] = {
	{ "min-size", OPTION_MIN_SIZE, "SIZE", 0,
	  "Blocks of this and every smaller size must be obtainable: bytes, or as 64k, 1M", 0 },
	{ "effort", OPTION_EFFORT, "EFFORT", 0,
	  "How hard the kernel may try: nowait, noretry or retry_mayfail (default: as hard as the module does)",
	  0 },
	{ "help", 'h', NULL, 0, "Give this help list", -1 },
	{ "usage", OPTION_USAGE, NULL, 0, "Give a short usage message", -1 },
	{ "version", 'V', NULL, 0, "Print program version", -1 },
	{ 0 }
};

/*
 * A definition that was mistyped must never be green: whatever asks for no check
 * ends with UNKNOWN, and says so where a monitoring system reads, on stdout.
 */
static void help_and_exit(const struct argp_state *state, unsigned int flags)
{
	argp_state_help(state, stdout, flags & ~(unsigned int)ARGP_HELP_EXIT_OK);
	exit(CHECK_UNKNOWN);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	unsigned int effort;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a->options;
		state->err_stream = stdout;
		return 0;
	case 'h':
		help_and_exit(state, ARGP_HELP_STD_HELP);
		return 0;
	case OPTION_USAGE:
		help_and_exit(state, ARGP_HELP_USAGE);
		return 0;
	case 'V':
		puts(argp_program_version);
		exit(CHECK_UNKNOWN);
	case OPTION_MIN_SIZE:
		if (!size_parse(arg, &a->demand.min_size))
			argp_error(state, "--min-size takes a power of two, as 65536, 64k or 1M");
		return 0;
	case OPTION_EFFORT:
		if (!parse_word(arg, effort_names, NR_EFFORTS, &effort))
			argp_error(state, "--effort takes nowait, noretry or retry_mayfail");
		a->demand.effort = effort;
		a->demand.any_effort = false;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments");
		return 0;
	case ARGP_KEY_END:
		if (!a->demand.min_size)
			argp_error(state, "--min-size is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "A plugin for Nagios, Icinga and the like: can every node provide contiguous blocks of a size?\v"
	       "Exit status: 0 OK; 1 WARNING: it takes more effort; 2 CRITICAL: not obtainable, or a block was discontiguous; 3 UNKNOWN: no module, no recent round, or a wrong command line.",
	.children = options_children,
};

int cmd_check(int argc, char **argv, struct options *o)
{
	struct arguments a = { .options = o, .demand.any_effort = true };
	enum check result = CHECK_UNKNOWN;
	struct tree *tree = NULL;
	time_t now = time(NULL);
	struct text line;

	argp_err_exit_status = CHECK_UNKNOWN;
	argp_parse(&argp, argc, argv, ARGP_NO_HELP, NULL, &a);
	text_init(&line);
	if (tree_load_or_why(o->root, &tree, &line) == 0) {
		result = check_judge(tree, &a.demand, now, &line);
		text_add(&line, " | ");
		check_add_perfdata(&line, tree, &a.demand, now);
		tree_free(tree);
	}
	printf("KMCONTIG %s - %s\n", check_names[result], line.buf);
	return output_finish(stdout, EXIT_SUCCESS) ? CHECK_UNKNOWN : (int)result;
}
