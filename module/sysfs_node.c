// SPDX-License-Identifier: GPL-2.0
/*
 * The files of a node: node<N>/, node<N>/kmalloc-<size>/ and the group of each
 * effort in there. What they mean is in ABI/sysfs-kernel-kmcontig.
 */
#include <linux/sysfs.h>

#include "kmcontig.h"

/* === node<N>/ ============================================================ */

static void copy_free_blocks(struct kmc_node *node, unsigned long *free_blocks)
{
	spin_lock(&node->lock);
	memcpy(free_blocks, node->free_blocks, sizeof(node->free_blocks));
	spin_unlock(&node->lock);
}

static ssize_t free_blocks_show(struct kobject *kobj, struct kobj_attribute *attr,
				char *buf)
{
	unsigned long free_blocks[KMC_NR_ORDERS];

	copy_free_blocks(kmc_node_of(kobj), free_blocks);
	return kmc_emit_free_blocks(buf, free_blocks);
}

static struct kobj_attribute free_blocks_attr = __ATTR_RO(free_blocks);

static ssize_t unusable_index_show(struct kobject *kobj, struct kobj_attribute *attr,
				   char *buf)
{
	unsigned long free_blocks[KMC_NR_ORDERS];

	copy_free_blocks(kmc_node_of(kobj), free_blocks);
	return kmc_emit_unusable_index(buf, free_blocks);
}

static struct kobj_attribute unusable_index_attr = __ATTR_RO(unusable_index);

static ssize_t largest_free_show(struct kobject *kobj, struct kobj_attribute *attr,
				 char *buf)
{
	return sysfs_emit(buf, "%lu\n", READ_ONCE(kmc_node_of(kobj)->largest_free));
}

static struct kobj_attribute largest_free_attr = __ATTR_RO(largest_free);

static ssize_t largest_recovered_show(struct kobject *kobj,
				      struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%lu\n",
			  READ_ONCE(kmc_node_of(kobj)->largest_recovered));
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

/* === node<N>/kmalloc-<size>/ ============================================= */

static struct kmc_node_size *size_of(const struct kobject *kobj)
{
	struct kmc_node *node = kmc_node_of(kobj->parent);
	struct kmc_node_size *size = node->sizes;

	/* It is one of them: only add_size() makes such files. */
	while (size->kobj != kobj)
		size++;
	return size;
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

struct effort_attribute {
	struct kobj_attribute attr;
	enum kmc_effort effort;
	unsigned int offset;	/* of the first value in struct kmc_effort_stats */
	unsigned int nr_values;
};

static ssize_t effort_show(struct kobject *kobj, struct kobj_attribute *attr,
			   char *buf)
{
	const struct effort_attribute *file =
		container_of(attr, struct effort_attribute, attr);
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
	static struct effort_attribute _name##_files[] = {		\
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
	struct kmc_node_size *size = &node->sizes[order];
	char name[KMC_SIZE_NAME_LEN];

	kmc_size_name(name, kmc_size(order));
	size->kobj = kobject_create_and_add(name, node->kobj);
	if (!size->kobj)
		return -ENOMEM;
	/* The files only now: their callbacks look for size->kobj. */
	return sysfs_create_groups(size->kobj, size_groups);
}

/**
 * kmc_sysfs_add_node() - make a node's directory and files
 * @node: the node, already in the table where kmc_node_of() looks
 * @root: the kobject that the directory goes under
 *
 * Context: process, sleeps; the round worker, or load.
 * Return: 0, or an error and nothing is left of the directory.
 */
int kmc_sysfs_add_node(struct kmc_node *node, struct kobject *root)
{
	char name[sizeof("node") + 10];
	unsigned int order;
	int err;

	snprintf(name, sizeof(name), "node%d", node->nid);
	node->kobj = kobject_create_and_add(name, root);
	if (!node->kobj)
		return -ENOMEM;
	err = sysfs_create_group(node->kobj, &node_group);
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
 * Waits for their readers, none of which waits for anything.
 */
void kmc_sysfs_remove_node(struct kmc_node *node)
{
	int order;

	for (order = KMC_NR_SIZES - 1; order >= 0; order--) {
		if (!node->sizes[order].kobj)
			continue;
		kobject_del(node->sizes[order].kobj);
		kobject_put(node->sizes[order].kobj);
	}
	kobject_del(node->kobj);
	kobject_put(node->kobj);
}
