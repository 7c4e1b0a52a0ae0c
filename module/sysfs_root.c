// SPDX-License-Identifier: GPL-2.0
/*
 * The files at the top of /sys/kernel/kmcontig and those of last_failure/.
 * What they mean is in ABI/sysfs-kernel-kmcontig.
 *
 * The kobjects are made with kobject_create_and_add(), whose release function
 * is the kernel's own: nothing of this module runs after its exit, however
 * late the last reference is dropped.
 */
#include <linux/random.h>
#include <linux/sysfs.h>

#include "kmcontig.h"

static struct kobject *root;
static u8 load_id[16];

/* === Arrays, one value an order ========================================== */

/* Write free-list counts as a line. */
ssize_t kmc_emit_free_blocks(char *buf, const unsigned long *free_blocks)
{
	unsigned int order;
	int len = 0;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		len += sysfs_emit_at(buf, len, "%s%lu", order ? " " : "",
				     free_blocks[order]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* Write the index of every order as a line. */
ssize_t kmc_emit_unusable_index(char *buf, const unsigned long *free_blocks)
{
	unsigned int order;
	int len = 0;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		len += sysfs_emit_at(buf, len, "%s%u", order ? " " : "",
				     kmc_unusable_index(free_blocks, KMC_NR_ORDERS, order));
	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t emit_time(char *buf, const struct timespec64 *time)
{
	if (!time->tv_sec && !time->tv_nsec)
		return sysfs_emit(buf, "0\n");
	return sysfs_emit(buf, "%lld.%09ld\n", (long long)time->tv_sec, time->tv_nsec);
}

/* === Counters ============================================================ */

struct counter_attribute {
	struct kobj_attribute attr;
	enum kmc_counter counter;
};

static ssize_t counter_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	enum kmc_counter counter =
		container_of(attr, struct counter_attribute, attr)->counter;

	return sysfs_emit(buf, "%llu\n",
			  (unsigned long long)atomic64_read(&kmc_counters[counter]));
}

#define COUNTER(_name, _counter)						\
	static struct counter_attribute _name##_attr = {			\
		.attr = __ATTR(_name, 0444, counter_show, NULL),		\
		.counter = _counter,						\
	}

COUNTER(rounds, KMC_ROUNDS);
COUNTER(attempts, KMC_ATTEMPTS);
COUNTER(failures, KMC_FAILURES);
COUNTER(recoveries, KMC_RECOVERIES);
COUNTER(state_changes, KMC_STATE_CHANGES);
COUNTER(discontiguities, KMC_DISCONTIGUITIES);
COUNTER(compound_mismatches, KMC_COMPOUND_MISMATCHES);
COUNTER(delayed_rounds, KMC_DELAYED_ROUNDS);
COUNTER(busy_ns, KMC_BUSY_NS);

/* === Single values ======================================================= */

static ssize_t abi_version_show(struct kobject *kobj, struct kobj_attribute *attr,
				char *buf)
{
	return sysfs_emit(buf, "%d\n", KMC_ABI_VERSION);
}

static struct kobj_attribute abi_version_attr = __ATTR_RO(abi_version);

static ssize_t load_id_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return sysfs_emit(buf, "%*phN\n", (int)sizeof(load_id), load_id);
}

static struct kobj_attribute load_id_attr = __ATTR_RO(load_id);

static ssize_t run_store(struct kobject *kobj, struct kobj_attribute *attr,
			 const char *buf, size_t count)
{
	int effort = kmc_parse_word(buf, count, kmc_effort_names, KMC_NR_EFFORTS);
	u64 one;
	int ret;

	if (effort < 0) {
		ret = kmc_parse_number(buf, count, 1, 1, &one);
		if (ret)
			return ret;
		effort = kmc_config(KMC_EFFORT);
	}
	ret = kmc_rounds_run(effort);
	return ret ? ret : count;
}

static struct kobj_attribute run_attr = __ATTR_WO(run);

static ssize_t last_round_show(struct kobject *kobj, struct kobj_attribute *attr,
			       char *buf)
{
	struct kmc_round_summary summary;

	kmc_last_round(&summary);
	return emit_time(buf, &summary.end);
}

static struct kobj_attribute last_round_attr = __ATTR_RO(last_round);

static ssize_t largest_free_show(struct kobject *kobj, struct kobj_attribute *attr,
				 char *buf)
{
	struct kmc_round_summary summary;

	kmc_last_round(&summary);
	return sysfs_emit(buf, "%lu\n", summary.largest_free);
}

static struct kobj_attribute largest_free_attr = __ATTR_RO(largest_free);

static ssize_t largest_recovered_show(struct kobject *kobj,
				      struct kobj_attribute *attr, char *buf)
{
	struct kmc_round_summary summary;

	kmc_last_round(&summary);
	return sysfs_emit(buf, "%lu\n", summary.largest_recovered);
}

static struct kobj_attribute largest_recovered_attr = __ATTR_RO(largest_recovered);

static struct attribute *root_attrs[] = {
	&abi_version_attr.attr,
	&load_id_attr.attr,
	&kmc_tunables[KMC_ENABLED].attr.attr,
	&kmc_tunables[KMC_INTERVAL_MS].attr.attr,
	&kmc_tunables[KMC_MAX_SIZE].attr.attr,
	&kmc_tunables[KMC_EFFORT].attr.attr,
	&kmc_tunables[KMC_VERIFY].attr.attr,
	&kmc_tunables[KMC_DUTY_PPM].attr.attr,
	&run_attr.attr,
	&rounds_attr.attr.attr,
	&attempts_attr.attr.attr,
	&failures_attr.attr.attr,
	&recoveries_attr.attr.attr,
	&state_changes_attr.attr.attr,
	&discontiguities_attr.attr.attr,
	&compound_mismatches_attr.attr.attr,
	&delayed_rounds_attr.attr.attr,
	&busy_ns_attr.attr.attr,
	&last_round_attr.attr,
	&largest_free_attr.attr,
	&largest_recovered_attr.attr,
	NULL
};

static const struct attribute_group root_group = { .attrs = root_attrs };

/* === last_failure/ ======================================================= */

/* A file of last_failure/: emits one member, which is never asked for seq 0. */
struct failure_attribute {
	struct kobj_attribute attr;
	const char *none;	/* what it reads while there was no failure */
	ssize_t (*emit)(char *buf, const struct kmc_failure *failure);
};

static ssize_t failure_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	const struct failure_attribute *file =
		container_of(attr, struct failure_attribute, attr);
	struct kmc_failure failure;

	kmc_last_failure(&failure);
	if (!failure.seq)
		return sysfs_emit(buf, "%s\n", file->none);
	return file->emit(buf, &failure);
}

#define FAILURE_FILE(_name, _none)						\
	static ssize_t _name##_emit(char *buf, const struct kmc_failure *failure); \
	static struct failure_attribute failure_##_name = {			\
		.attr = __ATTR(_name, 0444, failure_show, NULL),		\
		.none = _none,							\
		.emit = _name##_emit,						\
	};									\
	static ssize_t _name##_emit(char *buf, const struct kmc_failure *failure)

FAILURE_FILE(seq, "0")
{
	return sysfs_emit(buf, "%llu\n", (unsigned long long)failure->seq);
}

FAILURE_FILE(time, "0")
{
	return emit_time(buf, &failure->time);
}

FAILURE_FILE(node, "0")
{
	return sysfs_emit(buf, "%d\n", failure->node);
}

FAILURE_FILE(size, "0")
{
	return sysfs_emit(buf, "%lu\n", kmc_size(failure->order));
}

FAILURE_FILE(order, "0")
{
	return sysfs_emit(buf, "%u\n", failure->order);
}

FAILURE_FILE(effort, "")
{
	return sysfs_emit(buf, "%s\n", kmc_effort_names[failure->effort]);
}

FAILURE_FILE(reason, "")
{
	return sysfs_emit(buf, "%s\n",
			  failure->discontiguous ? "discontiguous" : "no_block");
}

FAILURE_FILE(latency_ns, "0")
{
	return sysfs_emit(buf, "%llu\n", (unsigned long long)failure->latency_ns);
}

FAILURE_FILE(free_blocks, "")
{
	return kmc_emit_free_blocks(buf, failure->free_blocks);
}

FAILURE_FILE(unusable_index, "0")
{
	return sysfs_emit(buf, "%u\n",
			  kmc_unusable_index(failure->free_blocks, KMC_NR_ORDERS,
					     failure->order));
}

static struct attribute *failure_attrs[] = {
	&failure_seq.attr.attr,
	&failure_time.attr.attr,
	&failure_node.attr.attr,
	&failure_size.attr.attr,
	&failure_order.attr.attr,
	&failure_effort.attr.attr,
	&failure_reason.attr.attr,
	&failure_latency_ns.attr.attr,
	&failure_free_blocks.attr.attr,
	&failure_unusable_index.attr.attr,
	NULL
};

static const struct attribute_group failure_group = {
	.name = "last_failure",
	.attrs = failure_attrs,
};

static const struct attribute_group *root_groups[] = {
	&root_group,
	&failure_group,
	NULL
};

/* === poll() ============================================================== */

/* kernfs wakes nobody by itself: not for a new value, nor for a removal. */
static struct kernfs_node *failures_dirent;
static struct kernfs_node *state_changes_dirent;

/**
 * kmc_sysfs_notify() - wake those who poll() a counter's file
 * @counter: KMC_FAILURES or KMC_STATE_CHANGES
 *
 * Context: any.
 */
void kmc_sysfs_notify(enum kmc_counter counter)
{
	sysfs_notify_dirent(counter == KMC_FAILURES ? failures_dirent :
						      state_changes_dirent);
}

/* === Life ================================================================ */

/*
 * kobject_put() alone would do, but leave the directory to whoever drops the
 * last reference, and the next load would find it there.
 */
static void remove_root(void)
{
	kobject_del(root);
	kobject_put(root);
}

/*
 * Make all files. No round begins before this is done: a write to `run` in
 * between is refused with ENODEV. Returns 0 or an error, and nothing is left.
 */
int kmc_sysfs_init(void)
{
	int err;

	get_random_bytes(load_id, sizeof(load_id));
	root = kobject_create_and_add("kmcontig", kernel_kobj);
	if (!root)
		return -ENOMEM;
	err = kmc_nodes_init(root);
	if (err)
		goto remove_root;
	err = sysfs_create_groups(root, root_groups);
	if (err)
		goto exit_nodes;
	failures_dirent = sysfs_get_dirent(root->sd, failures_attr.attr.attr.name);
	state_changes_dirent = sysfs_get_dirent(root->sd,
						state_changes_attr.attr.attr.name);
	if (!failures_dirent || !state_changes_dirent) {
		err = -ENOENT;
		goto remove_files;
	}
	return 0;

remove_files:
	sysfs_put(failures_dirent);
	sysfs_put(state_changes_dirent);
	sysfs_remove_groups(root, root_groups);
exit_nodes:
	kmc_nodes_exit();
remove_root:
	remove_root();
	return err;
}

/**
 * kmc_sysfs_remove_root_files() - remove the files that reach the round worker
 *
 * Waits for their readers and writers, so no lock that those take may be held;
 * the worker still runs then. Afterwards those who poll() are woken and read
 * ENODEV.
 */
void kmc_sysfs_remove_root_files(void)
{
	sysfs_remove_groups(root, root_groups);
	sysfs_notify_dirent(failures_dirent);
	sysfs_notify_dirent(state_changes_dirent);
}

/* Remove the rest; the round worker has stopped. */
void kmc_sysfs_exit(void)
{
	kmc_nodes_exit();
	sysfs_put(failures_dirent);
	sysfs_put(state_changes_dirent);
	remove_root();
}
