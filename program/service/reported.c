// SPDX-License-Identifier: GPL-2.0
/*
 * What the service has told, in a file:
 *
 *	LOAD_ID TOLD_SEQ TOLD_DISCONTIGUITIES
 *	NODE SIZE STATE CHANGES_START CHANGES WITHHELD FAILURES_START FAILURES
 *	...
 *
 * with a line for each size about which there were entries in the last hour, so that a
 * service that restarts often stays within the limits, and changes that were only
 * counted are told by some process.
 *
 * The file is in the folder that the service manager provides (RuntimeDirectory=), and
 * is removed by a stop or a reboot. A process that finds none, or one with a line that
 * it does not understand, tells anew: too much rather than too little.
 */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/reported.h"
#include "util/parse.h"
#include "util/write_file.h"

/* False: there is no such folder. */
static bool file_path(char path[PATH_MAX])
{
	const char *folder = getenv("RUNTIME_DIRECTORY");

	return folder && snprintf(path, PATH_MAX, "%s/told", folder) < PATH_MAX;
}

/* === restore ============================================================== */

/* Takes the words of a line apart. False: there are not @n. */
static bool split(char *line, char **words, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		words[i] = strsep(&line, " ");
	return words[n - 1] && !line;
}

static bool restore_load(struct events *events, char *line)
{
	uint64_t reported_seq, reported_discontiguities;
	char load_id[LOAD_ID_LEN + 1], *words[3];

	if (!split(line, words, 3) || !parse_load_id(words[0], load_id) ||
	    !parse_number(words[1], UINT64_MAX, &reported_seq) ||
	    !parse_number(words[2], UINT64_MAX, &reported_discontiguities))
		return false;
	events_restore(events, load_id, reported_seq, reported_discontiguities);
	return true;
}

/* START USED. No hour has started in the future. */
static bool restore_hour(struct hour *hour, char *const *words, unsigned int max,
			 uint64_t now_usec)
{
	uint64_t used;

	if (!parse_number(words[0], now_usec, &hour->start_usec) ||
	    !parse_number(words[1], max, &used))
		return false;
	hour->used = used;
	return true;
}

static bool restore_size(struct events *events, char *line, uint64_t now_usec)
{
	struct size_record old = { 0 }, *size;
	unsigned int state;
	uint64_t node;
	char *words[8];

	if (!split(line, words, 8) || !parse_number(words[0], NODE_MAX, &node) ||
	    !parse_number(words[1], SIZE_LARGEST, &old.bytes) || !size_is_valid(old.bytes) ||
	    !parse_word(words[2], state_names, NR_STATES, &state) ||
	    !restore_hour(&old.changes, words + 3, ENTRIES_AN_HOUR + 1, now_usec) ||
	    !parse_number(words[5], UINT64_MAX, &old.withheld) ||
	    !restore_hour(&old.failures, words + 6, ENTRIES_AN_HOUR, now_usec))
		return false;
	size = sizes_get(&events->sizes, node, old.bytes);
	if (!size)
		return false;
	old.node = node;
	old.state = state;
	*size = old;
	return true;
}

/* The file must be text, one line and perhaps more. */
static bool restore(struct events *events, FILE *f, uint64_t now_usec)
{
	bool good = false, first = true;
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, f)) > 0) {
		good = parse_line(line, len) && (first ? restore_load(events, line) :
						 restore_size(events, line, now_usec));
		if (!good)
			break;
		first = false;
	}
	free(line);
	return good;
}

/* Lets @events go on where an earlier process stopped. */
void reported_restore(struct events *events, uint64_t now_usec)
{
	char path[PATH_MAX];
	FILE *f = file_path(path) ? fopen(path, "re") : NULL;

	if (!f)
		return;
	if (!restore(events, f, now_usec))
		events_release(events);
	fclose(f);
}

/* === save ================================================================= */

static int print(FILE *f, void *userdata)
{
	const struct events *events = userdata;

	fprintf(f, "%s %" PRIu64 " %" PRIu64 "\n", events->load_id, events->reported_seq,
		events->reported_discontiguities);
	for (unsigned int i = 0; i < events->sizes.n; i++) {
		const struct size_record *size = &events->sizes.v[i];

		if (!size->changes.used && !size->failures.used)
			continue;
		fprintf(f, "%u %" PRIu64 " %s %" PRIu64 " %u %" PRIu64 " %" PRIu64 " %u\n",
			size->node, size->bytes, state_names[size->state],
			size->changes.start_usec, size->changes.used, size->withheld,
			size->failures.start_usec, size->failures.used);
	}
	return 0;
}

int reported_save(const struct events *events)
{
	char path[PATH_MAX];

	if (!file_path(path))
		return 0;
	if (events_know_module(events))
		return write_file_atomic(path, print, (void *)events);
	return unlink(path) < 0 && errno != ENOENT ? -errno : 0;
}
