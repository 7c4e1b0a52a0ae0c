/* SPDX-License-Identifier: GPL-2.0 */
/* Finds the journal files to read: those of this host, those in folders, or single files. */
#ifndef KMCONTIG_FLEET_SOURCES_H
#define KMCONTIG_FLEET_SOURCES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What the command line names. If it names nothing, the journals of this host are read. */
struct source {
	const char **directories, **files;	/* NULL-terminated; NULL: none */
	bool merge;		/* also the journals that were collected on this host */
};

struct source_file {
	char *path;
	dev_t dev;		/* @dev and @ino identify the file, whatever its name */
	ino_t ino;
	int64_t mtime_sec;	/* last written, in seconds since the epoch */
	bool is_named;		/* the command line names it */
};

struct source_list {
	unsigned int n;
	struct source_file *files;	/* the oldest first; no file is listed twice */
	/* Called for each file or folder that cannot be read. @why: the reason, for people */
	void (*trouble)(void *userdata, const char *path, const char *why);
	void *userdata;
};

int source_list_fill(struct source_list *list, const struct source *source);
void source_list_release(struct source_list *list);

/* Like strerror(), and says what to do if permission is denied. */
const char *source_error(int errnum);

#endif
