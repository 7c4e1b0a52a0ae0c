// SPDX-License-Identifier: GPL-2.0
/*
 * The reader of the tree and all that prints what it read, for libFuzzer:
 * tests/fuzz/run builds on it.
 *
 * An input is a list of files with what they hold, separated by '~'. The first
 * byte of each chooses the file ('!' is the first of the list below), the rest
 * takes the place of its content in an otherwise good tree. So the corpus is
 * text. Whatever the tree holds, what is printed is printable.
 */
#include <errno.h>

#include "fake_tree.h"

#include "judge/check.h"
#include "print/prometheus.h"
#include "print/status_json.h"
#include "print/status_text.h"
#include "sysfs/tree.h"

#define NOW	1700000010	/* 10 s after the fake tree's last round */

static const char *const files[] = {
	"abi_version", "load_id", "enabled", "interval_ms", "max_size", "effort", "verify",
	"duty_ppm", "rounds", "attempts", "failures", "recoveries", "state_changes",
	"discontiguities", "compound_mismatches", "delayed_rounds", "busy_ns", "last_round",
	"largest_free", "largest_recovered", "last_failure/seq", "last_failure/time",
	"last_failure/node", "last_failure/size", "last_failure/order", "last_failure/effort",
	"last_failure/reason", "last_failure/latency_ns", "last_failure/free_blocks",
	"last_failure/unusable_index", "node0/free_blocks", "node0/unusable_index",
	"node0/largest_free", "node0/largest_recovered", "node0/kmalloc-4k/state",
	"node0/kmalloc-1M/state", "node0/kmalloc-1M/noretry/failures",
	"node0/kmalloc-1M/noretry/latency_ns_total",
	"node0/kmalloc-1M/noretry/latency_ns_buckets",
};

static struct fake_tree tree_dir;
static struct {
	char bytes[256];
	size_t len;
} good[ARRAY_SIZE(files)];

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void remove_tree(void)
{
	fake_destroy(&tree_dir);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char path[256];

	(void)argc, (void)argv;
	fake_init(&tree_dir);
	atexit(remove_tree);
	fake_load(&tree_dir, LOAD_A);
	fake_fail(&tree_dir, 1);
	/* Two sizes are as good as four, and read in half the time. */
	fake_remove(&tree_dir, "node0/kmalloc-8k");
	fake_remove(&tree_dir, "node0/kmalloc-4M");
	for (unsigned int i = 0; i < ARRAY_SIZE(files); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", tree_dir.root, files[i]);
		f = fopen(path, "r");
		good[i].len = fread(good[i].bytes, 1, sizeof(good[i].bytes), f);
		fclose(f);
	}
	return 0;
}

static void expect_printable(const char *what, const char *text)
{
	for (const char *c = text; *c; c++) {
		if ((*c < ' ' && *c != '\n') || *c > '~') {
			fprintf(stderr, "%s: expected printable ASCII, got byte %d\n", what, *c);
			abort();
		}
	}
}

static void expect_80_columns(const char *text)
{
	for (size_t len; *text; text += len + 1) {
		len = strcspn(text, "\n");
		if (len > 80) {
			fprintf(stderr, "expected at most 80 columns, got %zu\n", len);
			abort();
		}
	}
}

static void print_all(const struct tree *tree)
{
	static const struct style plain;
	static const struct demand demands[] = {
		{ .min_size = 4096, .effort = EFFORT_NOWAIT },
		{ .min_size = 1048576, .any_effort = true },
	};
	struct text line;
	size_t size;
	char *text;
	FILE *f;

	f = open_memstream(&text, &size);
	status_text_print(f, &plain, tree, NOW);
	audit_text_print(f, &plain, tree, NOW);
	fflush(f);
	expect_80_columns(text);
	status_json_print(f, tree, NOW);
	prometheus_print(f, tree);
	fclose(f);
	expect_printable("output", text);
	free(text);

	for (unsigned int i = 0; i < ARRAY_SIZE(demands); i++) {
		text_init(&line);
		check_judge(tree, &demands[i], NOW, &line);
		check_add_perfdata(&line, tree, &demands[i], NOW);
		expect_printable("check", line.buf);
		if (strchr(line.buf, '\n'))
			abort();
	}
}

static void read_and_print(void)
{
	struct tree_error error = { "" };
	struct tree *tree = NULL;

	if (tree_read(tree_dir.root, TREE_ALL, &tree, &error) == 0)
		print_all(tree);
	else
		expect_printable("error", error.text);
	tree_free(tree);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool changed[ARRAY_SIZE(files)] = { false };
	size_t len;

	for (const uint8_t *end = data + size; data < end; data += len + 1) {
		const uint8_t *tilde = memchr(data, '~', end - data);
		unsigned int file;

		len = (tilde ? tilde : end) - data;
		if (!len)
			continue;
		file = (uint8_t)(data[0] - '!') % ARRAY_SIZE(files);
		fake_set_bytes(&tree_dir, files[file], data + 1, len - 1);
		changed[file] = true;
	}
	read_and_print();
	for (unsigned int i = 0; i < ARRAY_SIZE(files); i++)
		if (changed[i])
			fake_set_bytes(&tree_dir, files[i], good[i].bytes, good[i].len);
	return 0;
}
