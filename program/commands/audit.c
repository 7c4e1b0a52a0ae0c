// SPDX-License-Identifier: GPL-2.0
/* `kmcontig audit`: one round as hard as the kernel can, and what it came to. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands/commands.h"
#include "commands/show.h"
#include "judge/verdict.h"
#include "print/status_json.h"
#include "print/status_text.h"
#include "sysfs/tree_load.h"
#include "util/log.h"

#define EXIT_NOT_OBTAINABLE	2

static const struct argp argp = {
	.options = options_report,
	.parser = options_parse_report,
	.doc = "Ask for a block of every size now, as hard as the kernel can, and say which can be had. Takes root; changes no setting.\v"
	       "Exit status: 0 all sizes that are probed can be had; 2 some cannot; 69 no module; 77 not permitted.",
	.children = options_children,
};

/*
 * Has a round run at the highest effort, for this round alone: it is over when
 * the write returns. Returns 0 or negative errno.
 */
static int run_round(const char *root)
{
	const char *effort = effort_names[NR_EFFORTS - 1];
	int dir = tree_open_root(root), fd, r = 0;

	if (dir < 0)
		return dir;
	fd = openat(dir, "run", O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0 || write(fd, effort, strlen(effort)) < 0)
		r = -errno;
	if (fd >= 0)
		close(fd);
	close(dir);
	return r;
}

/* The program's exit status; stderr has a line where it is not 0. */
static int audited_tree(const struct options *o, struct tree **tree)
{
	int r = run_round(o->root), status;

	if (r == -EACCES || r == -EPERM) {
		log_error("only root may ask for a round: sudo kmcontig audit");
		return EXIT_NOT_PERMITTED;
	}
	/* Where there is no module, that is what to say. */
	status = tree_load(o->root, o->host, tree);
	if (status == 0 && r < 0) {
		tree_free(*tree);
		log_error(r == -EINTR ? "%s/run: %s, while the round goes on: kmcontig status has it later" :
					"%s/run: no round was made: %s", o->root, strerror(-r));
		status = EXIT_FAILURE;
	}
	return status;
}

static const struct view view = { .text = audit_text_print, .json = audit_json_print };

int cmd_audit(int argc, char **argv, struct options *o)
{
	struct tree *tree = NULL;
	int status;

	options_parse(&argp, argc, argv, 0, o);
	status = audited_tree(o, &tree);
	if (status)
		return status;
	status = show_tree(o, &view, tree);
	if (status == EXIT_SUCCESS && verdict_has(tree, STATE_FAILED))
		status = EXIT_NOT_OBTAINABLE;
	tree_free(tree);
	return status;
}
