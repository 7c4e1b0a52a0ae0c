// SPDX-License-Identifier: GPL-2.0
/* The options that every command has. */
#include "options.h"

enum { OPTION_SYSFS = 256 };

static const struct argp_option options[] = {
	{ "sysfs", OPTION_SYSFS, "DIR", 0,
	  "Read the module's files in DIR instead of /sys/kernel/kmcontig (for tests and containers)",
	  0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	if (key != OPTION_SYSFS)
		return ARGP_ERR_UNKNOWN;
	o->root = arg;
	return 0;
}

const struct argp options_argp = { .options = options, .parser = parse };
