// SPDX-License-Identifier: GPL-2.0
/* The one reader of the module's files: which there are, and what each holds. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sysfs/reader.h"
#include "sysfs/tree.h"

#define ABI_VERSION	2
#define ORDER_MAX	(LIST_MAX - 1)
#define INDEX_MAX	1000	/* thousandths */
#define FAILURE_TRIES	5

static void check_abi_version(struct reader *r)
{
	char what[64];

	if (reader_number(reader_at(r, "abi_version"), UINT32_MAX) == ABI_VERSION)
		return;
	snprintf(what, sizeof(what), "this program understands version %d only",
		 ABI_VERSION);
	reader_fail(r, -EBADMSG, what);
}

/*
 * What the service needs: it reads often, and little. Rounds and the time that they
 * took say when the last round is too old.
 */
static const bool counter_is_state[NR_COUNTERS] = {
	[COUNTER_ROUNDS]		= true,
	[COUNTER_FAILURES]		= true,
	[COUNTER_DISCONTIGUITIES]	= true,
	[COUNTER_BUSY_NS]		= true,
};

static void read_counters(struct reader *r, struct tree *tree)
{
	for (unsigned int i = 0; i < NR_COUNTERS; i++)
		if (tree->detail == TREE_ALL || counter_is_state[i])
			tree->counters[i] = reader_number(reader_at(r, "%s", counter_names[i]),
							UINT64_MAX);
}

static void read_schedule(struct reader *r, struct tree_config *config)
{
	config->enabled = reader_number(reader_at(r, "enabled"), 1);
	config->interval_ms = reader_range(reader_at(r, "interval_ms"), 1, UINT32_MAX);
	config->duty_ppm = reader_range(reader_at(r, "duty_ppm"), 1, PPM);
}

static void read_probing(struct reader *r, struct tree_config *config)
{
	config->max_size = reader_size(reader_at(r, "max_size"), false);
	config->effort = reader_choice(reader_at(r, "effort"), effort_names, NR_EFFORTS);
	config->verify = reader_choice(reader_at(r, "verify"), verify_names, NR_VERIFY);
}

/*
 * The loaded module's version, which the kernel itself shows for every module, next
 * to /sys/kernel; a fake tree has none, and that is no trouble.
 */
static void read_module_version(struct reader *r, char version[VERSION_TEXT])
{
	char text[VERSION_TEXT];
	ssize_t len;
	int fd;

	if (r->result)
		return;
	fd = openat(r->root, "../../module/kmcontig/version", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len > 0 && parse_line(text, len) &&
	    text[strspn(text, "0123456789abcdefghijklmnopqrstuvwxyz.~+-")] == '\0')
		strcpy(version, text);
}

static void read_failure_once(struct reader *r, struct tree_failure *failure)
{
	reader_stamp(reader_at(r, "last_failure/time"), &failure->time);
	failure->node = reader_number(reader_at(r, "last_failure/node"), NODE_MAX);
	failure->size = reader_size(reader_at(r, "last_failure/size"), false);
	failure->order = reader_number(reader_at(r, "last_failure/order"), ORDER_MAX);
	failure->effort = reader_word(reader_at(r, "last_failure/effort"),
				    effort_names, NR_EFFORTS);
	failure->reason = reader_word(reader_at(r, "last_failure/reason"),
				    reason_names, NR_REASONS);
	failure->latency_ns = reader_number(reader_at(r, "last_failure/latency_ns"),
					  UINT64_MAX);
	reader_list(reader_at(r, "last_failure/free_blocks"), UINT64_MAX,
		  &failure->free_blocks);
	failure->unusable_index = reader_number(reader_at(r, "last_failure/unusable_index"),
					      INDEX_MAX);
}

static uint64_t read_seq(struct reader *r)
{
	return reader_number(reader_at(r, "last_failure/seq"), UINT64_MAX);
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
	reader_fail(r, -EAGAIN, "changed during every reading of the record");
}

static void read_effort(struct reader *r, unsigned int node, const char *size,
			const char *effort, struct tree_effort *to)
{
	struct list buckets;

	to->failures = reader_number(reader_at(r, "node%u/%s/%s/failures", node, size, effort),
				   UINT64_MAX);
	to->latency_ns_total = reader_number(reader_at(r, "node%u/%s/%s/latency_ns_total",
					      node, size, effort), UINT64_MAX);
	reader_list(reader_at(r, "node%u/%s/%s/latency_ns_buckets", node, size, effort),
		  UINT64_MAX, &buckets);
	if (!r->result && buckets.n != NR_BUCKETS)
		reader_fail(r, -EBADMSG, "not as many numbers as there are buckets");
	if (!r->result)
		memcpy(to->latency_ns_buckets, buckets.v, sizeof(to->latency_ns_buckets));
}

static void read_efforts(struct reader *r, unsigned int node, const char *size,
			 struct tree_effort **efforts)
{
	*efforts = calloc(NR_EFFORTS, sizeof(**efforts));
	if (!*efforts)
		reader_fail(r, -ENOMEM, strerror(ENOMEM));
	for (unsigned int i = 0; i < NR_EFFORTS && !r->result; i++)
		read_effort(r, node, size, effort_names[i], &(*efforts)[i]);
}

static void add_size(struct reader *r, const char *name, void *to)
{
	struct tree_node *node = to;
	struct tree_size *size;
	uint64_t bytes;

	if (!size_parse_name(name, &bytes))
		return;
	/* There are fewer names than that, but a directory may change. */
	if (node->n_sizes == TREE_SIZES_MAX) {
		reader_fail(r, -EAGAIN, "changed while it was read");
		return;
	}
	size = &node->sizes[node->n_sizes++];
	*size = (struct tree_size){
		.bytes = bytes,
		.state = reader_word(reader_at(r, "node%u/%s/state", node->id, name),
				   state_names, NR_STATES),
	};
	if (node->detail == TREE_ALL)
		read_efforts(r, node->id, name, &size->efforts);
}

static int compare_sizes(const void *left, const void *right)
{
	const struct tree_size *a = left, *b = right;

	return (a->bytes > b->bytes) - (a->bytes < b->bytes);
}

static void read_node(struct reader *r, struct tree_node *node)
{
	unsigned int id = node->id;

	node->largest_free = reader_size(reader_at(r, "node%u/largest_free", id), true);
	node->largest_recovered = reader_size(reader_at(r, "node%u/largest_recovered", id),
					    true);
	reader_list(reader_at(r, "node%u/free_blocks", id), UINT64_MAX, &node->free_blocks);
	reader_list(reader_at(r, "node%u/unusable_index", id), INDEX_MAX,
		  &node->unusable_index);

	reader_for_each(reader_at(r, "node%u", id), add_size, node);
	if (node->n_sizes == 0)
		reader_fail(r, -EBADMSG, "no block size is listed");
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
		reader_fail(r, -ENOMEM, strerror(ENOMEM));
		return;
	}
	tree->nodes = nodes;
	nodes[tree->n_nodes++] = (struct tree_node){ .id = id, .detail = tree->detail };
}

static int compare_nodes(const void *left, const void *right)
{
	const struct tree_node *a = left, *b = right;

	return (a->id > b->id) - (a->id < b->id);
}

static void read_nodes(struct reader *r, struct tree *tree)
{
	reader_for_each(reader_at(r, "."), add_node, tree);
	if (r->result)
		return;
	if (tree->n_nodes == 0) {
		reader_fail(r, -EBADMSG, "no node is listed");
		return;
	}
	qsort(tree->nodes, tree->n_nodes, sizeof(*tree->nodes), compare_nodes);
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		read_node(r, &tree->nodes[i]);
}

static void read_all(struct reader *r, struct tree *tree)
{
	check_abi_version(r);
	reader_load_id(reader_at(r, "load_id"), tree->load_id);
	read_counters(r, tree);
	read_failure(r, &tree->last_failure);
	reader_stamp(reader_at(r, "last_round"), &tree->last_round);
	read_schedule(r, &tree->config);
	read_module_version(r, tree->module_version);
	if (tree->detail == TREE_ALL) {
		read_probing(r, &tree->config);
		tree->largest_free = reader_size(reader_at(r, "largest_free"), true);
		tree->largest_recovered = reader_size(reader_at(r, "largest_recovered"), true);
	}
	read_nodes(r, tree);
}

/* The directory, or negative errno; -ENOENT: no module is loaded. */
int tree_open_root(const char *root)
{
	int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * Takes a picture of the tree under @root, as much of it as @detail says. All
 * of it is of one load of the module: through a directory that was opened
 * before a reload, nothing of the new tree can be reached. Returns 0; or
 * negative errno and the reason in @error, and leaves *@tree alone.
 */
int tree_read(const char *root, enum tree_detail detail, struct tree **tree,
	      struct tree_error *error)
{
	struct reader r = { .error = error, .path = "." };
	struct tree *new = calloc(1, sizeof(*new));

	r.root = tree_open_root(root);
	if (!new)
		reader_fail(&r, -ENOMEM, strerror(ENOMEM));
	else if (r.root < 0)
		reader_fail(&r, r.root, strerror(-r.root));
	else {
		new->detail = detail;
		read_all(&r, new);
	}
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
	if (!tree)
		return;
	for (unsigned int i = 0; i < tree->n_nodes; i++)
		for (unsigned int j = 0; j < tree->nodes[i].n_sizes; j++)
			free(tree->nodes[i].sizes[j].efforts);
	free(tree->nodes);
	free(tree);
}

uint64_t tree_attempts(const struct tree_effort *effort)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < NR_BUCKETS; i++)
		sum += effort->latency_ns_buckets[i];
	return sum;
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
