// SPDX-License-Identifier: GPL-2.0
/* The tree for a command that cannot go on without it. */
#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "sysfs/absence.h"
#include "sysfs/tree_load.h"
#include "util/log.h"

#define TRIES	3

/* === a directory that cannot be opened: no module, or a wrong path ======== */

/* Is @root where the module of @host has its files, and not another place? */
static bool is_usual(const char *root, const char *host)
{
	size_t len = host ? strlen(host) : 0;

	return host && strncmp(root, host, len) == 0 &&
	       strcmp(root + len, TREE_DEFAULT_ROOT) == 0;
}

/* Splits "/a/b/" into "/a" and "b". What is too long is cut off. */
static const char *split(char parent[PATH_MAX], const char *path)
{
	char *slash;

	snprintf(parent, PATH_MAX, "%s", path);
	while ((slash = strrchr(parent, '/')) && slash > parent && !slash[1])
		*slash = '\0';
	if (!slash) {
		strcpy(parent, ".");
		return path;
	}
	*slash = '\0';
	return slash + 1;
}

static bool is_sysfs(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) == 0 && fs.f_type == SYSFS_MAGIC;
}

static int say_absent(const char *root, const char *host, struct text *why)
{
	struct utsname name;
	enum absence absence;

	uname(&name);
	if (!host) {
		text_add(why, "the kernel module is not loaded: %s does not exist; what to do: modprobe kmcontig on the host (--host-root=DIR finds out more)",
			 root);
	} else if (!absence_can_tell(host, name.release)) {
		text_add(why, "the kernel module is not loaded, and %s/lib/modules/%s does not exist; what to do: modprobe kmcontig on the host (from a container, --host-root=DIR finds out more)",
			 host, name.release);
	} else {
		absence = absence_find(host, name.release);
		text_add(why, "the kernel module %s; what to do: %s",
			 absence_words[absence], absence_remedies[absence]);
	}
	return EXIT_ABSENT;
}

static int say_wrong_path(const char *path, int error, const char *hint, struct text *why)
{
	text_add(why, "cannot open %s: %s (%s)", path, strerror(error), hint);
	return EXIT_NO_INPUT;
}

/*
 * @root cannot be opened. The module is absent only if the directory is missing where
 * sysfs has it. Everything else is a wrong path.
 */
static int say_missing(const char *root, const char *host, int error, struct text *why)
{
	const char *hint = "--sysfs takes the directory of the module's files";
	char parent[PATH_MAX];
	const char *name = split(parent, root);

	if (is_usual(root, host)) {
		hint = *host ? "--host-root takes the root directory of a host, with its /sys" :
			       "is /sys mounted?";
		if (error == ENOENT && access(parent, F_OK) < 0)
			return say_wrong_path(parent, error, hint, why);
		if (error == ENOENT)
			return say_absent(root, host, why);
	} else if (error == ENOENT && strcmp(name, "kmcontig") == 0 && is_sysfs(parent)) {
		return say_absent(root, host, why);
	}
	return say_wrong_path(root, error, hint, why);
}

/* === the tree ============================================================ */

/* Nodes and the module itself may go while the tree is read. */
static bool may_have_changed(int result)
{
	return result == -ENOENT || result == -ENODEV || result == -EAGAIN;
}

int tree_load_or_why(const char *root, const char *host, struct tree **tree, struct text *why)
{
	struct tree_error error;
	int tries, dir, r = -EAGAIN;

	for (tries = 0; tries < TRIES && may_have_changed(r); tries++) {
		dir = tree_open_root(root);
		if (dir < 0)
			return say_missing(root, host, -dir, why);
		close(dir);
		r = tree_read(root, TREE_ALL, tree, &error);
	}
	if (r == 0)
		return 0;
	text_add(why, "%s/%s", root, error.text);
	return EXIT_FAILURE;
}

int tree_load(const char *root, const char *host, struct tree **tree)
{
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(root, host, tree, &why);
	if (status)
		log_error("%s", why.buf);
	return status;
}
