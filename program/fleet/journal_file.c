// SPDX-License-Identifier: GPL-2.0
/*
 * Reads the entries of kmcontig in one journal file.
 *
 * Each file is read from its start. sd_journal can seek to a time, but uses bisection, which
 * requires entries in the order of their times. In a file of several hosts, or of a host
 * whose clock was set, they are not: entries of whole hosts would be missing.
 */
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fleet/journal_file.h"
#include "fleet/sources.h"

#define IDENTIFIER	"SYSLOG_IDENTIFIER=kmcontig"

/* === a file that was cut off ============================================== */

/* The beginning of a journal: https://systemd.io/JOURNAL_FILE_FORMAT/ */
struct journal_header {
	char signature[8];
	uint8_t unused[80];
	uint64_t header_size, arena_size;	/* little-endian */
};

static bool copy(FILE *from, FILE *to)
{
	char buf[65536];
	size_t len;

	while ((len = fread(buf, 1, sizeof(buf), from)) > 0)
		if (fwrite(buf, 1, len, to) != len)
			return false;
	return fflush(to) == 0 && !ferror(from);
}

/*
 * Copies a journal, and adds zeros up to the size that its header contains. libsystemd
 * refuses to open a journal that is shorter, such as an incomplete copy. With zeros, which
 * are not valid entries, it reads all entries before them. Returns 0, -ENODATA if @from is
 * not a journal, or another negative errno.
 */
static int pad(FILE *from, FILE *to)
{
	struct journal_header header;

	if (fread(&header, sizeof(header), 1, from) != 1 ||
	    memcmp(header.signature, "LPKSHHRH", sizeof(header.signature)) != 0)
		return -ENODATA;
	rewind(from);
	if (!copy(from, to) ||
	    ftruncate(fileno(to), le64toh(header.header_size) +
				  le64toh(header.arena_size)) < 0)
		return errno ? -errno : -EIO;
	return 0;
}

/* Writes a padded copy of @path to @fd, and closes @fd. */
static int pad_into(const char *path, int fd)
{
	FILE *from = fopen(path, "re"), *to = fdopen(fd, "w");
	int r = from && to ? pad(from, to) : -errno;

	if (from)
		fclose(from);
	if (to)
		fclose(to);
	else
		close(fd);
	return r;
}

/* === opening ============================================================== */

/*
 * The same file is opened twice: after sd_journal has found damage in a file, it reads
 * nothing more of it.
 */
struct opened {
	sd_journal *by_index, *by_order;
	bool cut_off;
};

static int open_both(struct opened *opened, const char *path)
{
	const char *paths[] = { path, NULL };
	int r = sd_journal_open_files(&opened->by_index, paths, 0);

	return r < 0 ? r : sd_journal_open_files(&opened->by_order, paths, 0);
}

static void close_both(struct opened *opened)
{
	sd_journal_close(opened->by_index);
	sd_journal_close(opened->by_order);
}

/* The folder for large temporary files, see file-hierarchy(7). */
static const char *temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder && *folder ? folder : "/var/tmp";
}

/* Opens a padded copy. The copy is already unlinked when this returns. */
static int open_padded(struct opened *opened, const char *path, char trouble[JOURNAL_TROUBLE])
{
	int r = -ENOMEM, fd;
	char *name;

	if (asprintf(&name, "%s/kmcontig-XXXXXX", temporary_folder()) < 0)
		return -ENOMEM;
	fd = mkostemp(name, O_CLOEXEC);
	r = fd < 0 ? -errno : pad_into(path, fd);
	if (r < 0 && r != -ENODATA)
		snprintf(trouble, JOURNAL_TROUBLE,
			 "cut off, and cannot be copied to %s: %s (set TMPDIR to a folder with more room)",
			 temporary_folder(), strerror(-r));
	if (r == 0)
		r = open_both(opened, name);
	if (fd >= 0)
		unlink(name);	/* not earlier: libsystemd opens files only by name */
	free(name);
	return r;
}

static int open_journal(struct opened *opened, const char *path, char trouble[JOURNAL_TROUBLE])
{
	int r = open_both(opened, path);

	if (r != -ENODATA)
		return r;
	close_both(opened);
	*opened = (struct opened){ .cut_off = true };
	return open_padded(opened, path, trouble);
}

/* === entries ============================================================== */

/* Identifies an entry without the index, which may be damaged. */
struct place {
	uint64_t usec, uptime_usec;
	sd_id128_t boot;
};

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
	journal_entry_fn *fn;
	void *userdata;
	uint64_t n;		/* entries seen */
	struct place last;	/* the last of them */
	bool damaged;
};

/* Returns 0, or negative errno, which ends the reading. Damage does not end it. */
static int take_entry(sd_journal *j, struct walk *walk)
{
	int r;

	walk->n++;
	if (!get_place(j, &walk->last))
		return 0;
	r = walk->fn(j, walk->userdata);
	walk->damaged |= r == -EBADMSG;
	return r == -EBADMSG ? 0 : r;
}

/* If sd_journal cannot read on in a file, it drops the file and reports the end of it. */
static bool has_file(sd_journal *j)
{
	uint64_t from, to;

	return sd_journal_get_cutoff_realtime_usec(j, &from, &to) > 0;
}

/*
 * True if the index of values works and contains no entry of kmcontig. To test that it
 * works, it is used to look up a field of the first entry.
 */
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

/* Finds the last entry of kmcontig by the index. */
static bool find_tail(sd_journal *j, struct place *tail)
{
	return sd_journal_add_match(j, IDENTIFIER, 0) >= 0 && sd_journal_seek_tail(j) >= 0 &&
	       sd_journal_previous(j) > 0 && get_place(j, tail);
}

/*
 * Reads the entries of kmcontig from the start by the index of values, until the end or
 * until damage. Sets walk->damaged if entries may be missing.
 */
static int walk_by_index(sd_journal *j, struct walk *walk)
{
	bool has_entries = has_file(j), reached_tail = false, has_tail;
	struct place tail;
	int n, r = 0;

	has_tail = find_tail(j, &tail);
	n = sd_journal_seek_head(j);
	while (n >= 0 && r >= 0 && (n = sd_journal_next(j)) > 0) {
		r = take_entry(j, walk);
		reached_tail |= has_tail && same_place(&walk->last, &tail);
	}
	if (n < 0 || (has_entries && !has_file(j)) ||
	    (has_tail ? !reached_tail : !walk->n && !has_none(j)))
		walk->damaged = true;
	return r;
}

static bool is_ours(sd_journal *j)
{
	const void *data;
	size_t len;

	return sd_journal_get_data(j, "SYSLOG_IDENTIFIER", &data, &len) >= 0 &&
	       len == strlen(IDENTIFIER) && memcmp(data, IDENTIFIER, len) == 0;
}

/* Reads the entries after @walk->last in order, without the index, which may be damaged. */
static int walk_by_order(sd_journal *j, struct walk *walk)
{
	const struct place from = walk->last;
	bool beyond = !walk->n;
	struct place place;
	int r = 0;

	while (r >= 0 && sd_journal_next(j) > 0) {
		if (beyond && is_ours(j))
			r = take_entry(j, walk);
		beyond |= get_place(j, &place) && same_place(&place, &from);
	}
	return r;
}

/*
 * Calls @fn with each entry of kmcontig in @path.
 *
 * Returns 0 if the file was read. If the file is damaged, all readable entries were read,
 * and @trouble says so; otherwise @trouble is empty.
 * Returns negative errno if nothing could be read, and @trouble says why; or if @fn ended
 * the reading, and @trouble is empty.
 */
int journal_file_read(const char *path, journal_entry_fn *fn, void *userdata,
		      char trouble[JOURNAL_TROUBLE])
{
	struct walk walk = { .fn = fn, .userdata = userdata };
	struct opened opened = { 0 };
	int r;

	trouble[0] = '\0';
	r = open_journal(&opened, path, trouble);
	if (r < 0) {
		if (!trouble[0])
			snprintf(trouble, JOURNAL_TROUBLE, "%s",
				 r == -ENODATA || r == -EBADMSG ? "empty, damaged, or no journal" :
				 source_error(-r));
		close_both(&opened);
		return r;
	}
	walk.damaged = opened.cut_off;
	r = walk_by_index(opened.by_index, &walk);
	if (r >= 0 && walk.damaged) {
		snprintf(trouble, JOURNAL_TROUBLE, "damaged; what can be read of it counts");
		r = walk_by_order(opened.by_order, &walk);
	}
	close_both(&opened);
	return r;
}

/* === the newest entries only ============================================== */

#define DISCONTIGUITY	"KMCONTIG_EVENT=discontiguity"

static bool is_discontiguity(sd_journal *j)
{
	const void *data;
	size_t len;

	return sd_journal_get_data(j, "KMCONTIG_EVENT", &data, &len) >= 0 &&
	       len == strlen(DISCONTIGUITY) && memcmp(data, DISCONTIGUITY, len) == 0;
}

/* Leaves an entry about a discontiguity to take_discontiguities(). */
static int take_machine(sd_journal *j, const void *match, size_t len, struct walk *walk)
{
	sd_journal_flush_matches(j);
	if (sd_journal_add_match(j, IDENTIFIER, 0) < 0 || sd_journal_add_match(j, match, len) < 0 ||
	    sd_journal_seek_tail(j) < 0)
		return -EBADMSG;
	return sd_journal_previous(j) > 0 && !is_discontiguity(j) ? take_entry(j, walk) : 0;
}

static int take_discontiguities(sd_journal *j, struct walk *walk)
{
	int r = 0;

	sd_journal_flush_matches(j);
	if (sd_journal_add_match(j, IDENTIFIER, 0) < 0 ||
	    sd_journal_add_match(j, DISCONTIGUITY, 0) < 0 ||
	    sd_journal_seek_head(j) < 0)
		return -EBADMSG;
	while (r == 0 && sd_journal_next(j) > 0)
		r = take_entry(j, walk);
	return r;
}

/*
 * Calls @fn only with the newest entry of each machine in @path, and with each entry about a
 * discontiguous block. Returns 0, or negative errno if the file cannot be read in this way:
 * then use journal_file_read().
 */
int journal_file_read_newest(const char *path, journal_entry_fn *fn, void *userdata)
{
	struct walk walk = { .fn = fn, .userdata = userdata };
	struct opened opened = { 0 };
	const void *match;
	size_t len;
	int n = 0, r = open_both(&opened, path);

	if (r == 0)
		r = sd_journal_query_unique(opened.by_index, "_MACHINE_ID");
	while (r >= 0 && (n = sd_journal_enumerate_unique(opened.by_index, &match, &len)) > 0)
		r = take_machine(opened.by_order, match, len, &walk);
	if (r >= 0)
		r = n < 0 ? n : take_discontiguities(opened.by_order, &walk);
	if (r >= 0 && (walk.damaged || !has_file(opened.by_order)))
		r = -EBADMSG;
	close_both(&opened);
	return r;
}
