// SPDX-License-Identifier: GPL-2.0
/* The tree for a command: what changes meanwhile is read again, the rest is told. */
#include <errno.h>
#include <sys/syscall.h>

#include "capture.h"
#include "fake_tree.h"
#include "unit.h"

#include "sysfs/tree_load.h"

/* === a module that goes, or a node of it, while it is read ===
 * All files of the tree are opened through here.
 */
static struct {
	const char *file;		/* the trouble is with this one */
	int error;			/* what opening it gives … */
	unsigned int times;		/* … so many times */
	const struct fake_tree *unload;	/* what goes with the last of them */
	unsigned int seen;		/* how often it was opened */
} trouble;

int openat(int dir, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	if (trouble.file && strcmp(path, trouble.file) == 0 && trouble.seen++ < trouble.times) {
		if (trouble.unload && trouble.seen == trouble.times)
			fake_unload(trouble.unload);
		errno = trouble.error;
		return -1;
	}
	return syscall(SYS_openat, dir, path, flags, mode);
}

static int setup(void **state)
{
	memset(&trouble, 0, sizeof(trouble));
	trouble.file = "node0/largest_free";
	return fake_setup(state);
}

static void expect_loaded(const struct fake_tree *t)
{
	struct tree *tree = NULL;
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(t->root, &tree, &why);
	if (status || !tree)
		fail_msg("expected a tree, got %d \"%s\"", status, why.buf);
	assert_string_equal(why.buf, "");
	assert_int_equal(tree->detail, TREE_ALL);
	tree_free(tree);
}

static void expect_status(const struct fake_tree *t, int expected, const char *words)
{
	struct tree *tree = NULL;
	struct text why;
	int status;

	text_init(&why);
	status = tree_load_or_why(t->root, &tree, &why);
	if (status != expected || !strstr(why.buf, words))
		fail_msg("expected %d \"…%s…\", got %d \"%s\"", expected, words, status, why.buf);
	assert_null(tree);
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
	fake_set(*state, "abi_version", "2");
	expect_status(*state, EXIT_FAILURE,
		      "/kmcontig/abi_version: this program understands version 1 only");
}

static void absent_module_is_told_with_what_to_do(void **state)
{
	fake_unload(*state);
	expect_status(*state, EXIT_ABSENT, "the kernel module ");
	expect_status(*state, EXIT_ABSENT, "; what to do: ");
}

static void module_that_goes_meanwhile_is_absent(void **state)
{
	trouble.error = ENODEV;
	trouble.times = 2;
	trouble.unload = *state;
	expect_status(*state, EXIT_ABSENT, "the kernel module ");
}

static void root_that_is_no_directory_is_not_taken_for_absence(void **state)
{
	const struct fake_tree *t = *state;
	FILE *f;

	fake_unload(t);
	f = fopen(t->root, "w");
	assert_non_null(f);
	fclose(f);
	expect_status(t, EXIT_FAILURE, "/kmcontig/.: Not a directory");
}

static int load_command(void *data)
{
	const struct fake_tree *t = data;
	struct tree *tree = NULL;
	int status = tree_load(t->root, &tree);

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
		LOAD_TEST(absent_module_is_told_with_what_to_do),
		LOAD_TEST(module_that_goes_meanwhile_is_absent),
		LOAD_TEST(root_that_is_no_directory_is_not_taken_for_absence),
		LOAD_TEST(words_go_to_stderr_in_one_line),
	};

	return RUN_TESTS(tests);
}
