// SPDX-License-Identifier: GPL-2.0
/* `kmcontig status`: what is known now, for people and for programs. */
#include <stdio.h>
#include <time.h>

#include "commands/commands.h"
#include "print/status_json.h"
#include "print/status_text.h"
#include "sysfs/tree_load.h"
#include "util/output.h"

static const struct argp argp = {
	.options = options_report,
	.parser = options_parse_report,
	.doc = "Show which contiguous blocks each node can provide, what was last refused, and what to do about it.",
	.children = options_children,
};

int cmd_status(int argc, char **argv, struct options *o)
{
	struct tree *tree = NULL;
	struct style style;
	int status;

	options_parse(&argp, argc, argv, 0, o);
	status = tree_load(o->root, o->host, &tree);
	if (status)
		return status;
	style = output_style(stdout);
	if (o->json)
		status = status_json_print(stdout, tree, time(NULL));
	else
		status_text_print(stdout, &style, tree, time(NULL));
	tree_free(tree);
	return output_finish(stdout, status);
}
