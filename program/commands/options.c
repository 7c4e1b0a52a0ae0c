// SPDX-License-Identifier: GPL-2.0
/* The options that several commands have. */
#include "commands/options.h"

const char *argp_program_version = "kmcontig " KMCONTIG_VERSION;

enum { OPTION_SYSFS = 256, OPTION_JSON };

static const struct argp_option common[] = {
	{ "sysfs", OPTION_SYSFS, "DIR", 0,
	  "Read the module's files in DIR instead of /sys/kernel/kmcontig (for tests and containers)",
	  0 },
	{ 0 }
};

static error_t parse_common(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	if (key != OPTION_SYSFS)
		return ARGP_ERR_UNKNOWN;
	o->root = arg;
	return 0;
}

const struct argp options_argp = { .options = common, .parser = parse_common };

const struct argp_child options_children[] = {
	{ &options_argp, 0, NULL, 0 },
	{ 0 }
};

const struct argp_option options_report[] = {
	{ "json", OPTION_JSON, NULL, 0,
	  "Print JSON, as status.schema.json describes it", 0 },
	{ 0 }
};

error_t options_parse_report(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = o;
		return 0;
	case OPTION_JSON:
		o->json = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}
