// SPDX-License-Identifier: GPL-2.0
/*
 * The files of a node: node<N>/, its groups of one file a class, node<N>/kmalloc-<size>/
 * and the group of each effort in there. ABI/sysfs-kernel-kmcontig says what they mean.
 */
#include <linux/sysfs.h>

#include "kmcontig.h"

/* === Arrays, one value an order ========================================== */

/* Write values as a line. */
ssize_t kmc_emit_values(char *buf, const u64 *values)
{
	unsigned int order;
	int len = 0;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		len += sysfs_emit_at(buf, len, "%s%llu", order ? " " : "",
				     (unsigned long long)values[order]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* Write the unusable index of every order as a line. */
ssize_t kmc_emit_unusable_index(char *buf, const u64 *free_blocks)
{
	u64 index[KMC_NR_ORDERS];
	unsigned int order;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		index[order] = kmc_unusable_index(free_blocks, KMC_NR_ORDERS, order);
	return kmc_emit_values(buf, index);
}

static ssize_t emit_words(char *buf, const char *const words[KMC_NR_ORDERS])
{
	unsigned int order;
	int len = 0;

	for (order = 0; order < KMC_NR_ORDERS; order++)
		len += sysfs_emit_at(buf, len, "%s%s", order ? " " : "", words[order]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* === node<N>/ ============================================================ */

static struct kmc_node *node_of(struct kobject *kobj)
{
	return container_of(kobj, struct kmc_node, kobj);
}

static void copy_free_blocks(struct kmc_node *node, u64 *free_blocks)
{
	spin_lock(&node->lock);
	memcpy(free_blocks, node->free_blocks, sizeof(node->free_blocks));
	spin_unlock(&node->lock);
}

static ssize_t free_blocks_show(struct kobject *kobj, struct kobj_attribute *attr,
				char *buf)
{
	u64 free_blocks[KMC_NR_ORDERS];

	copy_free_blocks(node_of(kobj), free_blocks);
	return kmc_emit_values(buf, free_blocks);
}

static struct kobj_attribute free_blocks_attr = __ATTR_RO(free_blocks);

static ssize_t unusable_index_show(struct kobject *kobj, struct kobj_attribute *attr,
				   char *buf)
{
	u64 free_blocks[KMC_NR_ORDERS];

	copy_free_blocks(node_of(kobj), free_blocks);
	return kmc_emit_unusable_index(buf, free_blocks);
}

static struct kobj_attribute unusable_index_attr = __ATTR_RO(unusable_index);

static ssize_t largest_free_show(struct kobject *kobj, struct kobj_attribute *attr,
				 char *buf)
{
	return sysfs_emit(buf, "%lu\n", READ_ONCE(node_of(kobj)->largest_free));
}

static struct kobj_attribute largest_free_attr = __ATTR_RO(largest_free);

static ssize_t largest_recovered_show(struct kobject *kobj,
				      struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n", READ_ONCE(node_of(kobj)->largest_recovered));
}

static struct kobj_attribute largest_recovered_attr = __ATTR_RO(largest_recovered);

static struct attribute *node_attrs[] = {
	&free_blocks_attr.attr,
	&unusable_index_attr.attr,
	&largest_free_attr.attr,
	&largest_recovered_attr.attr,
	NULL
};

static const struct attribute_group node_group = { .attrs = node_attrs };

/* === node<N>/depth/, depth_min/ and reason/ ============================== */

struct kmc_class_file {
	struct kobj_attribute attr;
	enum kmc_class class;
};

static enum kmc_class class_of(struct kobj_attribute *attr)
{
	return container_of(attr, struct kmc_class_file, attr)->class;
}

static ssize_t depth_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	u64 depth[KMC_NR_ORDERS];

	kmc_look_depth(node_of(kobj)->nid, class_of(attr), depth);
	return kmc_emit_values(buf, depth);
}

static ssize_t depth_min_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const char *none[KMC_NR_ORDERS];
	u64 depth[KMC_NR_ORDERS];
	unsigned int order;

	if (kmc_lowest_depth(node_of(kobj), class_of(attr), depth))
		return kmc_emit_values(buf, depth);
	for (order = 0; order < KMC_NR_ORDERS; order++)
		none[order] = "-";
	return emit_words(buf, none);
}

static ssize_t reason_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct kmc_answer answers[KMC_NR_ORDERS];
	const char *reasons[KMC_NR_ORDERS];
	unsigned int order;

	kmc_look_answers(node_of(kobj)->nid, class_of(attr), answers);
	for (order = 0; order < KMC_NR_ORDERS; order++)
		reasons[order] = kmc_reason_names[kmc_answer_reason(&answers[order])];
	return emit_words(buf, reasons);
}

static umode_t class_visible(struct kobject *kobj, struct attribute *attr, int index)
{
	return kmc_class_exists[index] ? attr->mode : 0;
}

#define CLASS_FILE(_name, _class, _show)					\
	[_class] = { __ATTR(_name, 0444, _show, NULL), _class }

/* In the order of the classes, for class_visible(). */
#define CLASS_GROUP(_dir)							\
	static struct kmc_class_file _dir##_files[KMC_NR_CLASSES] = {		\
		CLASS_FILE(kmalloc, KMC_CLASS_KMALLOC, _dir##_show),		\
		CLASS_FILE(atomic, KMC_CLASS_ATOMIC, _dir##_show),		\
		CLASS_FILE(dma32, KMC_CLASS_DMA32, _dir##_show),		\
		CLASS_FILE(dma, KMC_CLASS_DMA, _dir##_show),			\
		CLASS_FILE(movable, KMC_CLASS_MOVABLE, _dir##_show),		\
	};									\
	static struct attribute *_dir##_attrs[] = {				\
		&_dir##_files[0].attr.attr,					\
		&_dir##_files[1].attr.attr,					\
		&_dir##_files[2].attr.attr,					\
		&_dir##_files[3].attr.attr,					\
		&_dir##_files[4].attr.attr,					\
		NULL								\
	};									\
	static const struct attribute_group _dir##_group = {			\
		.name = #_dir,							\
		.attrs = _dir##_attrs,					\
		.is_visible = class_visible,					\
	}

CLASS_GROUP(depth);
CLASS_GROUP(depth_min);
CLASS_GROUP(reason);

static const struct attribute_group *node_groups[] = {
	&node_group,
	&depth_group,
	&depth_min_group,
	&reason_group,
	NULL
};

/* === node<N>/kmalloc-<size>/ ============================================= */

static struct kmc_node_size *size_of(struct kobject *kobj)
{
	return container_of(kobj, struct kmc_node_size, kobj);
}

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buf)
{
	enum kmc_state state = READ_ONCE(size_of(kobj)->probe.state);

	return sysfs_emit(buf, "%s\n", kmc_state_names[state]);
}

static struct kobj_attribute state_attr = __ATTR_RO(state);

static struct attribute *size_attrs[] = {
	&state_attr.attr,
	NULL
};

static const struct attribute_group size_group = { .attrs = size_attrs };

/* === node<N>/kmalloc-<size>/<effort>/ ==================================== */

struct kmc_effort_file {
	struct kobj_attribute attr;
	enum kmc_effort effort;
	unsigned int offset;	/* of the first value in struct kmc_effort_stats */
	unsigned int nr_values;
};

static ssize_t effort_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	const struct kmc_effort_file *file =
		container_of(attr, struct kmc_effort_file, attr);
	const void *stats = &size_of(kobj)->efforts[file->effort];
	const atomic64_t *values = stats + file->offset;
	unsigned int i;
	int len = 0;

	for (i = 0; i < file->nr_values; i++)
		len += sysfs_emit_at(buf, len, "%s%llu", i ? " " : "",
				     (unsigned long long)atomic64_read(&values[i]));
	return len + sysfs_emit_at(buf, len, "\n");
}

#define EFFORT_FILE(_name, _effort) {					\
	.attr = __ATTR(_name, 0444, effort_show, NULL),			\
	.effort = _effort,						\
	.offset = offsetof(struct kmc_effort_stats, _name),		\
	.nr_values = sizeof_field(struct kmc_effort_stats, _name) /	\
		     sizeof(atomic64_t),				\
}

#define EFFORT_GROUP(_name, _effort)					\
	static struct kmc_effort_file _name##_files[] = {		\
		EFFORT_FILE(attempts, _effort),				\
		EFFORT_FILE(failures, _effort),				\
		EFFORT_FILE(latency_ns_total, _effort),			\
		EFFORT_FILE(latency_ns_buckets, _effort),		\
	};								\
	static struct attribute *_name##_attrs[] = {			\
		&_name##_files[0].attr.attr,				\
		&_name##_files[1].attr.attr,				\
		&_name##_files[2].attr.attr,				\
		&_name##_files[3].attr.attr,				\
		NULL							\
	};								\
	static const struct attribute_group _name##_group = {		\
		.name = #_name,						\
		.attrs = _name##_attrs,					\
	}

EFFORT_GROUP(nowait, KMC_NOWAIT);
EFFORT_GROUP(noretry, KMC_NORETRY);
EFFORT_GROUP(retry_mayfail, KMC_RETRY_MAYFAIL);

static const struct attribute_group *size_groups[] = {
	&size_group,
	&nowait_group,
	&noretry_group,
	&retry_mayfail_group,
	NULL
};

/* === Life ================================================================ */

static int add_size(struct kmc_node *node, unsigned int order)
{
	struct kobject *kobj = &node->sizes[order]->kobj;
	char name[KMC_SIZE_NAME_LEN];
	int err;

	kmc_size_name(name, kmc_size(order));
	err = kobject_add(kobj, &node->kobj, "%s", name);
	return err ? err : sysfs_create_groups(kobj, size_groups);
}

/**
 * kmc_sysfs_add_node() - make a node's directory and files
 * @node: the node
 * @root: the kobject that the directory goes under
 *
 * Context: process, sleeps; the round worker, or load.
 * Return: 0, or an error and nothing is left of the directory.
 */
int kmc_sysfs_add_node(struct kmc_node *node, struct kobject *root)
{
	unsigned int order;
	int err;

	err = kobject_add(&node->kobj, root, "node%d", node->nid);
	if (err)
		return err;
	err = sysfs_create_groups(&node->kobj, node_groups);
	for (order = 0; order < KMC_NR_SIZES && !err; order++)
		err = add_size(node, order);
	if (err)
		kmc_sysfs_remove_node(node);
	return err;
}

/**
 * kmc_sysfs_remove_node() - remove a node's directory and files
 * @node: the node; its files may be incomplete
 *
 * Waits for their readers, which never wait themselves. The kobjects stay.
 */
void kmc_sysfs_remove_node(struct kmc_node *node)
{
	int order;

	for (order = KMC_NR_SIZES - 1; order >= 0; order--)
		kobject_del(&node->sizes[order]->kobj);
	kobject_del(&node->kobj);
}
