// SPDX-License-Identifier: GPL-2.0
/* The tree for a command: what changes meanwhile is read again, the rest is told. */
#include <errno.h>
#include <sys/utsname.h>

#include "capture.h"
#include "fake_tree.h"
#include "unit.h"

#include "sysfs/tree_load.h"

/* === a module that goes, or a node of it, while it is read ===
 * All files of the tree are opened through here.
 */
static struct {
	const char *file;		/* the trouble is with this one */
	int error;			/* the errno of opening it … */
	unsigned int times;		/* … so many times */
	const struct fake_tree *unload;	/* what goes with the last of them */
	unsigned int seen;		/* how often it was opened */
} trouble;

static int open_or_fail(int dir, const char *path, int flags)
{
	if (trouble.file && strcmp(path, trouble.file) == 0 && trouble.seen++ < trouble.times) {
		if (trouble.unload && trouble.seen == trouble.times)
			fake_unload(trouble.unload);
		errno = trouble.error;
		return -1;
	}
	return openat(dir, path, flags);
}

/* The module's files of a host whose root directory is t->base. */
static int setup(void **state)
{
	struct fake_tree *t = calloc(1, sizeof(*t));

	memset(&trouble, 0, sizeof(trouble));
	trouble.file = "node0/largest_free";
	fake_init(t);
	snprintf(t->root, sizeof(t->root), "%s/sys", t->base);
	assert_int_equal(mkdir(t->root, 0755), 0);
	strcat(t->root, "/kernel");
	assert_int_equal(mkdir(t->root, 0755), 0);
	strcat(t->root, "/kmcontig");
	fake_load(t, LOAD_A);
	*state = t;
	return 0;
}

static void expect_loaded(const struct fake_tree *t)
{
	struct tree *tree = NULL;
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(t->root, t->base, &tree, &why);
	if (status || !tree)
		fail_msg("expected a tree, got %d \"%s\"", status, why.buf);
	assert_string_equal(why.buf, "");
	assert_int_equal(tree->detail, TREE_ALL);
	tree_free(tree);
}

static void expect_outcome(const char *root, const char *host, int expected, const char *words)
{
	struct tree *tree = NULL;
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(root, host, &tree, &why);
	if (status != expected || !strstr(why.buf, words))
		fail_msg("expected %d \"…%s…\", got %d \"%s\"", expected, words, status, why.buf);
	assert_null(tree);
}

static void expect_status(const struct fake_tree *t, int expected, const char *words)
{
	expect_outcome(t->root, t->base, expected, words);
}

static void good_tree_is_read_once(void **state)
{
	expect_loaded(*state);
	assert_int_equal(trouble.seen, 1);
}

static void tree_that_changes_meanwhile_is_read_again(void **state)
{
	static const int errors[] = { ENOENT, ENODEV, EAGAIN };

	for (unsigned int i = 0; i < ARRAY_SIZE(errors); i++) {
		trouble.error = errors[i];
		trouble.times = 2;
		trouble.seen = 0;
		expect_loaded(*state);
		assert_int_equal(trouble.seen, 3);
	}
}

static void tree_that_always_changes_is_given_up(void **state)
{
	trouble.error = ENODEV;
	trouble.times = 1000;
	expect_status(*state, EXIT_FAILURE, "/kmcontig/node0/largest_free: No such device");
	assert_int_equal(trouble.seen, 3);
}

static void other_trouble_is_told_at_once(void **state)
{
	trouble.error = EACCES;
	trouble.times = 1000;
	expect_status(*state, EXIT_FAILURE, "/kmcontig/node0/largest_free: Permission denied");
	assert_int_equal(trouble.seen, 1);
	trouble.times = 0;
	fake_set(*state, "node0/largest_free", "garbage");
	expect_status(*state, EXIT_FAILURE,
		      "/kmcontig/node0/largest_free: not the size of a block in bytes");
	assert_int_equal(trouble.seen, 2);
	fake_set(*state, "abi_version", "3");
	expect_status(*state, EXIT_FAILURE,
		      "/kmcontig/abi_version: this program understands version 2 only");
}

static void make_folder(const struct fake_tree *t, const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s%s", t->base, path);
	assert_int_equal(mkdir(full, 0755), 0);
}

static void absent_module_is_explained_by_the_files_of_its_host(void **state)
{
	const struct fake_tree *t = *state;
	struct utsname name;
	char modules[128], words[512];

	uname(&name);
	snprintf(modules, sizeof(modules), "/lib/modules/%s", name.release);
	fake_unload(t);
	snprintf(words, sizeof(words), "the kernel module is not loaded, and %s%s does not exist; what to do: ",
		 t->base, modules);
	expect_status(t, EXIT_ABSENT, words);
	make_folder(t, "/lib");
	make_folder(t, "/lib/modules");
	make_folder(t, modules);
	expect_status(t, EXIT_ABSENT,
		      "the kernel module is not built for this kernel, whose headers are missing; what to do: install");
}

static void module_that_goes_meanwhile_is_absent(void **state)
{
	trouble.error = ENODEV;
	trouble.times = 2;
	trouble.unload = *state;
	expect_status(*state, EXIT_ABSENT, "the kernel module ");
}

static void path_that_does_not_exist_is_no_absence(void **state)
{
	const struct fake_tree *t = *state;
	char none[256], words[512];

	snprintf(none, sizeof(none), "%s/none", t->base);
	snprintf(words, sizeof(words),
		 "cannot open %s: No such file or directory (--sysfs takes the directory", none);
	expect_outcome(none, NULL, EXIT_NO_INPUT, words);
	expect_outcome(none, "", EXIT_NO_INPUT, words);
	expect_outcome(none, t->base, EXIT_NO_INPUT, words);
	expect_outcome("/sys/kernel/kmcontg", NULL, EXIT_NO_INPUT, "cannot open /sys/kernel/kmcontg: No");
	expect_outcome("", NULL, EXIT_NO_INPUT, "cannot open : No such file or directory");
	/* Right by its name only: nothing else tells that sysfs is there. */
	fake_unload(t);
	expect_outcome(t->root, NULL, EXIT_NO_INPUT, "/sys/kernel/kmcontig: No such file or directory");
}

static void host_root_without_sys_is_no_absence(void **state)
{
	const struct fake_tree *t = *state;
	char none[256], root[512], words[512];

	snprintf(none, sizeof(none), "%s/none", t->base);
	snprintf(root, sizeof(root), "%s/sys/kernel/kmcontig", none);
	snprintf(words, sizeof(words),
		 "cannot open %s/sys/kernel: No such file or directory (--host-root takes", none);
	expect_outcome(root, none, EXIT_NO_INPUT, words);
	make_folder(t, "/none");
	make_folder(t, "/none/sys");
	expect_outcome(root, none, EXIT_NO_INPUT, words);
	make_folder(t, "/none/sys/kernel");
	expect_outcome(root, none, EXIT_ABSENT, "the kernel module is not loaded, and ");
}

/* The real one, where this host has it and the module is not loaded. */
static void directory_that_is_missing_in_sysfs_is_absence(void **state)
{
	static const char *const roots[] = { "/sys/kernel/kmcontig", "/sys/kernel/kmcontig//" };

	(void)state;
	if (access("/sys/kernel/mm", F_OK) < 0 || access(roots[0], F_OK) == 0)
		skip();
	for (unsigned int i = 0; i < ARRAY_SIZE(roots); i++)
		expect_outcome(roots[i], NULL, EXIT_ABSENT,
			       " does not exist; what to do: modprobe kmcontig on the host (--host-root=DIR");
	expect_outcome("/sys/kernel/mm/kmcontg", NULL, EXIT_NO_INPUT, "cannot open ");
}

static void root_that_is_no_directory_is_not_taken_for_absence(void **state)
{
	const struct fake_tree *t = *state;
	FILE *f;

	fake_unload(t);
	f = fopen(t->root, "w");
	assert_non_null(f);
	fclose(f);
	expect_status(t, EXIT_NO_INPUT, "/kmcontig: Not a directory (--host-root takes");
	expect_outcome(t->root, NULL, EXIT_NO_INPUT, "/kmcontig: Not a directory (--sysfs takes");
}

static int load_command(void *data)
{
	const struct fake_tree *t = data;
	struct tree *tree = NULL;
	int status = tree_load(t->root, t->base, &tree);

	tree_free(tree);
	return status;
}

static void words_go_to_stderr_in_one_line(void **state)
{
	struct outcome o;

	run_command(&o, load_command, *state);
	assert_int_equal(o.status, 0);
	assert_string_equal(o.err, "");
	fake_set(*state, "rounds", "\033[31m");
	run_command(&o, load_command, *state);
	assert_int_equal(o.status, EXIT_FAILURE);
	expect_part(o.err, "kmcontig: /");
	expect_part(o.err, "/rounds: not a number from 0 to 18446744073709551615\n");
	assert_ptr_equal(strchr(o.err, '\n'), o.err + strlen(o.err) - 1);
	assert_string_equal(o.out, "");
}

#define LOAD_TEST(f)	cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LOAD_TEST(good_tree_is_read_once),
		LOAD_TEST(tree_that_changes_meanwhile_is_read_again),
		LOAD_TEST(tree_that_always_changes_is_given_up),
		LOAD_TEST(other_trouble_is_told_at_once),
		LOAD_TEST(absent_module_is_explained_by_the_files_of_its_host),
		LOAD_TEST(module_that_goes_meanwhile_is_absent),
		LOAD_TEST(path_that_does_not_exist_is_no_absence),
		LOAD_TEST(host_root_without_sys_is_no_absence),
		LOAD_TEST(directory_that_is_missing_in_sysfs_is_absence),
		LOAD_TEST(root_that_is_no_directory_is_not_taken_for_absence),
		LOAD_TEST(words_go_to_stderr_in_one_line),
	};

	reader_open = open_or_fail;
	return RUN_TESTS(tests);
}
