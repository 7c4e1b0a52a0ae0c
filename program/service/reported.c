// SPDX-License-Identifier: GPL-2.0
/*
 * What the service has told, in a file of one line:
 *
 *	LOAD_ID TOLD_SEQ TOLD_DISCONTIGUITIES
 *
 * It lies in the folder that the service manager gives (RuntimeDirectory=), and
 * goes with a stop or a reboot. A process that finds none, or one that makes no
 * sense, tells anew: too much rather than too little.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/reported.h"
#include "util/log.h"
#include "util/parse.h"

#define LINE_TEXT	128

/* Negative: there is no such folder, or file. */
static int open_file(int flags)
{
	const char *folder = getenv("RUNTIME_DIRECTORY");
	char path[256];

	if (!folder || snprintf(path, sizeof(path), "%s/told", folder) >= (int)sizeof(path))
		return -1;
	return open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0600);
}

static bool restore(struct events *events, char *line)
{
	char *seq = strchr(line, ' '), *discontiguities = seq ? strchr(seq + 1, ' ') : NULL;
	uint64_t told_seq, told_discontiguities;
	char load_id[LOAD_ID_LEN + 1];

	if (!discontiguities)
		return false;
	*seq++ = *discontiguities++ = '\0';
	if (!parse_load_id(line, load_id) || !parse_number(seq, UINT64_MAX, &told_seq) ||
	    !parse_number(discontiguities, UINT64_MAX, &told_discontiguities))
		return false;
	events_restore(events, load_id, told_seq, told_discontiguities);
	return true;
}

/* Lets @events, which are new, go on where an earlier process stopped. */
void reported_restore(struct events *events)
{
	char line[LINE_TEXT];
	int fd = open_file(O_RDONLY);
	ssize_t len;

	if (fd < 0)
		return;
	len = read(fd, line, sizeof(line) - 1);
	close(fd);
	if (len > 0 && parse_line(line, len))
		restore(events, line);
}

/* One write of a line: nobody can find a part of it. */
void reported_save(const struct events *events)
{
	char line[LINE_TEXT];
	int fd, len;

	fd = open_file(O_WRONLY | O_CREAT | O_TRUNC);
	if (fd < 0)
		return;
	len = snprintf(line, sizeof(line), "%s %" PRIu64 " %" PRIu64 "\n", events->load_id,
		       events->told_seq, events->told_discontiguities);
	if ((!events_know_module(events) || write(fd, line, len) != len) && ftruncate(fd, 0) < 0)
		log_warning("cannot empty the file of what was reported: %m");
	close(fd);
}
