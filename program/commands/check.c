// SPDX-License-Identifier: GPL-2.0
/* `kmcontig check`: a monitoring plugin. One line, and 0, 1, 2 or 3. */
#include <stdio.h>
#include <time.h>

#include "commands/commands.h"
#include "judge/check.h"
#include "sysfs/tree_load.h"
#include "util/output.h"

enum { OPTION_MIN_SIZE = OPTION_OWN, OPTION_EFFORT };

struct arguments {
	struct options *options;
	struct demand demand;
};

static const struct argp_option options[] = {
	{ "min-size", OPTION_MIN_SIZE, "SIZE", 0,
	  "Blocks of this and every smaller size must be available: bytes, or as 64k, 1M", 0 },
	{ "effort", OPTION_EFFORT, "EFFORT", 0,
	  "How hard the kernel may try: nowait, noretry or retry_mayfail (default: as hard as the module does)",
	  0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a->options;
		return 0;
	case OPTION_MIN_SIZE:
		options_parse_size(state, "--min-size", arg, &a->demand.min_size);
		return 0;
	case OPTION_EFFORT:
		options_once(state, "--effort", !a->demand.any_effort);
		options_parse_effort(state, "--effort", arg, &a->demand.effort);
		a->demand.any_effort = false;
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
	.doc = "A plugin for Nagios, Icinga and the like: are contiguous blocks of a size available on every node?\v"
	       "Exit status: 0 OK; 1 WARNING: it takes more effort; 2 CRITICAL: unavailable, or a block was discontiguous; 3 UNKNOWN: no module, no recent round, a size that is not probed, a wrong path or command line, or help.",
	.children = options_children,
};

int cmd_check(int argc, char **argv, struct options *o)
{
	struct arguments a = { .options = o, .demand.any_effort = true };
	enum check result = CHECK_UNKNOWN;
	struct tree *tree = NULL;
	time_t now = time(NULL);
	struct text line;

	options_plugin();
	options_parse(&argp, argc, argv, 0, &a);
	text_init(&line);
	if (tree_load_or_why(o->root, o->host, &tree, &line) == 0) {
		result = check_judge(tree, &a.demand, now, &line);
		text_add(&line, " | ");
		check_add_perfdata(&line, tree, &a.demand, now);
		tree_free(tree);
	}
	printf("KMCONTIG %s - %s\n", check_names[result], line.buf);
	return output_finish(stdout, EXIT_SUCCESS) ? CHECK_UNKNOWN : (int)result;
}
