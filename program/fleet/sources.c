// SPDX-License-Identifier: GPL-2.0
/* Finds the journal files to read. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <systemd/sd-id128.h>

#include "fleet/sources.h"

const char *source_error(int errnum)
{
	if (errnum == EACCES || errnum == EPERM)
		return "Permission denied (run as root, or join group systemd-journal)";
	return strerror(errnum);
}

static int add_file(struct source_list *list, const char *path, const struct stat *st,
		    bool is_named)
{
	struct source_file *files = reallocarray(list->files, list->n + 1, sizeof(*files));
	char *copy = strdup(path);

	if (files)
		list->files = files;
	if (!files || !copy) {
		free(copy);
		return -ENOMEM;
	}
	files[list->n++] = (struct source_file){
		.path = copy, .dev = st->st_dev, .ino = st->st_ino,
		.mtime_sec = st->st_mtim.tv_sec, .is_named = is_named,
	};
	return 0;
}

/*
 * The names that journald and systemd-journal-remote use. "~" marks a file that was not
 * closed properly.
 */
static bool is_journal_name(const char *name)
{
	size_t len = strlen(name);

	return (len > 8 && strcmp(name + len - 8, ".journal") == 0) ||
	       (len > 9 && strcmp(name + len - 9, ".journal~") == 0);
}

static int add_directory(struct source_list *list, const char *path, unsigned int depth);

/* Adds a file or folder in a folder. If it cannot be read, the others still are. */
static int add_name(struct source_list *list, const char *path, const char *name,
		    unsigned int depth)
{
	struct stat st;
	int r;

	if (stat(path, &st) < 0) {
		if (is_journal_name(name))
			list->trouble(list->userdata, path, source_error(errno));
		return 0;
	}
	if (S_ISREG(st.st_mode) && is_journal_name(name))
		return add_file(list, path, &st, false);
	if (!S_ISDIR(st.st_mode) || !depth)
		return 0;
	r = add_directory(list, path, depth - 1);
	if (r == -ENOMEM)
		return r;
	if (r < 0)
		list->trouble(list->userdata, path, source_error(-r));
	return 0;
}

static int add_names(struct source_list *list, DIR *dir, const char *path, unsigned int depth)
{
	const struct dirent *entry;
	int r = 0;

	while (r == 0 && (errno = 0, entry = readdir(dir))) {
		char *name;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&name, "%s/%s", path, entry->d_name) < 0)
			return -ENOMEM;
		r = add_name(list, name, entry->d_name, depth);
		free(name);
		errno = 0;
	}
	return r ? r : -errno;
}

/* Adds the journals in a folder, and in its subfolders (one for each machine). */
static int add_directory(struct source_list *list, const char *path, unsigned int depth)
{
	DIR *dir = opendir(path);
	int r;

	if (!dir)
		return -errno;
	r = add_names(list, dir, path, depth);
	closedir(dir);
	return r;
}

/* Adds a folder that the command line names. Returns 0 or -ENOMEM. */
static int add_named_directory(struct source_list *list, const char *path)
{
	unsigned int before = list->n;
	int r = add_directory(list, path, 1);

	if (r == -ENOMEM)
		return r;
	if (r < 0)
		list->trouble(list->userdata, path, source_error(-r));
	else if (list->n == before)
		list->trouble(list->userdata, path, "no journals in this folder");
	return 0;
}

/* Adds a file that the command line names, whatever its name and age. */
static int add_named_file(struct source_list *list, const char *path)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return add_file(list, path, &st, true);
	list->trouble(list->userdata, path, source_error(errno));
	return 0;
}

/* journald stores journals on disk, or in /run if it has no persistent storage. */
static int add_local(struct source_list *list, bool merge)
{
	static const char *const roots[] = { "/var/log/journal", "/run/log/journal" };
	char path[2][96], id[SD_ID128_STRING_MAX], both[224];
	unsigned int found = 0;
	sd_id128_t machine;
	int r;

	r = merge ? 0 : sd_id128_get_machine(&machine);
	if (r < 0) {
		list->trouble(list->userdata, "/etc/machine-id", source_error(-r));
		return 0;
	}
	for (unsigned int i = 0; i < 2; i++) {
		snprintf(path[i], sizeof(path[i]), "%s%s%s", roots[i], merge ? "" : "/",
			 merge ? "" : sd_id128_to_string(machine, id));
		r = add_directory(list, path[i], 1);
		if (r == -ENOMEM)
			return r;
		found += r != -ENOENT;
		if (r < 0 && r != -ENOENT)
			list->trouble(list->userdata, path[i], source_error(-r));
	}
	snprintf(both, sizeof(both), "%s and %s", path[0], path[1]);
	if (!found)
		list->trouble(list->userdata, both, source_error(ENOENT));
	else if (!list->n)
		list->trouble(list->userdata, both, "no journals that this user may see");
	return 0;
}

static int compare_identity(const void *left, const void *right)
{
	const struct source_file *a = left, *b = right;

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	if (a->ino != b->ino)
		return a->ino < b->ino ? -1 : 1;
	return b->is_named - a->is_named;
}

static int compare_age(const void *left, const void *right)
{
	const struct source_file *a = left, *b = right;

	if (a->mtime_sec != b->mtime_sec)
		return a->mtime_sec < b->mtime_sec ? -1 : 1;
	return strcmp(a->path, b->path);
}

static bool is_same(const struct source_file *a, const struct source_file *b)
{
	return a->dev == b->dev && a->ino == b->ino;
}

/* Drops all but one of the names of a file: the file must be read only once. */
static void drop_copies(struct source_list *list)
{
	unsigned int kept = 1;

	qsort(list->files, list->n, sizeof(*list->files), compare_identity);
	for (unsigned int i = 1; i < list->n; i++) {
		if (is_same(&list->files[i], &list->files[kept - 1]))
			free(list->files[i].path);
		else
			list->files[kept++] = list->files[i];
	}
	list->n = kept;
}

/*
 * Fills @list with the files of @source. Calls list->trouble() for each file or folder that
 * cannot be read. Returns 0 or -ENOMEM.
 */
int source_list_fill(struct source_list *list, const struct source *source)
{
	int r = 0;

	for (const char **path = source->directories; path && *path && r == 0; path++)
		r = add_named_directory(list, *path);
	for (const char **path = source->files; path && *path && r == 0; path++)
		r = add_named_file(list, *path);
	if (r == 0 && (source->merge || (!source->directories && !source->files)))
		r = add_local(list, source->merge);
	if (r < 0 || !list->n)
		return r;
	drop_copies(list);
	/* Files in the order of time usually need no second reading, see struct streak. */
	qsort(list->files, list->n, sizeof(*list->files), compare_age);
	return 0;
}

void source_list_release(struct source_list *list)
{
	for (unsigned int i = 0; i < list->n; i++)
		free(list->files[i].path);
	free(list->files);
}
