// SPDX-License-Identifier: GPL-2.0
/*
 * The files at the top of /sys/kernel/kmcontig and those of last_failure/.
 * ABI/sysfs-kernel-kmcontig says what they mean.
 *
 * The kobjects are made with kobject_create_and_add(), whose release function is the
 * kernel's own: nothing of this module runs after its exit, however late the last
 * reference is dropped.
 */
#include <linux/random.h>
#include <linux/sysfs.h>

#include "kmcontig.h"

static struct kobject *root;
static struct kobject *last_failure;
static u8 load_id[16];

static ssize_t emit_time(char *buf, const struct timespec64 *time)
{
	if (!time->tv_sec && !time->tv_nsec)
		return sysfs_emit(buf, "0\n");
	return sysfs_emit(buf, "%lld.%09ld\n", (long long)time->tv_sec, time->tv_nsec);
}

/* === Counters ============================================================ */

struct kmc_counter_file {
	struct kobj_attribute attr;
	enum kmc_counter counter;
};

static ssize_t counter_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	enum kmc_counter counter =
		container_of(attr, struct kmc_counter_file, attr)->counter;

	return sysfs_emit(buf, "%llu\n",
			  (unsigned long long)atomic64_read(&kmc_counters[counter]));
}

#define COUNTER(_name, _counter)						\
	static struct kmc_counter_file _name##_attr = {			\
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
COUNTER(looks, KMC_LOOKS);
COUNTER(look_mismatches, KMC_LOOK_MISMATCHES);

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

static ssize_t last_look_show(struct kobject *kobj, struct kobj_attribute *attr,
			      char *buf)
{
	struct timespec64 time;

	kmc_last_look(&time);
	return emit_time(buf, &time);
}

static struct kobj_attribute last_look_attr = __ATTR_RO(last_look);

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
	&kmc_tunables[KMC_LOOK_INTERVAL_MS].attr.attr,
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
	&looks_attr.attr.attr,
	&look_mismatches_attr.attr.attr,
	&last_round_attr.attr,
	&last_look_attr.attr,
	&largest_free_attr.attr,
	&largest_recovered_attr.attr,
	NULL
};

static const struct attribute_group root_group = { .attrs = root_attrs };

/* === last_failure/ ======================================================= */

/* A file of last_failure/: writes one member; not called while there was no failure. */
struct kmc_failure_file {
	struct kobj_attribute attr;
	const char *none;	/* what it reads while there was no failure */
	ssize_t (*emit)(char *buf, const struct kmc_failure *failure);
};

static ssize_t emit_failure(char *buf, const struct kmc_failure *failure, const void *what)
{
	const struct kmc_failure_file *file = what;

	if (!failure->seq)
		return sysfs_emit(buf, "%s\n", file->none);
	return file->emit(buf, failure);
}

static ssize_t failure_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *buf)
{
	return kmc_show_failure(buf, emit_failure,
				container_of(attr, struct kmc_failure_file, attr));
}

#define FAILURE_FILE(_name, _none)						\
	static ssize_t _name##_emit(char *buf, const struct kmc_failure *failure); \
	static struct kmc_failure_file failure_##_name = {			\
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
	const char *reason = failure->discontiguous ? "discontiguous" :
			     failure->raced	    ? "raced" :
						      kmc_reason_names[failure->reason];

	return sysfs_emit(buf, "%s\n", reason);
}

FAILURE_FILE(compaction, "")
{
	static const char *const names[KMC_NR_COMPACTION] = {
		[KMC_COMPACTION_NONE]		= "none",
		[KMC_COMPACTION_DEFERRED]	= "deferred",
		[KMC_COMPACTION_POSSIBLE]	= "possible",
	};

	return sysfs_emit(buf, "%s\n", names[failure->compaction]);
}

FAILURE_FILE(latency_ns, "0")
{
	return sysfs_emit(buf, "%llu\n", (unsigned long long)failure->latency_ns);
}

FAILURE_FILE(depth, "")
{
	return kmc_emit_values(buf, failure->depth);
}

FAILURE_FILE(free_blocks, "")
{
	return kmc_emit_values(buf, failure->free_blocks);
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
	&failure_compaction.attr.attr,
	&failure_latency_ns.attr.attr,
	&failure_depth.attr.attr,
	&failure_free_blocks.attr.attr,
	&failure_unusable_index.attr.attr,
	NULL
};

static const struct attribute_group failure_group = { .attrs = failure_attrs };

/* === last_failure/zone-<name>/ =========================================== */

enum zone_member {
	ZONE_FREE_BLOCKS,
	ZONE_FREE_PAGES,
	ZONE_MIN_PAGES,
	ZONE_RESERVE_PAGES,
	ZONE_HIGHATOMIC_PAGES,
	ZONE_CMA_PAGES,
	NR_ZONE_MEMBERS
};

struct kmc_zone_file {
	struct kobj_attribute attr;
	enum kmc_zone_kind kind;
	enum zone_member member;
};

static u64 zone_pages(const struct kmc_zone *zone, enum zone_member member)
{
	switch (member) {
	case ZONE_FREE_PAGES:
		return zone->free;
	case ZONE_MIN_PAGES:
		return zone->min;
	case ZONE_RESERVE_PAGES:
		return zone->reserve[kmc_class_zone(KMC_CLASS_KMALLOC)];
	case ZONE_HIGHATOMIC_PAGES:
		return zone->highatomic;
	default:
		return zone->cma;
	}
}

static ssize_t emit_zone(char *buf, const struct kmc_failure *failure, const void *what)
{
	const struct kmc_zone_file *file = what;
	const struct kmc_zone *zone = &failure->zones[file->kind];

	if (file->member == ZONE_FREE_BLOCKS && !failure->seq)
		return sysfs_emit(buf, "\n");
	if (file->member == ZONE_FREE_BLOCKS)
		return kmc_emit_values(buf, zone->blocks);
	return sysfs_emit(buf, "%llu\n",
			  (unsigned long long)zone_pages(zone, file->member));
}

static ssize_t zone_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return kmc_show_failure(buf, emit_zone,
				container_of(attr, struct kmc_zone_file, attr));
}

#define ZONE_FILE(_name, _kind, _member)					\
	{ __ATTR(_name, 0444, zone_show, NULL), _kind, _member }

#define ZONE_GROUP(_zone, _kind)						\
	static struct kmc_zone_file _zone##_files[NR_ZONE_MEMBERS] = {		\
		ZONE_FILE(free_blocks, _kind, ZONE_FREE_BLOCKS),		\
		ZONE_FILE(free_pages, _kind, ZONE_FREE_PAGES),			\
		ZONE_FILE(min_pages, _kind, ZONE_MIN_PAGES),			\
		ZONE_FILE(reserve_pages, _kind, ZONE_RESERVE_PAGES),		\
		ZONE_FILE(highatomic_pages, _kind, ZONE_HIGHATOMIC_PAGES),	\
		ZONE_FILE(cma_pages, _kind, ZONE_CMA_PAGES),			\
	};									\
	static struct attribute *_zone##_attrs[] = {				\
		&_zone##_files[0].attr.attr,					\
		&_zone##_files[1].attr.attr,					\
		&_zone##_files[2].attr.attr,					\
		&_zone##_files[3].attr.attr,					\
		&_zone##_files[4].attr.attr,					\
		&_zone##_files[5].attr.attr,					\
		NULL								\
	};									\
	static const struct attribute_group _zone##_group = {			\
		.name = "zone-" #_zone,						\
		.attrs = _zone##_attrs,						\
	}

/* All zones that the kernel has, whichever of them a node has: they are made at load. */
#ifdef CONFIG_ZONE_DMA
ZONE_GROUP(dma, KMC_ZONE_DMA);
#endif
#ifdef CONFIG_ZONE_DMA32
ZONE_GROUP(dma32, KMC_ZONE_DMA32);
#endif
ZONE_GROUP(normal, KMC_ZONE_NORMAL);
#ifdef CONFIG_HIGHMEM
ZONE_GROUP(highmem, KMC_ZONE_HIGHMEM);
#endif
ZONE_GROUP(movable, KMC_ZONE_MOVABLE);

static const struct attribute_group *failure_groups[] = {
	&failure_group,
#ifdef CONFIG_ZONE_DMA
	&dma_group,
#endif
#ifdef CONFIG_ZONE_DMA32
	&dma32_group,
#endif
	&normal_group,
#ifdef CONFIG_HIGHMEM
	&highmem_group,
#endif
	&movable_group,
	NULL
};

/* === Life ================================================================ */

/* The files of counters for which poll() wakes. */
static const struct kmc_counter_file *const polled[] = {
	&failures_attr,
	&state_changes_attr,
};

static struct kernfs_node *polled_dirents[ARRAY_SIZE(polled)];

/*
 * kobject_put() alone would leave the directory until the last reference is dropped, and the
 * next load would find it there.
 */
static void remove_directory(struct kobject *kobj)
{
	kobject_del(kobj);
	kobject_put(kobj);
}

static int add_last_failure(void)
{
	int err;

	last_failure = kobject_create_and_add("last_failure", root);
	if (!last_failure)
		return -ENOMEM;
	err = sysfs_create_groups(last_failure, failure_groups);
	if (err)
		remove_directory(last_failure);
	return err;
}

static void put_polled(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(polled); i++)
		sysfs_put(polled_dirents[i]);
}

static int get_polled(void)
{
	bool found = true;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(polled); i++) {
		polled_dirents[i] = sysfs_get_dirent(root->sd, polled[i]->attr.attr.name);
		found &= !!polled_dirents[i];
	}
	if (!found) {
		put_polled();
		return -ENOENT;
	}
	for (i = 0; i < ARRAY_SIZE(polled); i++)
		kmc_record_watch(polled[i]->counter, polled_dirents[i]);
	return 0;
}

static const struct kmc_node_ops node_ops = {
	.add_files = kmc_sysfs_add_node,
	.remove_files = kmc_sysfs_remove_node,
	.work = kmc_node_work,
};

/*
 * Make all files. No round begins before this is done: a write to `run` before that fails
 * with ENODEV. Returns 0 or an error, and nothing is left.
 */
int kmc_sysfs_init(void)
{
	int err;

	get_random_bytes(load_id, sizeof(load_id));
	root = kobject_create_and_add("kmcontig", kernel_kobj);
	if (!root)
		return -ENOMEM;
	err = kmc_nodes_init(root, &node_ops);
	if (err)
		goto remove_root;
	err = add_last_failure();
	if (err)
		goto exit_nodes;
	err = sysfs_create_group(root, &root_group);
	if (err)
		goto remove_last_failure;
	err = get_polled();
	if (err)
		goto remove_files;
	return 0;

remove_files:
	sysfs_remove_group(root, &root_group);
remove_last_failure:
	remove_directory(last_failure);
exit_nodes:
	kmc_nodes_exit();
remove_root:
	remove_directory(root);
	return err;
}

/**
 * kmc_sysfs_remove_root_files() - remove the files that reach the round worker
 *
 * Waits for their readers and writers, so the caller must not hold a lock that those take;
 * the worker still runs then. Afterwards those who poll() are woken and read ENODEV.
 */
void kmc_sysfs_remove_root_files(void)
{
	unsigned int i;

	sysfs_remove_group(root, &root_group);
	remove_directory(last_failure);
	for (i = 0; i < ARRAY_SIZE(polled); i++)
		kmc_record_notify(polled[i]->counter);
}

/* Remove the rest. The round worker and looks have stopped. */
void kmc_sysfs_exit(void)
{
	kmc_nodes_exit();
	put_polled();
	remove_directory(root);
}
