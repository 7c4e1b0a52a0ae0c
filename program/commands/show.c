// SPDX-License-Identifier: GPL-2.0
/* How status and audit print the tree that they have read. */
#include <stdlib.h>
#include <time.h>

#include "commands/show.h"

int show_tree(const struct options *o, const struct view *view, const struct tree *tree)
{
	struct style style = output_style(stdout, o->color);
	int status = EXIT_SUCCESS;

	if (o->json)
		status = view->json(stdout, tree, time(NULL));
	else
		view->text(stdout, &style, tree, time(NULL));
	return output_finish(stdout, status);
}
