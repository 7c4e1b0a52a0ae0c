// SPDX-License-Identifier: GPL-2.0
/* Unit tests: valid trees are read, and invalid ones are rejected with a reason. */
#include <errno.h>

#include "fake_tree.h"
#include "unit.h"

#include "sysfs/tree.h"

/* === a failure while the record of the last one is read ===
 * The reader opens files by open_while_busy(). After it has read the file `size` of the record,
 * the fake module may record its next failure.
 */
static const struct fake_tree *busy_tree;
static unsigned long long busy_seq;
static int busy_times;

static int open_while_busy(int dir, const char *path, int flags)
{
	if (busy_times > 0 && strcmp(path, "last_failure/order") == 0) {
		busy_times--;
		fake_fail(busy_tree, ++busy_seq);
		fake_set_number(busy_tree, "last_failure/latency_ns", busy_seq);
	}
	return openat(dir, path, flags);
}

static struct tree *read_detail(const struct fake_tree *t, enum tree_detail detail)
{
	struct tree_error error = { "" };
	struct tree *tree = NULL;
	int r = tree_read(t->root, detail, &tree, &error);

	if (r < 0)
		fail_msg("expected a tree, got %s (%s)", strerror(-r), error.text);
	return tree;
}

static struct tree *read_good(const struct fake_tree *t)
{
	return read_detail(t, TREE_STATES);
}

static void expect_error_of(const struct fake_tree *t, enum tree_detail detail, int code,
			      const char *reason)
{
	struct tree_error error = { "" };
	struct tree *tree = NULL;
	int r = tree_read(t->root, detail, &tree, &error);

	if (r != code || strcmp(error.text, reason) != 0)
		fail_msg("expected %d \"%s\", got %d \"%s\"", code, reason, r, error.text);
	assert_null(tree);
}

static void expect_error(const struct fake_tree *t, int code, const char *reason)
{
	expect_error_of(t, TREE_STATES, code, reason);
}

static void the_states_of_a_good_tree_are_read(void **state)
{
	struct tree *tree;

	fake_fail(*state, 7);
	fake_set(*state, "discontiguities", "2");
	fake_set_state(*state, 0, "kmalloc-1M", "failed");
	tree = read_good(*state);

	assert_string_equal(tree->load_id, LOAD_A);
	assert_int_equal(tree->counters[COUNTER_FAILURES], 7);
	assert_int_equal(tree->counters[COUNTER_DISCONTIGUITIES], 2);
	assert_int_equal(tree->last_round.sec, 1700000000);
	assert_int_equal(tree->last_round.nsec, 1);
	assert_int_equal(tree->last_failure.seq, 7);
	assert_int_equal(tree->last_failure.time.nsec, 42);
	assert_int_equal(tree->last_failure.node, 0);
	assert_int_equal(tree->last_failure.size, 1048576);
	assert_int_equal(tree->last_failure.order, 8);
	assert_int_equal(tree->last_failure.effort, EFFORT_NORETRY);
	assert_int_equal(tree->last_failure.reason, REASON_FRAGMENTED);
	assert_int_equal(tree->last_failure.latency_ns, 12345);
	assert_int_equal(tree->last_failure.free_blocks.n, 11);
	assert_int_equal(tree->last_failure.free_blocks.v[0], 3712);
	assert_int_equal(tree->last_failure.unusable_index, 998);
	assert_int_equal(tree->n_nodes, 1);
	assert_int_equal(tree->nodes[0].largest_free, 4194304);
	assert_int_equal(tree->nodes[0].free_blocks.n, 11);
	assert_int_equal(tree->nodes[0].unusable_index.v[10], 10);
	assert_int_equal(tree->nodes[0].n_sizes, 4);
	assert_int_equal(tree_find_size(&tree->nodes[0], 1048576)->state, STATE_FAILED);
	assert_int_equal(tree_find_size(&tree->nodes[0], 4096)->state, STATE_FREE);
	assert_null(tree_find_size(&tree->nodes[0], 2097152));
	tree_free(tree);
}

static void all_files_of_a_good_tree_are_read(void **state)
{
	const struct tree_effort *effort;
	const struct tree_size *size;
	struct tree *tree;

	fake_set(*state, "enabled", "0");
	fake_set(*state, "effort", "nowait noretry [retry_mayfail]");
	fake_set(*state, "verify", "[off] alias");
	fake_set(*state, "largest_free", "8192");
	fake_set(*state, "state_changes", "18446744073709551615");
	fake_set(*state, "node0/kmalloc-1M/noretry/failures", "5");
	tree = read_detail(*state, TREE_ALL);

	assert_false(tree->config.enabled);
	assert_int_equal(tree->config.interval_ms, 60000);
	assert_int_equal(tree->config.max_size, 4194304);
	assert_int_equal(tree->config.effort, EFFORT_RETRY_MAYFAIL);
	assert_int_equal(tree->config.verify, VERIFY_OFF);
	assert_int_equal(tree->config.duty_ppm, 1000);
	assert_int_equal(tree->counters[COUNTER_ROUNDS], 110);
	assert_int_equal(tree->counters[COUNTER_ATTEMPTS], 440);
	assert_true(tree->counters[COUNTER_STATE_CHANGES] == UINT64_MAX);
	assert_int_equal(tree->counters[COUNTER_COMPOUND_MISMATCHES], 220);
	assert_int_equal(tree->counters[COUNTER_BUSY_NS], 1100000000);
	assert_int_equal(tree->largest_free, 8192);
	assert_int_equal(tree->largest_recovered, 4194304);
	size = tree_find_size(&tree->nodes[0], 1048576);
	effort = &size->efforts[EFFORT_NOWAIT];
	assert_int_equal(effort->failures, 0);
	assert_int_equal(effort->latency_ns_total, 1234567);
	assert_int_equal(effort->latency_ns_buckets[0], 100);
	assert_int_equal(effort->latency_ns_buckets[3], 10);
	assert_int_equal(tree_attempts(effort), 110);
	assert_int_equal(size->efforts[EFFORT_NORETRY].failures, 5);
	assert_int_equal(tree_attempts(&size->efforts[EFFORT_NORETRY]), 0);
	tree_free(tree);
}

/* The service reads often, so it must not read files that it does not need. */
static void states_are_read_without_the_files_that_only_commands_need(void **state)
{
	struct tree *tree;

	fake_remove(*state, "max_size");
	fake_remove(*state, "attempts");
	fake_remove(*state, "largest_free");
	fake_remove(*state, "node0/kmalloc-4k/noretry");
	fake_set(*state, "effort", "garbage");
	tree = read_good(*state);
	assert_null(tree->nodes[0].sizes[0].efforts);
	tree_free(tree);
}

/* There are so many nodes that no file system lists them in this order by chance. */
static void sizes_and_nodes_are_in_rising_order(void **state)
{
	struct tree *tree;

	for (unsigned int i = 1; i < 23; i++)
		fake_add_node(*state, i * 7 % 23);
	tree = read_good(*state);
	assert_int_equal(tree->n_nodes, 23);
	for (unsigned int i = 0; i < 23; i++) {
		const struct tree_node *node = &tree->nodes[i];

		assert_int_equal(node->id, i);
		assert_ptr_equal(tree_find_node(tree, i), node);
		assert_int_equal(node->n_sizes, 4);
		for (unsigned int j = 1; j < 4; j++)
			assert_true(node->sizes[j - 1].bytes < node->sizes[j].bytes);
	}
	assert_null(tree_find_node(tree, 23));
	tree_free(tree);
}

static void unknown_names_of_a_newer_module_are_ignored(void **state)
{
	struct tree *tree;

	fake_set(*state, "something_new", "\001\002 garbage");
	fake_mkdir(*state, "nodes");
	fake_mkdir(*state, "node007");
	fake_mkdir(*state, "node0/kmalloc-1024k");
	fake_mkdir(*state, "node0/dma");
	tree = read_good(*state);
	assert_int_equal(tree->n_nodes, 1);
	assert_int_equal(tree->nodes[0].n_sizes, 4);
	tree_free(tree);
}

static void lists_are_empty_before_the_first_round(void **state)
{
	struct tree *tree;

	fake_set(*state, "last_round", "0");
	fake_set(*state, "node0/free_blocks", "");
	tree = read_good(*state);
	assert_int_equal(tree->last_round.sec, 0);
	assert_int_equal(tree->nodes[0].free_blocks.n, 0);
	tree_free(tree);
}

static void an_absent_tree_has_an_error_of_its_own(void **state)
{
	fake_unload(*state);
	expect_error(*state, -ENOENT, ".: No such file or directory");
}

/* The files that are always read. The service does not read files_of_the_rest. */
static const char *const files_of_states[] = {
	"abi_version", "load_id", "rounds", "failures", "discontiguities", "busy_ns",
	"last_round", "enabled", "interval_ms", "duty_ppm", "last_failure/seq",
	"last_failure/time", "last_failure/node", "last_failure/size", "last_failure/order", "last_failure/effort",
	"last_failure/reason", "last_failure/latency_ns",
	"last_failure/free_blocks", "last_failure/unusable_index",
	"node0/largest_free", "node0/largest_recovered", "node0/free_blocks",
	"node0/unusable_index", "node0/kmalloc-1M/state",
};

static const char *const files_of_the_rest[] = {
	"max_size", "effort", "verify", "attempts", "recoveries", "state_changes",
	"compound_mismatches", "delayed_rounds", "largest_free", "largest_recovered",
	"node0/kmalloc-4k/nowait/failures", "node0/kmalloc-4k/nowait/latency_ns_total",
	"node0/kmalloc-4k/nowait/latency_ns_buckets", "node0/kmalloc-8k/noretry/failures",
	"node0/kmalloc-1M/noretry/latency_ns_total",
	"node0/kmalloc-4M/retry_mayfail/latency_ns_buckets",
};

/* The content of a file. Tests damage one file at a time and then restore it. */
struct kept {
	const struct fake_tree *tree;
	const char *file;
	char bytes[256];
	size_t len;
};

static void keep(struct kept *s, const struct fake_tree *t, const char *file)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", t->root, file);
	f = fopen(path, "r");
	assert_non_null(f);
	s->tree = t;
	s->file = file;
	s->len = fread(s->bytes, 1, sizeof(s->bytes), f);
	fclose(f);
}

static void restore(const struct kept *s)
{
	fake_set_bytes(s->tree, s->file, s->bytes, s->len);
}

static void expect_error_without(const struct fake_tree *t, const char *file,
				   enum tree_detail detail)
{
	struct kept s;
	char reason[128];

	keep(&s, t, file);
	fake_remove(t, file);
	snprintf(reason, sizeof(reason), "%s: No such file or directory", file);
	expect_error_of(t, detail, -ENOENT, reason);
	restore(&s);
}

static void each_missing_file_is_an_error_with_its_name(void **state)
{
	fake_fail(*state, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(files_of_states); i++) {
		expect_error_without(*state, files_of_states[i], TREE_STATES);
		expect_error_without(*state, files_of_states[i], TREE_ALL);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(files_of_the_rest); i++)
		expect_error_without(*state, files_of_the_rest[i], TREE_ALL);
}

static void expect_printable_error(const struct kept *s, unsigned int number)
{
	struct tree_error error = { "" };
	struct tree *tree = NULL;
	int r = tree_read(s->tree->root, TREE_ALL, &tree, &error);

	if (r != -EBADMSG || strncmp(error.text, s->file, strlen(s->file)) != 0)
		fail_msg("%s, hostile bytes %u: expected an error, got %d \"%s\"", s->file,
			 number, r, error.text);
	for (const char *c = error.text; *c; c++)
		if (*c < ' ' || *c > '~')
			fail_msg("%s, hostile bytes %u: expected printable text, got byte %d",
				 s->file, number, *c);
}

/* No valid file contains these bytes. The error message must not contain them either. */
static void hostile_bytes_in_any_file_are_rejected_and_not_printed(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} hostile[] = {
#define BYTES(s)	{ s, sizeof(s) - 1 }
		BYTES("\033[2J\033]0;x\007"), BYTES("1\n2\n"), BYTES("1\0"), BYTES("\0"),
		BYTES("\n\n"), BYTES("<b>&\"'"), BYTES("\xff\xfe"), BYTES("0\r\n"), BYTES("-0"),
		BYTES(" 0"), BYTES("0 "), BYTES("%s%n"), BYTES("99999999999999999999"),
#undef BYTES
	};
	unsigned int n = ARRAY_SIZE(files_of_states), all = n + ARRAY_SIZE(files_of_the_rest);
	struct kept s;

	fake_fail(*state, 1);
	for (unsigned int i = 0; i < all; i++) {
		keep(&s, *state, i < n ? files_of_states[i] : files_of_the_rest[i - n]);
		for (unsigned int j = 0; j < ARRAY_SIZE(hostile); j++) {
			fake_set_bytes(*state, s.file, hostile[j].bytes, hostile[j].len);
			expect_printable_error(&s, j);
		}
		restore(&s);
	}
}

/* Each value is in a tree that has a failure and is otherwise valid. */
static void an_invalid_value_is_rejected_with_the_name_of_its_file(void **state)
{
	static const struct {
		const char *file, *value, *reason;
	} garbage[] = {
		{ "abi_version", "1", "this program understands version 2 only" },
		{ "abi_version", "", "not a number from 0 to 4294967295" },
		{ "load_id", "no", "not 32 lower-case hexadecimal digits" },
		{ "failures", "-1", "not a number from 0 to 18446744073709551615" },
		{ "discontiguities", "0x2", "not a number from 0 to 18446744073709551615" },
		{ "last_round", "yesterday", "not a time in seconds with nanoseconds" },
		{ "last_failure/time", "1.5", "not a time in seconds with nanoseconds" },
		{ "last_failure/node", "1024", "not a number from 0 to 1023" },
		{ "last_failure/size", "1000", "not the size of a block in bytes" },
		{ "last_failure/size", "0", "not the size of a block in bytes" },
		{ "last_failure/order", "32", "not a number from 0 to 31" },
		{ "last_failure/effort", "hard", "none of the words it can be" },
		{ "last_failure/effort", "", "none of the words it can be" },
		{ "last_failure/reason", "\033[2J", "none of the words it can be" },
		{ "last_failure/latency_ns", "1e9",
		  "not a number from 0 to 18446744073709551615" },
		{ "last_failure/free_blocks", "1 2 x", "not a list of numbers in range" },
		{ "last_failure/unusable_index", "1001", "not a number from 0 to 1000" },
		{ "node0/largest_free", "3", "not the size of a block in bytes" },
		{ "node0/unusable_index", "0 1001", "not a list of numbers in range" },
		{ "node0/kmalloc-4k/state", "fre", "none of the words it can be" },
		{ "node0/kmalloc-4k/state", "free\nfailed", "not one line of text" },
		/* Only TREE_ALL reads these. */
		{ "enabled", "2", "not a number from 0 to 1" },
		{ "interval_ms", "60000 ms", "not a number from 1 to 4294967295" },
		{ "interval_ms", "0", "not a number from 1 to 4294967295" },
		{ "max_size", "0", "not the size of a block in bytes" },
		{ "max_size", "5000", "not the size of a block in bytes" },
		{ "effort", "nowait noretry retry_mayfail",
		  "not the words it can be, one of them in brackets" },
		{ "effort", "[hard]", "not the words it can be, one of them in brackets" },
		{ "verify", "[off] [walk] alias",
		  "not the words it can be, one of them in brackets" },
		{ "duty_ppm", "1000001", "not a number from 1 to 1000000" },
		{ "duty_ppm", "0", "not a number from 1 to 1000000" },
		{ "rounds", "1.5", "not a number from 0 to 18446744073709551615" },
		{ "busy_ns", "", "not a number from 0 to 18446744073709551615" },
		{ "largest_free", "4095", "not the size of a block in bytes" },
		{ "largest_recovered", "none", "not the size of a block in bytes" },
		{ "node0/kmalloc-4k/nowait/failures", "x",
		  "not a number from 0 to 18446744073709551615" },
		{ "node0/kmalloc-4k/nowait/latency_ns_total", "1e9",
		  "not a number from 0 to 18446744073709551615" },
		{ "node0/kmalloc-4k/nowait/latency_ns_buckets", "1,2",
		  "not a list of numbers in range" },
		{ "node0/kmalloc-4k/noretry/latency_ns_buckets", "0 0 0 0 0 0 0 0 0 0 0",
		  "not as many numbers as there are buckets" },
		{ "node0/kmalloc-4k/noretry/latency_ns_buckets", "0 0 0 0 0 0 0 0 0 0 0 0 0",
		  "not as many numbers as there are buckets" },
		{ "node0/kmalloc-4k/noretry/latency_ns_buckets", "",
		  "not as many numbers as there are buckets" },
	};
	struct kept s;
	char reason[128];

	fake_fail(*state, 1);
	for (unsigned int i = 0; i < ARRAY_SIZE(garbage); i++) {
		keep(&s, *state, garbage[i].file);
		fake_set(*state, garbage[i].file, garbage[i].value);
		snprintf(reason, sizeof(reason), "%s: %s", garbage[i].file,
			 garbage[i].reason);
		expect_error_of(*state, TREE_ALL, -EBADMSG, reason);
		restore(&s);
	}
}

static void a_zero_byte_in_a_value_is_rejected(void **state)
{
	fake_set_bytes(*state, "failures", "1\0002\n", 4);
	expect_error(*state, -EBADMSG, "failures: not one line of text");
	fake_set_bytes(*state, "failures", "1\n\0", 3);
	expect_error(*state, -EBADMSG, "failures: not one line of text");
}

static void a_value_that_is_too_long_is_rejected(void **state)
{
	char digits[5000];

	memset(digits, '0', sizeof(digits));
	fake_set_bytes(*state, "failures", digits, sizeof(digits));
	expect_error(*state, -EBADMSG, "failures: longer than any value can be");
	fake_set_bytes(*state, "failures", digits, 1024);
	expect_error(*state, -EBADMSG, "failures: longer than any value can be");
	fake_set_bytes(*state, "failures", digits, 1023);
	tree_free(read_good(*state));
	fake_set_bytes(*state, "node0/kmalloc-4k/nowait/failures", digits, 1024);
	expect_error_of(*state, TREE_ALL, -EBADMSG,
			  "node0/kmalloc-4k/nowait/failures: longer than any value can be");
}

static void an_attribute_that_is_not_a_regular_file_is_rejected(void **state)
{
	const struct fake_tree *t = *state;
	char path[128];

	fake_remove(t, "failures");
	fake_mkdir(t, "failures");
	expect_error(t, -EISDIR, "failures: Is a directory");

	fake_remove(t, "failures");
	snprintf(path, sizeof(path), "%s/failures", t->root);
	assert_int_equal(symlink("discontiguities", path), 0);
	expect_error(t, -ELOOP, "failures: Too many levels of symbolic links");

	/* A blocking open() of a FIFO would wait for a writer for ever. */
	fake_remove(t, "failures");
	assert_int_equal(mkfifo(path, 0644), 0);
	expect_error(t, -EBADMSG, "failures: not a number from 0 to 18446744073709551615");
}

static void a_tree_without_nodes_or_sizes_is_rejected(void **state)
{
	char path[64];

	for (unsigned int i = 0; i < ARRAY_SIZE(fake_sizes); i++) {
		snprintf(path, sizeof(path), "node0/%s", fake_sizes[i]);
		fake_remove(*state, path);
	}
	expect_error(*state, -EBADMSG, "node0: no block size is listed");

	fake_remove(*state, "node0");
	expect_error(*state, -EBADMSG, ".: no node is listed");
}

static void a_failure_record_that_changes_while_it_is_read_is_read_again(void **state)
{
	struct tree *tree;

	fake_fail(*state, 3);
	busy_tree = *state;
	busy_seq = 3;
	busy_times = 2;
	tree = read_good(*state);
	assert_int_equal(busy_times, 0);
	assert_int_equal(tree->last_failure.seq, 5);
	assert_int_equal(tree->last_failure.latency_ns, 5);
	tree_free(tree);
}

static void a_failure_record_that_always_changes_is_an_error(void **state)
{
	fake_fail(*state, 3);
	busy_tree = *state;
	busy_seq = 3;
	busy_times = 1000;
	expect_error(*state, -EAGAIN,
		       "last_failure/seq: changed during every reading of the record");
	assert_true(busy_times > 900);
	busy_times = 0;
}

static void no_file_descriptor_stays_open(void **state)
{
	unsigned int before = count_descriptors();

	tree_free(read_good(*state));
	assert_int_equal(count_descriptors(), before);
	tree_free(read_detail(*state, TREE_ALL));
	assert_int_equal(count_descriptors(), before);
	fake_set_state(*state, 0, "kmalloc-4k", "garbage");
	expect_error(*state, -EBADMSG,
		       "node0/kmalloc-4k/state: none of the words it can be");
	assert_int_equal(count_descriptors(), before);
}

/* Creates module/kmcontig, as in /sys, beside the directory of the tree. */
static void the_version_of_the_module_is_read_if_it_is_valid(void **state)
{
	static const struct {
		const char *text, *expected;
	} versions[] = {
		{ "7.1.0\n", "7.1.0" }, { "1.0~rc1+git-2", "1.0~rc1+git-2" }, { "", "" },
		{ "0.1\n0.2\n", "" }, { "\033[31m", "" }, { "<b>", "" },
		{ "1.0 and more than a version is ever long", "" },
	};
	const struct fake_tree *plain = *state;
	struct fake_tree sys, t;
	struct tree *tree;

	strcpy(sys.root, plain->base);
	fake_mkdir(&sys, "kernel");
	fake_mkdir(&sys, "module");
	fake_mkdir(&sys, "module/kmcontig");
	snprintf(t.root, sizeof(t.root), "%.60s/kernel/kmcontig", plain->base);
	fake_load(&t, LOAD_A);
	tree = read_detail(&t, TREE_ALL);
	assert_string_equal(tree->module_version, "");
	tree_free(tree);
	for (unsigned int i = 0; i < ARRAY_SIZE(versions); i++) {
		fake_set_bytes(&sys, "module/kmcontig/version", versions[i].text,
			       strlen(versions[i].text));
		tree = read_detail(&t, TREE_ALL);
		assert_string_equal(tree->module_version, versions[i].expected);
		tree_free(tree);
	}
}

#define TREE_TEST(f)	cmocka_unit_test_setup_teardown(f, fake_setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TREE_TEST(the_states_of_a_good_tree_are_read),
		TREE_TEST(all_files_of_a_good_tree_are_read),
		TREE_TEST(the_version_of_the_module_is_read_if_it_is_valid),
		TREE_TEST(states_are_read_without_the_files_that_only_commands_need),
		TREE_TEST(sizes_and_nodes_are_in_rising_order),
		TREE_TEST(unknown_names_of_a_newer_module_are_ignored),
		TREE_TEST(lists_are_empty_before_the_first_round),
		TREE_TEST(an_absent_tree_has_an_error_of_its_own),
		TREE_TEST(each_missing_file_is_an_error_with_its_name),
		TREE_TEST(an_invalid_value_is_rejected_with_the_name_of_its_file),
		TREE_TEST(hostile_bytes_in_any_file_are_rejected_and_not_printed),
		TREE_TEST(a_zero_byte_in_a_value_is_rejected),
		TREE_TEST(a_value_that_is_too_long_is_rejected),
		TREE_TEST(an_attribute_that_is_not_a_regular_file_is_rejected),
		TREE_TEST(a_tree_without_nodes_or_sizes_is_rejected),
		TREE_TEST(a_failure_record_that_changes_while_it_is_read_is_read_again),
		TREE_TEST(a_failure_record_that_always_changes_is_an_error),
		TREE_TEST(no_file_descriptor_stays_open),
	};

	reader_open = open_while_busy;
	return RUN_TESTS(tests);
}
