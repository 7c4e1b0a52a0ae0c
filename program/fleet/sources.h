/* SPDX-License-Identifier: GPL-2.0 */
/* Which journal files are read: those of this host, of folders, or single ones. */
#ifndef KMCONTIG_FLEET_SOURCES_H
#define KMCONTIG_FLEET_SOURCES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What the command line names. If it names nothing, the journals of this host. */
struct source {
	const char **directories, **files;	/* NULL-terminated; NULL: none */
	bool merge;		/* also the journals that were collected on this host */
};

struct source_file {
	char *path;
	dev_t dev;		/* which file it is, whatever its name */
	ino_t ino;
	int64_t mtime_sec;	/* last written then */
	bool is_named;		/* by the command line */
};

struct source_list {
	unsigned int n;
	struct source_file *files;	/* the last written last; none is there twice */
	/* Called for what cannot be read, with words that say why. */
	void (*trouble)(void *userdata, const char *path, const char *why);
	void *userdata;
};

int source_list_fill(struct source_list *list, const struct source *source);
void source_list_release(struct source_list *list);

/* What strerror() says, and what to do about it. */
const char *source_error(int errnum);

#endif
