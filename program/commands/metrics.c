// SPDX-License-Identifier: GPL-2.0
/* `kmcontig metrics`: all figures for Prometheus, on stdout or in a file. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "commands/commands.h"
#include "print/prometheus.h"
#include "sysfs/tree_load.h"
#include "util/log.h"
#include "util/output.h"
#include "util/write_file.h"

enum { OPTION_TEXTFILE = OPTION_OWN };

struct arguments {
	struct options *options;
	const char *textfile;
};

static const struct argp_option options[] = {
	{ "textfile", OPTION_TEXTFILE, "PATH", 0,
	  "Write to PATH, all at once, for node_exporter's textfile collector (the name must end in .prom)",
	  0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;
	size_t len;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a->options;
		return 0;
	case OPTION_TEXTFILE:
		len = strlen(arg);
		/* The collector ignores any other name. */
		if (len < 6 || strcmp(arg + len - 5, ".prom") != 0)
			argp_error(state, "--textfile takes a path that ends in .prom");
		a->textfile = arg;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Print all figures in Prometheus' text format. Without the module there is one: kmcontig_module_loaded 0.",
	.children = options_children,
};

static int print(FILE *f, void *tree)
{
	prometheus_print(f, tree);
	return 0;
}

int cmd_metrics(int argc, char **argv, struct options *o)
{
	struct arguments a = { .options = o };
	struct tree *tree = NULL;
	struct text why;
	int status, r;

	options_parse(&argp, argc, argv, 0, &a);
	text_init(&why);
	status = tree_load_or_why(o->root, o->host, &tree, &why);
	if (status && status != EXIT_ABSENT) {
		log_error("%s", why.buf);
		return status;
	}
	if (!a.textfile) {
		prometheus_print(stdout, tree);
		tree_free(tree);
		return output_finish(stdout, EXIT_SUCCESS);
	}
	/* node_exporter runs as another user, who must be able to read the file. */
	umask(022);
	r = write_file_atomic(a.textfile, print, tree);
	tree_free(tree);
	if (r < 0)
		log_error("%s is not written: %s", a.textfile, strerror(-r));
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
