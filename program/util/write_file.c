// SPDX-License-Identifier: GPL-2.0
/*
 * Replaces a file atomically: writes a temporary file in the same folder and renames it,
 * so that readers never find an incomplete file.
 *
 * There is no fsync(): after a power cut, the file may be empty or old. This is harmless
 * because all callers soon write their file again.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "util/write_file.h"

#define LINKS_MAX	40	/* as in the kernel */
#define FILE_MODE	0644

/* The length of the folder in @path, including the slash. */
static size_t folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash - path + 1 : 0;
}

/*
 * Replaces the name of the link in @path by @target, the content of the link. Returns
 * false if the new path is too long.
 */
static bool take_target(char path[PATH_MAX], const char *target)
{
	size_t len = *target == '/' ? 0 : folder_len(path);

	if (len + strlen(target) >= PATH_MAX)
		return false;
	strcpy(path + len, target);
	return true;
}

enum target {
	TARGET_REPLACED,	/* a regular file, or no file yet */
	TARGET_WRITTEN,		/* a device or a FIFO: is written directly */
	TARGET_LINKED		/* @path was a link and is now its target */
};

/* The content of a link in /proc/PID/fd is not a path: opening the link opens the file. */
static bool is_open_file(int fd)
{
	struct statfs fs;

	return fstatfs(fd, &fs) == 0 && fs.f_type == PROC_SUPER_MAGIC;
}

/*
 * A link of another user is replaced, not followed. Otherwise a user who may write into
 * the folder could choose which file root overwrites.
 */
static bool is_trusted(const struct stat *link)
{
	return link->st_uid == 0 || link->st_uid == geteuid();
}

/*
 * Returns how to write @path, which is open as @fd: enum target, or negative errno. For
 * TARGET_LINKED, changes @path.
 */
static int judge_target(char path[PATH_MAX], int fd)
{
	char target[PATH_MAX];
	struct stat st;
	ssize_t len;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (!S_ISLNK(st.st_mode))
		return S_ISREG(st.st_mode) ? TARGET_REPLACED : TARGET_WRITTEN;
	if (is_open_file(fd))
		return TARGET_WRITTEN;
	if (!is_trusted(&st))
		return TARGET_REPLACED;
	len = readlinkat(fd, "", target, sizeof(target) - 1);
	if (len < 0)
		return -errno;
	target[len] = '\0';
	return take_target(path, target) ? TARGET_LINKED : -ENAMETOOLONG;
}

/* Follows symbolic links and changes @path to their target: the links themselves stay. */
static int find_target(char path[PATH_MAX])
{
	for (unsigned int i = 0; i <= LINKS_MAX; i++) {
		/* Another process may replace a link at any time, so use the open file. */
		int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC), r;

		if (fd < 0)
			return errno == ENOENT ? TARGET_REPLACED : -errno;
		r = judge_target(path, fd);
		close(fd);
		if (r != TARGET_LINKED)
			return r;
	}
	return -ELOOP;
}

/* Prints the content and closes @f. Returns negative errno if a part was not written. */
static int write_stream(FILE *f, write_fn *write, void *userdata)
{
	int r = write(f, userdata);

	if (fflush(f) != 0 && r == 0)
		r = -errno;
	if (ferror(f) && r == 0)	/* an earlier part failed: its errno is lost */
		r = -EIO;
	if (fclose(f) != 0 && r == 0)
		r = -errno;
	return r;
}

/* Closes @fd. */
static int write_descriptor(int fd, write_fn *write, void *userdata)
{
	FILE *f = fdopen(fd, "w");
	int r;

	if (f)
		return write_stream(f, write, userdata);
	r = -errno;
	close(fd);
	return r;
}

/* Uses a copy of stdout: an error on stdout itself would stay set for later writers. */
static int write_stdout(write_fn *write, void *userdata)
{
	int fd;

	fflush(stdout);
	fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	return fd < 0 ? -errno : write_descriptor(fd, write, userdata);
}

/* The mode is FILE_MODE less the umask. */
static int open_temporary(char *template)
{
	int fd = mkostemp(template, O_CLOEXEC), r;
	mode_t mask;

	if (fd < 0)
		return -errno;
	mask = umask(0);
	umask(mask);
	if (fchmod(fd, FILE_MODE & ~mask) == 0)
		return fd;
	r = -errno;
	unlink(template);
	close(fd);
	return r;
}

/* Writes a new file and renames it to @path. */
static int replace(const char *path, write_fn *write, void *userdata)
{
	/* The name does not end in .prom, so node_exporter does not read the file. */
	static const char name[] = ".kmcontig-XXXXXX";
	char temporary[PATH_MAX];
	size_t len = folder_len(path);
	int fd, r;

	if (len + sizeof(name) > sizeof(temporary))
		return -ENAMETOOLONG;
	memcpy(temporary, path, len);
	memcpy(temporary + len, name, sizeof(name));
	fd = open_temporary(temporary);
	if (fd < 0)
		return fd;
	r = write_descriptor(fd, write, userdata);
	if (r == 0 && rename(temporary, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(temporary);
	return r;
}

static int write_into(const char *path, write_fn *write, void *userdata)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);

	return fd < 0 ? -errno : write_descriptor(fd, write, userdata);
}

/*
 * True for /dev/stdout, and for a file to which a shell has redirected standard output:
 * this file must not be replaced.
 */
static bool is_stdout(const char *path)
{
	struct stat out, st;

	return fstat(STDOUT_FILENO, &out) == 0 && stat(path, &st) == 0 &&
	       out.st_dev == st.st_dev && out.st_ino == st.st_ino;
}

static int write_any(const char *path, write_fn *write, void *userdata)
{
	char target[PATH_MAX];
	int r;

	if (is_stdout(path))
		return write_stdout(write, userdata);
	if (strlen(path) >= sizeof(target))
		return -ENAMETOOLONG;
	strcpy(target, path);
	r = *path ? find_target(target) : -ENOENT;
	if (r < 0)
		return r;
	return (r == TARGET_WRITTEN ? write_into : replace)(target, write, userdata);
}

/*
 * Replaces the file @path by what @write prints. The new file has mode 0644 less the umask,
 * whatever the mode of the old one. If @path is a symbolic link, the link stays and its
 * target is replaced. A device, a FIFO or standard output cannot be replaced and is
 * written directly. The folder must be writable. Returns 0 or negative errno. After an
 * error, the old file is unchanged and no temporary file remains.
 */
int write_file_atomic(const char *path, write_fn *write, void *userdata)
{
	/*
	 * If the file is larger than LimitFSIZE= allows, the write then fails. Otherwise
	 * SIGXFSZ would kill the process.
	 */
	sighandler_t before = signal(SIGXFSZ, SIG_IGN);
	int r = write_any(path, write, userdata);

	signal(SIGXFSZ, before);
	return r;
}

int write_file_or_stdout(const char *path, write_fn *write, void *userdata)
{
	if (strcmp(path, "-") == 0)
		return write_stdout(write, userdata);
	return write_file_atomic(path, write, userdata);
}
