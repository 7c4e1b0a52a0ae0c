// SPDX-License-Identifier: GPL-2.0
/*
 * Unit tests: files are replaced atomically. After each case, the old file or the new file is
 * complete, and no temporary file is left.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include "fake_tree.h"
#include "unit.h"

#include "util/write_file.h"

struct folder {
	char path[128];
	char file[160];		/* path/file */
};

static char *in_folder(const struct folder *f, const char *name)
{
	static char paths[4][256];
	static unsigned int next;
	char *path = paths[next++ % ARRAY_SIZE(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", f->path, name);
	return path;
}

static int setup(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));
	struct fake_tree t;

	fake_init(&t);
	strcpy(f->path, t.base);
	snprintf(f->file, sizeof(f->file), "%s/file", f->path);
	umask(022);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct folder *f = *state;

	nftw(f->path, fake_remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(f);
	return 0;
}

static void put(const char *path, const char *content)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static void expect_content(const char *path, const char *expected)
{
	char got[64] = "";
	FILE *f = fopen(path, "r");

	if (!f)
		fail_msg("%s: expected \"%s\", got %m", path, expected);
	got[fread(got, 1, sizeof(got) - 1, f)] = '\0';
	fclose(f);
	if (strcmp(got, expected) != 0)
		fail_msg("%s: expected \"%s\", got \"%s\"", path, expected, got);
}

/* Does not count "." and "..". */
static void expect_files(const char *path, unsigned int expected)
{
	unsigned int n = 0;
	struct dirent *entry;
	DIR *dir = opendir(path);

	while ((entry = readdir(dir)))
		n += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(dir);
	if (n != expected)
		fail_msg("%s: expected %u files, got %u", path, expected, n);
}

static void expect_mode(const char *path, mode_t expected)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	if (st.st_mode != expected)
		fail_msg("%s: expected mode %o, got %o", path, expected, st.st_mode);
}

static int print_text(FILE *f, void *text)
{
	fputs(text, f);
	return 0;
}

static int write_new(const char *path)
{
	return write_file_atomic(path, print_text, "new");
}

/* While the new file is written, its path still leads to the old content. */
static int print_and_look(FILE *f, void *path)
{
	fputs("new", f);
	fflush(f);
	expect_content(path, "old");
	return 0;
}

static int print_and_fail(FILE *f, void *userdata)
{
	(void)userdata;
	fputs("half of it", f);
	fflush(f);
	return -EDOM;
}

/* The first write fails and all later ones succeed, so only ferror() shows the error. */
static int print_with_a_lost_error(FILE *f, void *userdata)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC), saved = dup(fileno(f));

	(void)userdata;
	dup2(full, fileno(f));
	fputs("lost", f);
	fflush(f);
	dup2(saved, fileno(f));
	close(full);
	close(saved);
	fputs("arrived", f);
	return 0;
}

/* === files that can be written === */

static void a_new_file_has_the_content_and_the_mode(void **state)
{
	struct folder *f = *state;

	assert_int_equal(write_new(f->file), 0);
	expect_content(f->file, "new");
	expect_mode(f->file, S_IFREG | 0644);
	expect_files(f->path, 1);
}

static void the_umask_limits_the_mode(void **state)
{
	struct folder *f = *state;

	umask(077);
	assert_int_equal(write_new(f->file), 0);
	expect_mode(f->file, S_IFREG | 0600);
	assert_int_equal(umask(022), 077);
}

static void the_old_file_is_complete_until_it_is_replaced(void **state)
{
	struct folder *f = *state;

	put(f->file, "old");
	assert_int_equal(write_file_atomic(f->file, print_and_look, f->file), 0);
	expect_content(f->file, "new");
	expect_files(f->path, 1);
}

/* The user may choose any name, and node_exporter reads all files whose name ends in .prom. */
static int expect_hidden_name(FILE *f, void *path)
{
	struct dirent *entry;
	DIR *dir = opendir(path);

	(void)f;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			fail_msg("expected a hidden temporary file, got %s", entry->d_name);
	closedir(dir);
	return 0;
}

static void the_temporary_file_is_hidden(void **state)
{
	struct folder *f = *state;

	assert_int_equal(write_file_atomic(in_folder(f, "x.prom"), expect_hidden_name, f->path), 0);
}

static void a_file_in_the_current_folder_is_replaced(void **state)
{
	struct folder *f = *state;
	int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(chdir(f->path), 0);
	put("file", "old");
	assert_int_equal(write_new("file"), 0);
	assert_int_equal(fchdir(before), 0);
	close(before);
	expect_content(f->file, "new");
	expect_files(f->path, 1);
}

static void a_file_with_the_longest_possible_name_is_written(void **state)
{
	char name[NAME_MAX + 1], path[512];
	struct folder *f = *state;

	memset(name, 'x', NAME_MAX);
	name[NAME_MAX] = '\0';
	snprintf(path, sizeof(path), "%s/%s", f->path, name);
	assert_int_equal(write_new(path), 0);
	expect_content(path, "new");
}

/* === files that cannot be written === */

static void expect_old(const struct folder *f)
{
	expect_content(f->file, "old");
	expect_files(f->path, 1);
}

static void an_error_of_the_print_function_leaves_the_old_file(void **state)
{
	struct folder *f = *state;

	put(f->file, "old");
	assert_int_equal(write_file_atomic(f->file, print_and_fail, NULL), -EDOM);
	expect_old(f);
}

static void an_early_error_is_not_lost(void **state)
{
	struct folder *f = *state;

	put(f->file, "old");
	assert_int_equal(write_file_atomic(f->file, print_with_a_lost_error, NULL), -EIO);
	expect_old(f);
}

static int print_much(FILE *f, void *userdata)
{
	(void)userdata;
	for (unsigned int i = 0; i < 65536; i++)
		fputs("0123456789abcdef", f);
	return 0;
}

static void a_file_that_grows_too_large_leaves_the_old_file(void **state)
{
	struct rlimit before, limit;
	struct folder *f = *state;

	put(f->file, "old");
	getrlimit(RLIMIT_FSIZE, &before);
	limit = (struct rlimit){ 4096, before.rlim_max };
	setrlimit(RLIMIT_FSIZE, &limit);
	assert_int_equal(write_file_atomic(f->file, print_much, NULL), -EFBIG);
	setrlimit(RLIMIT_FSIZE, &before);
	expect_old(f);
	/* The action of the signal is restored. */
	assert_ptr_equal(signal(SIGXFSZ, SIG_DFL), SIG_DFL);
}

static void a_missing_folder_is_an_error(void **state)
{
	assert_int_equal(write_new(in_folder(*state, "none/file")), -ENOENT);
	assert_int_equal(write_new(""), -ENOENT);
}

static void a_folder_with_the_name_of_the_file_is_an_error(void **state)
{
	struct folder *f = *state;

	assert_int_equal(mkdir(f->file, 0755), 0);
	assert_int_equal(write_new(f->file), -EISDIR);
	expect_files(f->path, 1);
	expect_files(f->file, 0);
	assert_int_equal(write_new(in_folder(f, "file/")), -EISDIR);
}

static void a_file_with_the_name_of_the_folder_is_an_error(void **state)
{
	struct folder *f = *state;

	put(f->file, "old");
	assert_int_equal(write_new(in_folder(f, "file/file")), -ENOTDIR);
	expect_old(f);
}

static void a_path_that_is_too_long_is_an_error(void **state)
{
	char path[PATH_MAX + 2];

	(void)state;
	memset(path, '/', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	path[sizeof(path) - 2] = 'x';
	assert_int_equal(write_new(path), -ENAMETOOLONG);
}

/* === links === */

static void a_link_stays_and_its_target_is_replaced(void **state)
{
	struct folder *f = *state;
	char *link = in_folder(f, "link");

	put(f->file, "old");
	assert_int_equal(symlink("file", link), 0);
	assert_int_equal(write_new(link), 0);
	expect_mode(link, S_IFLNK | 0777);
	expect_content(f->file, "new");
	expect_files(f->path, 2);
}

/* rename() requires the temporary file on the file system of the target. */
static void a_target_in_another_folder_is_replaced_there(void **state)
{
	struct folder *f = *state;
	char *link = in_folder(f, "link");

	assert_int_equal(mkdir(in_folder(f, "other"), 0755), 0);
	assert_int_equal(symlink(in_folder(f, "other/second"), link), 0);
	assert_int_equal(symlink("file", in_folder(f, "other/second")), 0);
	assert_int_equal(write_new(link), 0);
	expect_content(in_folder(f, "other/file"), "new");
	expect_mode(in_folder(f, "other/second"), S_IFLNK | 0777);
	expect_files(f->path, 2);
}

static void a_missing_target_of_a_link_is_created(void **state)
{
	struct folder *f = *state;

	assert_int_equal(symlink("file", in_folder(f, "link")), 0);
	assert_int_equal(write_new(in_folder(f, "link")), 0);
	expect_content(f->file, "new");
	expect_mode(in_folder(f, "link"), S_IFLNK | 0777);
}

static void a_circle_of_links_is_an_error(void **state)
{
	struct folder *f = *state;

	assert_int_equal(symlink("b", in_folder(f, "a")), 0);
	assert_int_equal(symlink("a", in_folder(f, "b")), 0);
	assert_int_equal(write_new(in_folder(f, "a")), -ELOOP);
	expect_files(f->path, 2);
}

/* A user who may write into the folder must not choose which file root overwrites. */
static void a_link_of_another_user_is_replaced_and_not_followed(void **state)
{
	struct folder *f = *state;
	char *link = in_folder(f, "link");

	if (geteuid() != 0)
		skip();
	put(f->file, "old");
	assert_int_equal(symlink("file", link), 0);
	assert_int_equal(lchown(link, 65534, 65534), 0);
	assert_int_equal(write_new(link), 0);
	expect_content(f->file, "old");
	expect_mode(link, S_IFREG | 0644);
	expect_content(link, "new");
}

/* === files that are not regular === */

/* Root creates a device of its own, because broken code could replace that of the host. */
static const char *full_device(const struct folder *f)
{
	char *device = in_folder(f, "full");

	if (geteuid() != 0)
		return "/dev/full";
	if (mknod(device, S_IFCHR | 0666, makedev(1, 7)) < 0 || access(device, W_OK) < 0)
		skip();
	return device;
}

static void a_full_device_is_an_error(void **state)
{
	struct folder *f = *state;
	const char *device = full_device(f);
	struct stat st;

	assert_int_equal(write_new(device), -ENOSPC);
	assert_int_equal(symlink(device, in_folder(f, "link")), 0);
	assert_int_equal(write_new(in_folder(f, "link")), -ENOSPC);
	assert_int_equal(stat(device, &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

static void a_fifo_is_written_and_stays(void **state)
{
	struct folder *f = *state;
	char got[8] = "";
	int fd;

	assert_int_equal(mkfifo(f->file, 0600), 0);
	fd = open(f->file, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	assert_int_equal(write_new(f->file), 0);
	assert_int_equal(read(fd, got, sizeof(got)), 3);
	close(fd);
	assert_string_equal(got, "new");
	expect_mode(f->file, S_IFIFO | 0600);
	expect_files(f->path, 1);
}

/* Writes to @path in a child whose stdout is @out, between two other writes to stdout. */
static int write_with_stdout(const char *path, const char *out)
{
	pid_t child = fork();
	int status;

	if (child == 0) {
		int fd = open(out, O_WRONLY | O_CREAT | O_CLOEXEC, 0644), r;

		dup2(fd, STDOUT_FILENO);
		stdout = fdopen(STDOUT_FILENO, "w");
		fputs("before ", stdout);
		r = write_file_or_stdout(path, print_text, "new");
		fputs(" after", stdout);
		fflush(stdout);
		_exit(-r);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return -WEXITSTATUS(status);
}

static void standard_output_is_written_in_order(void **state)
{
	struct folder *f = *state;
	/* f->file: a shell may have redirected stdout to it. The last one is like /dev/stdout. */
	const char *names[] = { "-", "/proc/self/fd/1", f->file, in_folder(f, "stdout") };

	assert_int_equal(symlink("/proc/self/fd/1", names[3]), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		assert_int_equal(write_with_stdout(names[i], f->file), 0);
		expect_content(f->file, "before new after");
		expect_files(f->path, 2);
		unlink(f->file);
	}
}

static void a_full_standard_output_is_an_error(void **state)
{
	const char *device = full_device(*state);

	assert_int_equal(write_with_stdout("-", device), -ENOSPC);
	assert_int_equal(write_with_stdout("/proc/self/fd/1", device), -ENOSPC);
}

static void a_dash_is_a_file_name_if_the_caller_does_not_allow_standard_output(void **state)
{
	struct folder *f = *state;
	int before = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_int_equal(chdir(f->path), 0);
	assert_int_equal(write_new("-"), 0);
	assert_int_equal(fchdir(before), 0);
	close(before);
	expect_content(in_folder(f, "-"), "new");
}

/* The path /proc/self/fd/N leads to an open file that has been deleted. */
static void an_open_file_without_a_name_is_written(void **state)
{
	struct folder *f = *state;
	char path[64], got[8] = "";
	int fd = open(f->file, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	unlink(f->file);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	assert_int_equal(write_new(path), 0);
	assert_int_equal(pread(fd, got, sizeof(got), 0), 3);
	assert_string_equal(got, "new");
	close(fd);
	expect_files(f->path, 0);
}

static void no_file_stays_open(void **state)
{
	struct folder *f = *state;
	unsigned int before = count_descriptors();

	write_new(f->file);
	write_new(f->path);
	write_new(full_device(f));
	write_file_atomic(f->file, print_and_fail, NULL);
	assert_int_equal(count_descriptors(), before);
}

#define FOLDER_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FOLDER_TEST(a_new_file_has_the_content_and_the_mode),
		FOLDER_TEST(the_umask_limits_the_mode),
		FOLDER_TEST(the_old_file_is_complete_until_it_is_replaced),
		FOLDER_TEST(the_temporary_file_is_hidden),
		FOLDER_TEST(a_file_in_the_current_folder_is_replaced),
		FOLDER_TEST(a_file_with_the_longest_possible_name_is_written),
		FOLDER_TEST(an_error_of_the_print_function_leaves_the_old_file),
		FOLDER_TEST(an_early_error_is_not_lost),
		FOLDER_TEST(a_file_that_grows_too_large_leaves_the_old_file),
		FOLDER_TEST(a_missing_folder_is_an_error),
		FOLDER_TEST(a_folder_with_the_name_of_the_file_is_an_error),
		FOLDER_TEST(a_file_with_the_name_of_the_folder_is_an_error),
		FOLDER_TEST(a_path_that_is_too_long_is_an_error),
		FOLDER_TEST(a_link_stays_and_its_target_is_replaced),
		FOLDER_TEST(a_target_in_another_folder_is_replaced_there),
		FOLDER_TEST(a_missing_target_of_a_link_is_created),
		FOLDER_TEST(a_circle_of_links_is_an_error),
		FOLDER_TEST(a_link_of_another_user_is_replaced_and_not_followed),
		FOLDER_TEST(a_full_device_is_an_error),
		FOLDER_TEST(a_fifo_is_written_and_stays),
		FOLDER_TEST(standard_output_is_written_in_order),
		FOLDER_TEST(a_full_standard_output_is_an_error),
		FOLDER_TEST(a_dash_is_a_file_name_if_the_caller_does_not_allow_standard_output),
		FOLDER_TEST(an_open_file_without_a_name_is_written),
		FOLDER_TEST(no_file_stays_open),
	};

	return RUN_TESTS(tests);
}
