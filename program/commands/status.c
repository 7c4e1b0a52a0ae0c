// SPDX-License-Identifier: GPL-2.0
/* `kmcontig status`: what is known now, for people and for programs. */
#include "commands/commands.h"
#include "commands/show.h"
#include "print/status_json.h"
#include "print/status_text.h"
#include "sysfs/tree_load.h"

static const struct argp argp = {
	.options = options_show,
	.parser = options_parse_show,
	.doc = "Show which block sizes are available on each node, the last failure, and what to do about it. Does not start a round; the output shows the age of the data.\v"
	       "Exit status: 0 printed, whatever the states are; 1 something could not be read or written; 66 a wrong path; 69 no module.",
	.children = options_children,
};

static const struct view view = { .text = status_text_print, .json = status_json_print };

int cmd_status(int argc, char **argv, struct options *o)
{
	struct tree *tree = NULL;
	int status;

	options_parse(&argp, argc, argv, 0, o);
	status = tree_load(o->root, o->host, &tree);
	if (status == EXIT_SUCCESS)
		status = show_tree(o, &view, tree);
	tree_free(tree);
	return status;
}
