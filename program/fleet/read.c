// SPDX-License-Identifier: GPL-2.0
/*
 * Reads journals into a fleet.
 *
 * States follow from all entries, also from those before the time of the report: a healthy
 * host writes only summaries, and its last summary may be older. Therefore all files are
 * read that were written within two of the longest summary intervals before that time. From
 * older files, only the newest entry of each host is read, so that a host that has been
 * silent for long still appears in the report.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "fleet/entry_read.h"
#include "fleet/journal_file.h"
#include "fleet/read.h"
#include "util/log.h"
#include "util/text.h"
#include "util/usec.h"

#define MARGIN_SEC		(2 * 86400)	/* two of the longest summary intervals */
#define PROGRESS_AFTER_SEC	1
#define PROGRESS_ENTRIES	1024	/* entries between two looks at the clock */
#define SKIPPED_NAMED		3	/* on stderr; --json lists all */

struct reader_state {
	struct fleet *fleet;
	struct reading *reading;
	struct source_list list;
	unsigned int n_done;		/* files that are read */
	uint64_t n_entries;
	bool again;			/* in the second reading, see fleet_refine() */
	bool no_memory;
	struct timespec started, said;
};

/* === progress and errors ================================================== */

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - then->tv_sec + (now.tv_nsec - then->tv_nsec) / 1e9;
}

/* If stderr is a terminal, overwrites a line with the progress, once a second. */
static void show_progress(struct reader_state *r)
{
	if (!isatty(STDERR_FILENO) || seconds_since(&r->started) < PROGRESS_AFTER_SEC ||
	    seconds_since(&r->said) < PROGRESS_AFTER_SEC)
		return;
	clock_gettime(CLOCK_MONOTONIC, &r->said);
	fprintf(stderr, "\r%u of %u journals, %" PRIu64 " entries, %u hosts%s",
		r->n_done, r->list.n, r->n_entries, r->fleet->n_hosts,
		r->again ? ", second reading" : "");
}

/* Erases the progress before another line is printed. */
static void end_progress(struct reader_state *r)
{
	if (r->said.tv_sec)
		fprintf(stderr, "\r%*s\r", 79, "");
	r->said.tv_sec = 0;
}

static void add_path(struct reader_state *r, struct paths *paths, const char *path)
{
	char **v = reallocarray(paths->v, paths->n + 1, sizeof(*v));

	if (v)
		paths->v = v;
	if (!v || !(v[paths->n] = strdup(path)))
		r->no_memory = true;
	else
		paths->n++;
}

static void report_unreadable(void *userdata, const char *path, const char *why)
{
	struct reader_state *r = userdata;

	end_progress(r);
	log_error("cannot read %s: %s", path, why);
	add_path(r, &r->reading->unreadable, path);
}

static void report_damaged(struct reader_state *r, const char *path, const char *what)
{
	end_progress(r);
	log_warning("%s: %s", path, what);
	add_path(r, &r->reading->damaged, path);
}

/* === entries and files ==================================================== */

static int take_entry(sd_journal *j, void *userdata)
{
	struct reader_state *r = userdata;
	struct fleet_entry entry;
	int result = entry_read(j, &entry);

	if (++r->n_entries % PROGRESS_ENTRIES == 0)
		show_progress(r);
	if (result < 0)
		return result == -ENOMEM ? result : -EBADMSG;
	if (r->again) {
		if (result)
			fleet_refine(r->fleet, &entry);
		return 0;
	}
	return result ? fleet_add(r->fleet, &entry) : fleet_add_wrong(r->fleet, &entry);
}

static bool is_old(const struct reader_state *r, const struct source_file *file)
{
	uint64_t since_sec = r->fleet->since_usec / USEC_PER_SEC;

	return !file->is_named && file->mtime_sec >= 0 &&
	       (uint64_t)file->mtime_sec + MARGIN_SEC < since_sec;
}

/* Errors are reported only in the first reading. */
static int read_file(struct reader_state *r, const struct source_file *file)
{
	char trouble[JOURNAL_TROUBLE];
	int result;

	if (is_old(r, file) && journal_file_read_newest(file->path, take_entry, r) == 0) {
		if (!r->again)
			add_path(r, &r->reading->skipped, file->path);
		return 0;
	}
	result = journal_file_read(file->path, take_entry, r, trouble);
	if (result < 0 && !trouble[0])
		return result;
	if (r->again)
		return 0;
	if (result < 0)
		report_unreadable(r, file->path, trouble);
	else if (trouble[0])
		report_damaged(r, file->path, trouble);
	r->reading->n_read += result >= 0;
	return 0;
}

static int read_files(struct reader_state *r)
{
	int result = 0;

	for (r->n_done = 0; r->n_done < r->list.n && result == 0; r->n_done++) {
		show_progress(r);
		result = read_file(r, &r->list.files[r->n_done]);
	}
	end_progress(r);
	return r->no_memory ? -ENOMEM : result;
}

/* === warnings at the end ================================================== */

static void report_skipped(const struct reading *reading)
{
	struct text names;

	if (!reading->skipped.n)
		return;
	text_init(&names);
	for (unsigned int i = 0; i < reading->skipped.n && i < SKIPPED_NAMED; i++)
		text_add(&names, "%s%s", i ? ", " : "", reading->skipped.v[i]);
	if (reading->skipped.n > SKIPPED_NAMED)
		text_add(&names, " and %u more (--json lists all)",
			 reading->skipped.n - SKIPPED_NAMED);
	log_warning("skipped %u files that were last written before --since, except the newest entry of each host: %s",
		    reading->skipped.n, names.buf);
}

static void report_wrong(const struct fleet *fleet)
{
	if (fleet->wrong)
		log_warning("ignored %" PRIu64 " entries that this version of kmcontig did not write or does not know",
			    fleet->wrong);
}

/* Hosts are identified by machine ID: an ID with several names may be several hosts. */
static void report_names(const struct fleet_host *host)
{
	char machine[SD_ID128_STRING_MAX];
	struct text names;

	if (host->n_names < 2)
		return;
	text_init(&names);
	for (unsigned int i = 0; i < host->n_names; i++)
		text_add(&names, "%s%s", i ? ", " : "", host->names[i].text);
	log_warning("machine ID %s has several host names: %s%s (a host that was renamed, or clones that share a machine ID)",
		    sd_id128_to_string(host->machine, machine), names.buf,
		    host->more_names ? " and more" : "");
}

/*
 * Reads the journals that @source names. Returns 0 or -ENOMEM. Files that cannot be read are
 * listed in @reading, and each is logged; entries that cannot be read are counted, and the
 * count is logged. The caller releases @reading in all cases.
 */
int fleet_read(struct fleet *fleet, const struct source *source, struct reading *reading)
{
	struct reader_state r = {
		.fleet = fleet, .reading = reading,
		.list = { .trouble = report_unreadable, .userdata = &r },
	};
	int result;

	*reading = (struct reading){ 0 };
	clock_gettime(CLOCK_MONOTONIC, &r.started);
	result = source_list_fill(&r.list, source);
	if (result == 0)
		result = read_files(&r);
	r.again = true;
	if (result == 0 && fleet_is_split(fleet))
		result = read_files(&r);
	source_list_release(&r.list);
	if (result == 0) {
		report_skipped(reading);
		report_wrong(fleet);
	}
	return result;
}

/* Call it after fleet_finish(), which sorts the names. */
void fleet_report_names(const struct fleet *fleet)
{
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		report_names(fleet->hosts[i]);
}

static void paths_release(struct paths *paths)
{
	for (unsigned int i = 0; i < paths->n; i++)
		free(paths->v[i]);
	free(paths->v);
}

void reading_release(struct reading *reading)
{
	paths_release(&reading->skipped);
	paths_release(&reading->damaged);
	paths_release(&reading->unreadable);
}
