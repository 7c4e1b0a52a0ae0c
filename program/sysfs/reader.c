// SPDX-License-Identifier: GPL-2.0
/*
 * Reads single files of a directory. Each file contains one value, which is checked.
 *
 * A reader remembers its first error and reads nothing after it. So callers are plain
 * lists of files, with one check at the end. A file is open only while it is read,
 * because there are some 180 files for each node.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sysfs/names.h"
#include "sysfs/reader.h"

static int open_at(int dir, const char *path, int flags)
{
	return openat(dir, path, flags);
}

reader_open_fn *reader_open = open_at;

void reader_fail(struct reader *r, int result, const char *what)
{
	if (r->result)
		return;
	r->result = result;
	snprintf(r->error->text, sizeof(r->error->text), "%s: %s", r->path, what);
}

/*
 * Reads until the end of the file, or until the buffer is full. Returns the number of
 * bytes, or negative errno.
 */
static ssize_t read_up_to(int fd, char *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, buf + len, size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		len += n;
	}
	return len;
}

/* Sets the path of the next file. Returns @r, so that calls can be nested. */
struct reader *reader_at(struct reader *r, const char *format, ...)
{
	va_list args;

	if (r->result)
		return r;	/* keep the path of the first error */
	va_start(args, format);
	vsnprintf(r->path, sizeof(r->path), format, args);
	va_end(args);
	return r;
}

/* Reads the line of the file into r->value. Returns false after an error, now or before. */
static bool read_value(struct reader *r)
{
	ssize_t len;
	int fd;

	if (r->result)
		return false;

	/* sysfs attributes are neither links nor FIFOs: do not follow a link, do not block. */
	fd = reader_open(r->root, r->path,
		    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		reader_fail(r, -errno, strerror(errno));
		return false;
	}
	len = read_up_to(fd, r->value, sizeof(r->value));
	close(fd);

	if (len < 0)
		reader_fail(r, len, strerror(-len));
	else if (len == sizeof(r->value))
		reader_fail(r, -EBADMSG, "longer than any value can be");
	else if (!parse_line(r->value, len))
		reader_fail(r, -EBADMSG, "not one line of text");
	return !r->result;
}

/* Reads a number from @min to @max. Returns 0 after an error. */
uint64_t reader_range(struct reader *r, uint64_t min, uint64_t max)
{
	uint64_t number = 0;
	char what[64];

	if (read_value(r) && (!parse_number(r->value, max, &number) || number < min)) {
		snprintf(what, sizeof(what), "not a number from %llu to %llu",
			 (unsigned long long)min, (unsigned long long)max);
		reader_fail(r, -EBADMSG, what);
	}
	return number;
}

uint64_t reader_number(struct reader *r, uint64_t max)
{
	return reader_range(r, 0, max);
}

/* Reads the size of a block, in bytes. If @or_none, 0 is valid, too. */
uint64_t reader_size(struct reader *r, bool or_none)
{
	uint64_t bytes = 0;

	if (!read_value(r))
		return 0;
	if (!parse_number(r->value, SIZE_LARGEST, &bytes) ||
	    !(size_is_valid(bytes) || (or_none && bytes == 0)))
		reader_fail(r, -EBADMSG, "not the size of a block in bytes");
	return bytes;
}

unsigned int reader_word(struct reader *r, const char *const *words, unsigned int n)
{
	unsigned int word = 0;

	if (read_value(r) && !parse_word(r->value, words, n, &word))
		reader_fail(r, -EBADMSG, "none of the words it can be");
	return word;
}

/* Reads several words. Returns the index of the one in brackets. */
unsigned int reader_choice(struct reader *r, const char *const *words, unsigned int n)
{
	unsigned int word = 0;

	if (read_value(r) && !parse_choice(r->value, words, n, &word))
		reader_fail(r, -EBADMSG, "not the words it can be, one of them in brackets");
	return word;
}

void reader_list(struct reader *r, uint64_t max, struct list *list)
{
	if (read_value(r) && !parse_list(r->value, max, list))
		reader_fail(r, -EBADMSG, "not a list of numbers in range");
}

void reader_stamp(struct reader *r, struct stamp *stamp)
{
	if (read_value(r) && !parse_stamp(r->value, stamp))
		reader_fail(r, -EBADMSG, "not a time in seconds with nanoseconds");
}

void reader_load_id(struct reader *r, char load_id[LOAD_ID_LEN + 1])
{
	if (read_value(r) && !parse_load_id(r->value, load_id))
		reader_fail(r, -EBADMSG, "not 32 lower-case hexadecimal digits");
}

/* Calls @add for each entry of the directory. */
void reader_for_each(struct reader *r, add_fn *add, void *to)
{
	const struct dirent *entry;
	DIR *stream = NULL;
	int fd;

	if (r->result)
		return;
	fd = reader_open(r->root, r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		stream = fdopendir(fd);
	if (!stream) {
		reader_fail(r, -errno, strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	while (!r->result && (errno = 0, entry = readdir(stream)))
		add(r, entry->d_name, to);
	if (!r->result && errno)
		reader_fail(r, -errno, strerror(errno));	/* entries are missing */
	closedir(stream);
}
