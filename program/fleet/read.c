// SPDX-License-Identifier: GPL-2.0
/*
 * Reads journals, one file at a time: however many hosts there are, one is open,
 * and one that cannot be read is named and costs no other. Files are taken in the
 * order in which they begin, so that a host's entries come in their own.
 *
 * Each file is read from its start. The journal could seek to a time, but finds it
 * by bisection, and a file that several hosts write to, or one whose clock is set,
 * is not in the order of times: whole hosts would be missing.
 *
 * What a host sends is not to be trusted, whatever it is called: each value is
 * checked, and an entry with one that is wrong is counted and passed over.
 */
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-journal.h>

#include "fleet/read.h"
#include "util/log.h"
#include "util/parse.h"
#include "util/text.h"
#include "util/usec.h"

#define IDENTIFIER		"SYSLOG_IDENTIFIER=kmcontig"
#define PROGRESS_AFTER_SEC	1
#define PROGRESS_ENTRIES	1024	/* a look at the clock after so many */

/* Which entry it is, whatever the index says. */
struct place {
	uint64_t usec, uptime_usec;
	sd_id128_t boot;
};

struct file {
	char *path;
	uint64_t from_usec;	/* of its first entry; 0: it has none */
	bool cut_off;
	bool has_tail;
	struct place tail;	/* its last entry of ours, as the index has it */
};

struct reading {
	struct fleet *fleet;
	unsigned int n_files;
	struct file *files;
	unsigned int n_done;	/* of them */
	unsigned int n_old;	/* other files, last written before that time */
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
static void say_progress(struct reading *r)
{
	if (!isatty(STDERR_FILENO) || seconds_since(&r->started) < PROGRESS_AFTER_SEC ||
	    seconds_since(&r->said) < PROGRESS_AFTER_SEC)
		return;
	clock_gettime(CLOCK_MONOTONIC, &r->said);
	fprintf(stderr, "\r%u of %u journals, %" PRIu64 " entries, %u hosts",
		r->n_done, r->n_files, r->fleet->entries, r->fleet->n_hosts);
}

/* Makes room for another line. */
static void end_progress(struct reading *r)
{
	if (r->said.tv_sec)
		fprintf(stderr, "\r%*s\r", 70, "");
	r->said.tv_sec = 0;
}

static void say_trouble(struct reading *r, const char *path, const char *what)
{
	end_progress(r);
	log_warning("%s: %s", path, what);
}

/* === fields =============================================================== */

/* "NAME=value" as it is in the journal, where the value may be any bytes. */
struct raw {
	const char *name;
	size_t name_len;
	char value[SIZES_TEXT];
};

/* Splits a field. A value that is no text, or too long, becomes one that nothing is. */
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
		value_len = 0;
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
	if (IS(field_names[FIELD_SEQ]))
		return parse_number(value, UINT64_MAX, &e->seq);
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

/* === entries ============================================================== */

static bool get_place(sd_journal *j, struct place *place)
{
	return sd_journal_get_realtime_usec(j, &place->usec) >= 0 &&
	       sd_journal_get_monotonic_usec(j, &place->uptime_usec, &place->boot) >= 0;
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->usec == b->usec && a->uptime_usec == b->uptime_usec &&
	       sd_id128_equal(a->boot, b->boot);
}

struct walk {
	uint64_t n;		/* entries seen */
	struct place last;	/* the last of them */
	bool reached_tail;
	bool damaged;
};

/* Takes in the entry that the journal is at. Returns 0 or -ENOMEM. */
static int take_entry(struct reading *r, sd_journal *j, struct walk *walk)
{
	struct fleet_entry entry;
	int result;

	if (++walk->n % PROGRESS_ENTRIES == 0)
		say_progress(r);
	if (!get_place(j, &walk->last) || walk->last.usec < r->fleet->since_usec)
		return 0;
	result = parse_entry(j, &entry);
	if (result == -ENOMEM)
		return result;
	if (result < 0) {
		walk->damaged = true;
	} else if (result == 0) {
		r->wrong++;
	} else {
		entry.source = r->n_done;
		return fleet_add(r->fleet, &entry);
	}
	return 0;
}

/* An open journal drops a file that it cannot go on in, and calls that the end. */
static bool has_file(sd_journal *j)
{
	uint64_t from, to;

	return sd_journal_get_cutoff_realtime_usec(j, &from, &to) > 0;
}

/* Does the index of values lead to what the first entry has, and to no event of ours? */
static bool has_none(sd_journal *j)
{
	const void *data;
	char first[256];
	size_t len;

	if (sd_journal_query_unique(j, "KMCONTIG_EVENT") < 0 ||
	    sd_journal_enumerate_unique(j, &data, &len) != 0)
		return false;
	sd_journal_flush_matches(j);
	if (sd_journal_seek_head(j) < 0 || sd_journal_next(j) <= 0)
		return true;
	sd_journal_restart_data(j);
	do {
		if (sd_journal_enumerate_data(j, &data, &len) <= 0)
			return true;
	} while (len > sizeof(first));
	memcpy(first, data, len);
	return sd_journal_add_match(j, first, len) >= 0 && sd_journal_seek_head(j) >= 0 &&
	       sd_journal_next(j) > 0;
}

/*
 * From an open journal's start to its end by the index of values, which leads to
 * ours alone; or as far as that can be read.
 */
static int walk_matches(struct reading *r, sd_journal *j, const struct file *file,
			struct walk *walk)
{
	int n, result = 0;

	n = sd_journal_add_match(j, IDENTIFIER, 0);
	while (n >= 0 && result >= 0 && (n = sd_journal_next(j)) > 0) {
		result = take_entry(r, j, walk);
		walk->reached_tail |= file->has_tail && same_place(&walk->last, &file->tail);
	}
	if (n < 0 || (file->from_usec && !has_file(j)) ||
	    (file->has_tail ? !walk->reached_tail : !walk->n && !has_none(j)))
		walk->damaged = true;
	return result;
}

static bool is_ours(sd_journal *j)
{
	const void *data;
	size_t len;

	return sd_journal_get_data(j, "SYSLOG_IDENTIFIER", &data, &len) >= 0 &&
	       len == strlen(IDENTIFIER) && memcmp(data, IDENTIFIER, len) == 0;
}

/* Without the index, which may be what is damaged: what comes after @walk->last. */
static int walk_all(struct reading *r, sd_journal *j, struct walk *walk)
{
	const struct place from = walk->last;
	bool beyond = !walk->n;
	struct place place;
	int result = 0;

	while (result >= 0 && sd_journal_next(j) > 0) {
		if (beyond && is_ours(j))
			result = take_entry(r, j, walk);
		beyond |= get_place(j, &place) && same_place(&place, &from);
	}
	return result;
}

/* === files ================================================================ */

/* The beginning of a journal: https://systemd.io/JOURNAL_FILE_FORMAT/ */
struct journal_header {
	char signature[8];
	uint8_t unused[80];
	uint64_t header_size, arena_size;	/* little-endian */
};

/*
 * libsystemd refuses a journal that ends before its header says so, as does a copy
 * that was cut off. With zeros at its end, which are no entry, it reads what is there.
 */
static bool pad(FILE *from, FILE *to)
{
	struct journal_header header;
	char buf[65536];
	size_t len;

	if (fread(&header, sizeof(header), 1, from) != 1 ||
	    memcmp(header.signature, "LPKSHHRH", sizeof(header.signature)) != 0)
		return false;
	rewind(from);
	while ((len = fread(buf, 1, sizeof(buf), from)) > 0)
		fwrite(buf, 1, len, to);
	return fflush(to) == 0 && !ferror(from) && !ferror(to) &&
	       ftruncate(fileno(to), le64toh(header.header_size) +
				     le64toh(header.arena_size)) == 0;
}

/* Opens a padded copy of @path, which is gone when it is closed. */
static int open_padded(sd_journal **j, const char *path)
{
	const char *folder = getenv("TMPDIR");
	const char *paths[] = { NULL, NULL };
	FILE *from, *to = NULL;
	int r = -ENODATA, fd;
	char *name;

	if (asprintf(&name, "%s/kmcontig-XXXXXX", folder ? folder : "/tmp") < 0)
		return -ENOMEM;
	paths[0] = name;
	from = fopen(path, "re");
	fd = from ? mkostemp(name, O_CLOEXEC) : -1;
	if (fd >= 0)
		to = fdopen(fd, "w");
	if (to && pad(from, to))
		r = sd_journal_open_files(j, paths, 0);
	if (fd >= 0)
		unlink(name);	/* and not before: libsystemd refuses that, too */
	if (to)
		fclose(to);
	if (from)
		fclose(from);
	free(name);
	return r;
}

static int open_journal(sd_journal **j, struct file *file)
{
	const char *paths[] = { file->path, NULL };
	int r = sd_journal_open_files(j, paths, 0);

	file->cut_off |= r == -ENODATA;
	return file->cut_off ? open_padded(j, file->path) : r;
}

static int read_file(struct reading *r, struct file *file)
{
	struct walk walk = { .damaged = file->cut_off };
	sd_journal *j = NULL;
	int result = open_journal(&j, file);

	if (result >= 0)
		result = walk_matches(r, j, file, &walk);
	sd_journal_close(j);
	if (result >= 0 && walk.damaged) {
		say_trouble(r, file->path, "damaged; what can be read of it counts");
		j = NULL;
		result = open_journal(&j, file);
		if (result >= 0)
			result = walk_all(r, j, &walk);
		sd_journal_close(j);
	}
	if (result == -ENOMEM)
		return result;
	if (result < 0)
		say_trouble(r, file->path, strerror(-result));
	return 0;
}

/* Looks at both ends of a file. Returns 0, or negative errno: it cannot be read. */
static int look_at(struct file *file)
{
	sd_journal *j = NULL;
	int result = open_journal(&j, file);
	uint64_t to;

	if (result >= 0) {
		sd_journal_get_cutoff_realtime_usec(j, &file->from_usec, &to);
		file->has_tail = sd_journal_add_match(j, IDENTIFIER, 0) >= 0 &&
				 sd_journal_seek_tail(j) >= 0 &&
				 sd_journal_previous(j) > 0 && get_place(j, &file->tail);
	}
	sd_journal_close(j);
	return result;
}

/* Takes note of a file; one that nothing can be read of is named, and left out. */
static int add_file(struct reading *r, const char *path)
{
	struct file *file, *files = reallocarray(r->files, r->n_files + 1, sizeof(*files));
	struct stat st;
	int result;

	if (!files)
		return -ENOMEM;
	r->files = files;
	if (stat(path, &st) == 0 &&
	    st.st_mtime < (time_t)(r->fleet->since_usec / USEC_PER_SEC)) {
		r->n_old++;
		return 0;
	}
	file = &files[r->n_files];
	*file = (struct file){ .path = strdup(path) };
	result = file->path ? look_at(file) : -ENOMEM;
	if (result >= 0) {
		r->n_files++;
		return 0;
	}
	free(file->path);
	if (result == -ENOMEM)
		return result;
	say_trouble(r, path, result == -ENODATA || result == -EBADMSG ?
		    "empty, damaged or no journal; it does not count" : strerror(-result));
	return 0;
}

/* As journald and systemd-journal-remote name them; "~": not closed in order. */
static bool is_journal_name(const char *name)
{
	size_t len = strlen(name);

	return (len > 8 && strcmp(name + len - 8, ".journal") == 0) ||
	       (len > 9 && strcmp(name + len - 9, ".journal~") == 0);
}

static int add_directory(struct reading *r, const char *path, unsigned int depth);

/* A folder in another one: that it cannot be read costs no other. */
static int add_folder(struct reading *r, const char *path, unsigned int depth)
{
	int result = add_directory(r, path, depth);

	if (result >= 0 || result == -ENOMEM)
		return result;
	say_trouble(r, path, strerror(-result));
	return 0;
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
				result = add_folder(r, name, depth - 1);
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
	if (!r->n_files && !r->n_old)
		return -ENOENT;
	if (r->n_files)
		qsort(r->files, r->n_files, sizeof(*r->files), compare_files);
	for (; r->n_done < r->n_files && result >= 0; r->n_done++) {
		say_progress(r);
		result = read_file(r, &r->files[r->n_done]);
	}
	end_progress(r);
	return result;
}

/* Machine ids are what tells hosts apart: one with several names may be several. */
static void say_names(const struct fleet_host *host)
{
	struct text names;

	if (!host->n_names)
		return;
	text_init(&names);
	for (unsigned int i = 0; i < host->n_names; i++)
		text_add(&names, "%s%s", i ? ", " : "", host->names[i]);
	log_warning("machine id %s is that of %s%s: one host that was renamed, or clones that share a machine id",
		    host->machine, names.buf, host->more_names ? ", and more" : "");
}

/*
 * Reads what @source has from fleet->since_usec on. Returns 0, also when some
 * files or entries could not be used: stderr has a line for each such file, one
 * for the entries, and one for each machine id with several names. Or negative
 * errno; -ENOENT: there was nothing to read.
 */
int fleet_read(struct fleet *fleet, const struct fleet_source *source)
{
	struct reading r = { .fleet = fleet };
	int result;

	clock_gettime(CLOCK_MONOTONIC, &r.started);
	result = read_all(&r, source);
	if (result == 0 && r.wrong)
		log_warning("entries that are not as this version of kmcontig writes them, and do not count: %" PRIu64,
			    r.wrong);
	for (unsigned int i = 0; result == 0 && i < fleet->n_hosts; i++)
		say_names(fleet->hosts[i]);
	for (unsigned int i = 0; i < r.n_files; i++)
		free(r.files[i].path);
	free(r.files);
	return result;
}
