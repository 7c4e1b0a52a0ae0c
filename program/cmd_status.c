// SPDX-License-Identifier: GPL-2.0
/* `kmcontig status`: what is known now, for people and for programs. */
#include <stdio.h>
#include <time.h>

#include "commands.h"
#include "json.h"
#include "load.h"
#include "output.h"
#include "report.h"

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

	argp_parse(&argp, argc, argv, 0, NULL, o);
	status = load_tree(o->root, &tree);
	if (status)
		return status;
	style = style_for(stdout);
	if (o->json)
		status = json_print(stdout, tree, time(NULL));
	else
		report_status(stdout, &style, tree, time(NULL));
	tree_free(tree);
	return output_finish(stdout, status);
}
