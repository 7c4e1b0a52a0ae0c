// SPDX-License-Identifier: GPL-2.0
/*
 * Reads journals, one file at a time: however many hosts there are, one is open,
 * and one that cannot be read is named and costs no other. Files are taken in the
 * order in which they begin, so that a host's entries come in their own.
 *
 * What a host sends is not to be trusted, whatever it is called: each value is
 * checked, and an entry with one that is wrong is counted and passed over.
 */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-journal.h>

#include "events.h"
#include "fleet_read.h"
#include "log.h"
#include "parse.h"

#define PROGRESS_AFTER_SEC	1

struct file {
	char *path;
	uint64_t from_usec;	/* of its first entry */
};

struct reading {
	struct fleet *fleet;
	unsigned int n_files, n_unreadable;
	struct file *files;
	uint64_t wrong;		/* entries passed over */
	struct timespec started, said;
};

/* === progress ============================================================= */

static double seconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - then->tv_sec + (now.tv_nsec - then->tv_nsec) / 1e9;
}

/* A line on a terminal's stderr that is written over, once a second. */
static void say_progress(struct reading *r, unsigned int done)
{
	if (!isatty(STDERR_FILENO) || seconds_since(&r->started) < PROGRESS_AFTER_SEC ||
	    seconds_since(&r->said) < PROGRESS_AFTER_SEC)
		return;
	clock_gettime(CLOCK_MONOTONIC, &r->said);
	fprintf(stderr, "\r%u of %u journals, %" PRIu64 " entries, %u hosts", done,
		r->n_files, r->fleet->entries, r->fleet->n_hosts);
}

static void end_progress(const struct reading *r)
{
	if (r->said.tv_sec)
		fprintf(stderr, "\r%*s\r", 70, "");
}

/* === fields =============================================================== */

/* "NAME=value" as it is in the journal, where the value may be any bytes. */
struct raw {
	const char *name;
	size_t name_len;
	char value[SIZES_TEXT];
};

/* Splits a field. False: it is none of ours, or no text. */
static bool split_field(const char *data, size_t len, struct raw *raw)
{
	const char *equals = memchr(data, '=', len);
	size_t value_len;

	if (!equals)
		return false;
	raw->name = data;
	raw->name_len = equals - data;
	value_len = len - raw->name_len - 1;
	if (value_len >= sizeof(raw->value) || memchr(equals + 1, '\0', value_len))
		return false;
	memcpy(raw->value, equals + 1, value_len);
	raw->value[value_len] = '\0';
	return true;
}

static bool parse_hex128(const char *text, char id[ID128_TEXT])
{
	return parse_load_id(text, id);
}

/* Whatever is in a name, what is shown of it is letters, digits, dots and hyphens. */
static bool parse_host(const char *text, char host[HOST_TEXT])
{
	size_t i;

	for (i = 0; text[i] && i < HOST_TEXT - 1; i++)
		host[i] = strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_",
				 text[i]) ? text[i] : '?';
	host[i] = '\0';
	return i > 0;
}

static bool parse_node(const char *text, struct fleet_entry *e)
{
	uint64_t number;

	if (!parse_number(text, NODE_MAX, &number))
		return false;
	e->node = number;
	return true;
}

/* A size, or 0: none. */
static bool parse_bytes(const char *text, uint64_t *bytes)
{
	return parse_number(text, SIZE_LARGEST, bytes) &&
	       (*bytes == 0 || size_is_valid(*bytes));
}

/* "kmalloc-4k=free kmalloc-8k=failed", in rising order. */
static bool parse_states(char *text, struct fleet_entry *e)
{
	char *rest = text, *word;

	e->n_sizes = 0;
	while ((word = strsep(&rest, " "))) {
		char *state = strchr(word, '=');
		struct tree_size *size = &e->sizes[e->n_sizes];
		unsigned int value;

		if (!state || e->n_sizes == TREE_SIZES_MAX)
			return false;
		*state++ = '\0';
		if (!size_parse_name(word, &size->bytes) ||
		    !parse_word(state, state_names, NR_STATES, &value) ||
		    (e->n_sizes && size->bytes <= size[-1].bytes))
			return false;
		size->state = value;
		e->n_sizes++;
	}
	return true;
}

/* Of an absent module it is the reason for that, of a failure the failure's. */
static bool parse_reason(const char *text, struct fleet_entry *e)
{
	unsigned int word;

	if (parse_word(text, reason_names, NR_REASONS, &word))
		e->reason = word;
	else if (parse_word(text, absence_names, NR_ABSENCES, &word))
		e->absence = word;
	else
		return false;
	return true;
}

#define WORD(member, names, n) \
	(parse_word(value, names, n, &word) && (e->member = word, true))

/* Takes a field's value in, if it is one that counts. False: it is wrong. */
static bool take_field(struct raw *raw, struct fleet_entry *e)
{
	char *value = raw->value;
	unsigned int word;

	#define IS(text) (raw->name_len == strlen(text) && !memcmp(raw->name, text, raw->name_len))
	if (IS("_MACHINE_ID"))
		return parse_hex128(value, e->machine);
	if (IS("_BOOT_ID"))
		return parse_hex128(value, e->boot);
	if (IS("_HOSTNAME"))
		return parse_host(value, e->host);
	if (IS("KMCONTIG_EVENT"))
		return WORD(event, event_names, NR_EVENTS);
	if (IS(field_names[FIELD_LOAD_ID]))
		return parse_load_id(value, e->load_id);
	if (IS(field_names[FIELD_NODE]))
		return parse_node(value, e);
	if (IS(field_names[FIELD_SIZE]))
		return parse_bytes(value, &e->size) && e->size;
	if (IS(field_names[FIELD_STATE]))
		return WORD(state, state_names, NR_STATES);
	if (IS(field_names[FIELD_STATES]))
		return parse_states(value, e);
	if (IS(field_names[FIELD_EFFORT]))
		return WORD(effort, effort_names, NR_EFFORTS);
	if (IS(field_names[FIELD_REASON]))
		return parse_reason(value, e);
	if (IS(field_names[FIELD_COALESCED]))
		return parse_number(value, UINT64_MAX - 1, &e->coalesced);
	if (IS(field_names[FIELD_DISCONTIGUITIES]))
		return parse_number(value, UINT64_MAX, &e->discontiguities);
	if (IS(field_names[FIELD_LARGEST_FREE]))
		return parse_bytes(value, &e->largest_free);
	if (IS(field_names[FIELD_LARGEST_RECOVERED]))
		return parse_bytes(value, &e->largest_recovered);
	if (IS(field_names[FIELD_SUMMARY_SEC]))
		return parse_number(value, 86400, &e->summary_sec);
	#undef IS
	return true;
}

/* Is all there that an entry of its kind needs? */
static bool is_whole(const struct fleet_entry *e)
{
	if (!e->machine[0] || !e->boot[0] || !e->host[0])
		return false;
	switch (e->event) {
	case EVENT_SUMMARY:
		return e->load_id[0] && e->n_sizes;
	case EVENT_FAILURE:
	case EVENT_STATE_CHANGE:
		return e->load_id[0] && e->size;
	default:
		return true;
	}
}

/* 1: an entry; 0: none that can be used; or negative errno. */
static int parse_entry(sd_journal *j, struct fleet_entry *e)
{
	bool has_event = false;
	const void *data;
	struct raw raw;
	size_t len;
	int r;

	memset(e, 0, offsetof(struct fleet_entry, sizes));
	r = sd_journal_get_realtime_usec(j, &e->usec);
	if (r < 0)
		return r;
	sd_journal_restart_data(j);
	while ((r = sd_journal_enumerate_available_data(j, &data, &len)) > 0) {
		if (!split_field(data, len, &raw))
			continue;
		if (!take_field(&raw, e))
			return 0;
		has_event |= raw.name_len == strlen("KMCONTIG_EVENT") &&
			     !memcmp(raw.name, "KMCONTIG_EVENT", raw.name_len);
	}
	return r < 0 ? r : has_event && is_whole(e);
}

/* === files ================================================================ */

/* Hands the entries of an open journal on, as far as it can be read. */
static int read_entries(struct reading *r, sd_journal *j)
{
	struct fleet_entry entry;
	int n, result;

	/* Only ours: the journal has an index of values. */
	n = sd_journal_add_match(j, "SYSLOG_IDENTIFIER=kmcontig", 0);
	if (n >= 0)
		n = sd_journal_seek_realtime_usec(j, r->fleet->since_usec);
	if (n < 0)
		return n;
	while ((n = sd_journal_next(j)) > 0) {
		result = parse_entry(j, &entry);
		if (result < 0)
			return result;
		if (result == 0)
			r->wrong++;
		else if (entry.usec >= r->fleet->since_usec &&
			 fleet_add(r->fleet, &entry) < 0)
			return -ENOMEM;
	}
	return n;
}

static int read_file(struct reading *r, const struct file *file)
{
	const char *paths[] = { file->path, NULL };
	sd_journal *j = NULL;
	int result = sd_journal_open_files(&j, paths, 0);

	if (result >= 0)
		result = read_entries(r, j);
	sd_journal_close(j);
	if (result == -ENOMEM)
		return result;
	if (result < 0) {
		r->n_unreadable++;
		log_warning("%s: %s; what could be read of it counts", file->path,
			    result == -EBADMSG || result == -EIO ? "damaged" : strerror(-result));
	}
	return 0;
}

/* When a file begins; files that nothing can be read of are named, and left out. */
static int add_file(struct reading *r, const char *path)
{
	const char *paths[] = { path, NULL };
	struct file *files;
	uint64_t from = 0, to;
	sd_journal *j = NULL;
	int result = sd_journal_open_files(&j, paths, 0);

	if (result >= 0)
		sd_journal_get_cutoff_realtime_usec(j, &from, &to);
	sd_journal_close(j);
	if (result < 0) {
		r->n_unreadable++;
		log_warning("%s: no journal that can be read: %s", path,
			    result == -EBADMSG ? "damaged" : strerror(-result));
		return result == -ENOMEM ? result : 0;
	}
	files = reallocarray(r->files, r->n_files + 1, sizeof(*files));
	if (!files)
		return -ENOMEM;
	r->files = files;
	files[r->n_files].path = strdup(path);
	if (!files[r->n_files].path)
		return -ENOMEM;
	files[r->n_files++].from_usec = from;
	return 0;
}

/* As journald and systemd-journal-remote name them; "~": not closed in order. */
static bool is_journal_name(const char *name)
{
	size_t len = strlen(name);

	return (len > 8 && strcmp(name + len - 8, ".journal") == 0) ||
	       (len > 9 && strcmp(name + len - 9, ".journal~") == 0);
}

/* The journals in a folder, and in the folders in it (one a machine). */
static int add_directory(struct reading *r, const char *path, unsigned int depth)
{
	const struct dirent *entry;
	DIR *dir = opendir(path);
	int result = 0;

	if (!dir)
		return -errno;
	while (result >= 0 && (entry = readdir(dir))) {
		char *name;
		struct stat st;

		if (entry->d_name[0] == '.')
			continue;
		if (asprintf(&name, "%s/%s", path, entry->d_name) < 0) {
			result = -ENOMEM;
			break;
		}
		if (stat(name, &st) == 0) {
			if (S_ISREG(st.st_mode) && is_journal_name(entry->d_name))
				result = add_file(r, name);
			else if (S_ISDIR(st.st_mode) && depth)
				result = add_directory(r, name, depth - 1);
		}
		free(name);
	}
	closedir(dir);
	return result;
}

/* Where journald keeps them; on a host without a disk of its own in /run. */
static int add_local(struct reading *r, bool merge)
{
	static const char *const roots[] = { "/var/log/journal", "/run/log/journal" };
	int result = -ENOENT;
	sd_id128_t machine;
	char path[96], id[SD_ID128_STRING_MAX];

	for (unsigned int i = 0; i < 2; i++) {
		int got;

		snprintf(path, sizeof(path), "%s", roots[i]);
		if (!merge) {
			got = sd_id128_get_machine(&machine);
			if (got < 0)
				return got;
			snprintf(path, sizeof(path), "%s/%s", roots[i],
				 sd_id128_to_string(machine, id));
		}
		got = add_directory(r, path, 1);
		if (got == -ENOMEM)
			return got;
		if (got >= 0)
			result = 0;
	}
	return result;
}

static int add_files(struct reading *r, const char **paths)
{
	int result = 0;

	for (; result >= 0 && *paths; paths++)
		result = add_file(r, *paths);
	return result;
}

static int compare_files(const void *left, const void *right)
{
	const struct file *a = left, *b = right;

	return (a->from_usec > b->from_usec) - (a->from_usec < b->from_usec);
}

static int read_all(struct reading *r, const struct fleet_source *source)
{
	int result;

	if (source->directory)
		result = add_directory(r, source->directory, 1);
	else if (source->files)
		result = add_files(r, source->files);
	else
		result = add_local(r, source->merge);
	if (result < 0)
		return result;
	qsort(r->files, r->n_files, sizeof(*r->files), compare_files);
	for (unsigned int i = 0; i < r->n_files && result >= 0; i++) {
		say_progress(r, i);
		result = read_file(r, &r->files[i]);
	}
	end_progress(r);
	return result;
}

/*
 * Reads what @source has from fleet->since_usec on. Returns 0, also when some
 * files or entries could not be used: stderr has a line for each such file, and
 * one for the entries. Or negative errno.
 */
int fleet_read(struct fleet *fleet, const struct fleet_source *source)
{
	struct reading r = { .fleet = fleet };
	int result;

	clock_gettime(CLOCK_MONOTONIC, &r.started);
	result = read_all(&r, source);
	if (result == 0 && r.wrong)
		log_warning("%" PRIu64 " entries are not as kmcontig writes them, and do not count",
			    r.wrong);
	for (unsigned int i = 0; i < r.n_files; i++)
		free(r.files[i].path);
	free(r.files);
	return result;
}
