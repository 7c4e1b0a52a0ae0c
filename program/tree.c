// SPDX-License-Identifier: GPL-2.0
/*
 * The one reader of the module's files.
 *
 * A reader remembers its first trouble and does nothing after it, so that the
 * functions below read as a list of files, and one check at the end is enough.
 * A file is open only while it is read: there are some 180 a node.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

#define ABI_VERSION	1
#define NODE_MAX	1023	/* the most that any kernel can be built for */
#define ORDER_MAX	(LIST_MAX - 1)
#define INDEX_MAX	1000	/* thousandths */
#define PATH_TEXT	64	/* names are made here, from checked numbers */
#define VALUE_TEXT	1024	/* 32 numbers of 20 digits, and their spaces */
#define FAILURE_TRIES	5

struct reader {
	int root;
	int result;		/* 0, or the first trouble, negative errno */
	struct tree_error *error;
	char path[PATH_TEXT];	/* of the file that is read now */
	char value[VALUE_TEXT];
};

static void fail(struct reader *r, int result, const char *what)
{
	if (r->result)
		return;
	r->result = result;
	snprintf(r->error->text, sizeof(r->error->text), "%s: %s", r->path, what);
}

/* Reads to the end of the file or of the buffer. Bytes, or negative errno. */
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

/* Names the file that is read next; returns @r, to stand as an argument. */
__attribute__((format(printf, 2, 3)))
static struct reader *at(struct reader *r, const char *format, ...)
{
	va_list args;

	if (r->result)
		return r;	/* the path is where the trouble was */
	va_start(args, format);
	vsnprintf(r->path, sizeof(r->path), format, args);
	va_end(args);
	return r;
}

/* Reads the file's line into r->value. False: trouble, now or before. */
static bool read_value(struct reader *r)
{
	ssize_t len;
	int fd;

	if (r->result)
		return false;

	/* A link or a FIFO is no attribute: not followed, not waited for. */
	fd = openat(r->root, r->path,
		    O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		fail(r, -errno, strerror(errno));
		return false;
	}
	len = read_up_to(fd, r->value, sizeof(r->value));
	close(fd);

	if (len < 0)
		fail(r, len, strerror(-len));
	else if (len == sizeof(r->value))
		fail(r, -EBADMSG, "longer than any value can be");
	else if (!parse_line(r->value, len))
		fail(r, -EBADMSG, "not one line of text");
	return !r->result;
}

static uint64_t read_number(struct reader *r, uint64_t max)
{
	uint64_t number = 0;
	char what[64];

	if (read_value(r) && !parse_number(r->value, max, &number)) {
		snprintf(what, sizeof(what), "not a number from 0 to %llu",
			 (unsigned long long)max);
		fail(r, -EBADMSG, what);
	}
	return number;
}

/* The size of a block; where @or_none, 0 as well. */
static uint64_t read_size(struct reader *r, bool or_none)
{
	uint64_t bytes = 0;

	if (!read_value(r))
		return 0;
	if (!parse_number(r->value, SIZE_LARGEST, &bytes) ||
	    !(size_is_valid(bytes) || (or_none && bytes == 0)))
		fail(r, -EBADMSG, "not the size of a block in bytes");
	return bytes;
}

static unsigned int read_word(struct reader *r, const char *const *words,
			      unsigned int n)
{
	unsigned int word = 0;

	if (read_value(r) && !parse_word(r->value, words, n, &word))
		fail(r, -EBADMSG, "none of the words it can be");
	return word;
}

static void read_list(struct reader *r, uint64_t max, struct list *list)
{
	if (read_value(r) && !parse_list(r->value, max, list))
		fail(r, -EBADMSG, "not a list of numbers in range");
}

static void read_stamp(struct reader *r, struct stamp *stamp)
{
	if (read_value(r) && !parse_stamp(r->value, stamp))
		fail(r, -EBADMSG, "not a time in seconds with nanoseconds");
}

static void read_load_id(struct reader *r, char load_id[LOAD_ID_LEN + 1])
{
	if (read_value(r) && !parse_load_id(r->value, load_id))
		fail(r, -EBADMSG, "not 32 lower-case hexadecimal digits");
}

static void check_abi_version(struct reader *r)
{
	char what[64];

	if (read_number(at(r, "abi_version"), UINT32_MAX) == ABI_VERSION)
		return;
	snprintf(what, sizeof(what), "this program understands version %d only",
		 ABI_VERSION);
	fail(r, -EBADMSG, what);
}

static void read_failure_once(struct reader *r, struct tree_failure *failure)
{
	read_stamp(at(r, "last_failure/time"), &failure->time);
	failure->node = read_number(at(r, "last_failure/node"), NODE_MAX);
	failure->size = read_size(at(r, "last_failure/size"), false);
	failure->order = read_number(at(r, "last_failure/order"), ORDER_MAX);
	failure->effort = read_word(at(r, "last_failure/effort"),
				    effort_names, NR_EFFORTS);
	failure->reason = read_word(at(r, "last_failure/reason"),
				    reason_names, NR_REASONS);
	failure->latency_ns = read_number(at(r, "last_failure/latency_ns"),
					  UINT64_MAX);
	read_list(at(r, "last_failure/free_blocks"), UINT64_MAX,
		  &failure->free_blocks);
	failure->unusable_index = read_number(at(r, "last_failure/unusable_index"),
					      INDEX_MAX);
}

static uint64_t read_seq(struct reader *r)
{
	return read_number(at(r, "last_failure/seq"), UINT64_MAX);
}

/*
 * The record's files are read one by one, and a failure may come in between:
 * only a reading with the same seq before and after it is of one failure.
 */
static void read_failure(struct reader *r, struct tree_failure *failure)
{
	for (int try = 0; try < FAILURE_TRIES; try++) {
		failure->seq = read_seq(r);
		if (r->result || failure->seq == 0)
			return;
		read_failure_once(r, failure);
		if (read_seq(r) == failure->seq)
			return;
	}
	fail(r, -EAGAIN, "changed during every reading of the record");
}

/* What a name means is for it to say. It passes over those it does not know. */
typedef void add_fn(struct reader *r, const char *name, void *to);

/* Calls @add for each entry of the directory. */
static void for_each_name(struct reader *r, add_fn *add, void *to)
{
	const struct dirent *entry;
	DIR *stream = NULL;
	int fd;

	if (r->result)
		return;
	fd = openat(r->root, r->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd >= 0)
		stream = fdopendir(fd);
	if (!stream) {
		fail(r, -errno, strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	while (!r->result && (entry = readdir(stream)))
		add(r, entry->d_name, to);
	closedir(stream);
}

static void add_size(struct reader *r, const char *name, void *to)
{
	struct tree_node *node = to;
	uint64_t bytes;

	if (!size_parse_name(name, &bytes))
		return;
	/* There are fewer names than that, but a directory may change. */
	if (node->n_sizes == TREE_SIZES_MAX) {
		fail(r, -EAGAIN, "changed while it was read");
		return;
	}
	node->sizes[node->n_sizes++] = (struct tree_size){
		.bytes = bytes,
		.state = read_word(at(r, "node%u/%s/state", node->id, name),
				   state_names, NR_STATES),
	};
}

static int compare_sizes(const void *left, const void *right)
{
	const struct tree_size *a = left, *b = right;

	return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static void read_node(struct reader *r, struct tree_node *node)
{
	unsigned int id = node->id;

	node->largest_free = read_size(at(r, "node%u/largest_free", id), true);
	node->largest_recovered = read_size(at(r, "node%u/largest_recovered", id),
					    true);
	read_list(at(r, "node%u/free_blocks", id), UINT64_MAX, &node->free_blocks);
	read_list(at(r, "node%u/unusable_index", id), INDEX_MAX,
		  &node->unusable_index);

	for_each_name(at(r, "node%u", id), add_size, node);
	if (node->n_sizes == 0)
		fail(r, -EBADMSG, "no block size is listed");
	qsort(node->sizes, node->n_sizes, sizeof(*node->sizes), compare_sizes);
}

/* "node" and a number without zeros in front: one name for each node. */
static bool parse_node_name(const char *name, unsigned int *id)
{
	uint64_t number;

	if (strncmp(name, "node", 4) != 0 ||
	    !parse_number(name + 4, NODE_MAX, &number) ||
	    (name[4] == '0' && name[5]))
		return false;
	*id = number;
	return true;
}

static void add_node(struct reader *r, const char *name, void *to)
{
	struct tree *tree = to;
	struct tree_node *nodes;
	unsigned int id;

	if (!parse_node_name(name, &id))
		return;
	nodes = reallocarray(tree->nodes, tree->n_nodes + 1, sizeof(*nodes));
	if (!nodes) {
		fail(r, -ENOMEM, strerror(ENOMEM));
		return;
	}
	tree->nodes = nodes;
	nodes[tree->n_nodes++] = (struct tree_node){ .id = id };
}

static int compare_nodes(const void *left, const void *right)
{
	const struct tree_node *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static void read_nodes(struct reader *r, struct tree *tree)
{
	for_each_name(at(r, "."), add_node, tree);
	if (r->result)
		return;
	if (tree->n_nodes == 0) {
		fail(r, -EBADMSG, "no node is listed");
		return;
	}
	qsort(tree->nodes, tree->n_nodes, sizeof(*tree->nodes), compare_nodes);
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		read_node(r, &tree->nodes[i]);
}

static void read_all(struct reader *r, struct tree *tree)
{
	check_abi_version(r);
	read_load_id(at(r, "load_id"), tree->load_id);
	tree->failures = read_number(at(r, "failures"), UINT64_MAX);
	tree->discontiguities = read_number(at(r, "discontiguities"), UINT64_MAX);
	read_failure(r, &tree->last_failure);
	read_stamp(at(r, "last_round"), &tree->last_round);
	read_nodes(r, tree);
}

/* The directory, or negative errno; -ENOENT: no module is loaded. */
int tree_open_root(const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * Takes a picture of the tree under @root. All of it is of one load of the
 * module: through a directory that was opened before a reload, nothing of the
 * new tree can be reached. Returns 0; or negative errno and the reason in
 * @error, and leaves *@tree alone.
 */
int tree_read(const char *root, struct tree **tree, struct tree_error *error)
{
	struct reader r = { .error = error, .path = "." };
	struct tree *new = calloc(1, sizeof(*new));

	r.root = tree_open_root(root);
	if (!new)
		fail(&r, -ENOMEM, strerror(ENOMEM));
	else if (r.root < 0)
		fail(&r, r.root, strerror(-r.root));
	else
		read_all(&r, new);
	if (r.root >= 0)
		close(r.root);

	if (r.result)
		tree_free(new);
	else
		*tree = new;
	return r.result;
}

void tree_free(struct tree *tree)
{
	if (tree)
		free(tree->nodes);
	free(tree);
}

const struct tree_node *tree_find_node(const struct tree *tree, unsigned int id)
{
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		if (tree->nodes[i].id == id)
			return &tree->nodes[i];
	return NULL;
}

const struct tree_size *tree_find_size(const struct tree_node *node,
				       uint64_t bytes)
{
	for (unsigned int i = 0; i < node->n_sizes; i++)
		if (node->sizes[i].bytes == bytes)
			return &node->sizes[i];
	return NULL;
}
