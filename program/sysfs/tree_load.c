// SPDX-License-Identifier: GPL-2.0
/* The tree for a command that cannot go on without it. */
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "sysfs/absence.h"
#include "sysfs/tree_load.h"
#include "util/log.h"

#define TRIES	3

static bool is_absent(const char *root)
{
	int fd = tree_open_root(root);

	if (fd >= 0)
		close(fd);
	return fd == -ENOENT;
}

/* Nodes and the module itself may go while the tree is read. */
static bool may_have_changed(int result)
{
	return result == -ENOENT || result == -ENODEV || result == -EAGAIN;
}

static int say_absent(struct text *why)
{
	enum absence absence = absence_here();

	text_add(why, "the kernel module %s; what to do: %s",
		 absence_words[absence], absence_remedies[absence]);
	return EXIT_ABSENT;
}

/*
 * Reads all of the tree under @root. Returns 0; or the program's exit status,
 * and @why gets words that say why and what to do.
 */
int tree_load_or_why(const char *root, struct tree **tree, struct text *why)
{
	struct tree_error error;
	int tries, r = -EAGAIN;

	for (tries = 0; tries < TRIES && may_have_changed(r); tries++) {
		if (is_absent(root))
			return say_absent(why);
		r = tree_read(root, TREE_ALL, tree, &error);
	}
	if (r == 0)
		return 0;
	text_add(why, "%s/%s", root, error.text);
	return EXIT_FAILURE;
}

/* The same; the words go to stderr. */
int tree_load(const char *root, struct tree **tree)
{
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(root, tree, &why);
	if (status)
		log_error("%s", why.buf);
	return status;
}
