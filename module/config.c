// SPDX-License-Identifier: GPL-2.0
/*
 * The settings: one table, each entry a file in sysfs and a module parameter that take the
 * same text. Names, bounds and defaults are defined here and nowhere else.
 *
 * A value is one word, so readers need no lock. A reader that needs the same value for
 * longer takes a copy (struct kmc_round).
 */
#define pr_fmt(fmt) "kmcontig: " fmt

#include <linux/log2.h>
#include <linux/moduleparam.h>

#include "kmcontig.h"

static ssize_t tunable_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct kmc_tunable *tunable = container_of(attr, struct kmc_tunable, attr);
	unsigned long value = READ_ONCE(tunable->value);
	unsigned int i;
	int len = 0;

	if (!tunable->words)
		return sysfs_emit(buf, "%lu\n", value);
	for (i = 0; i < tunable->nr_words; i++)
		len += sysfs_emit_at(buf, len, i == value ? "%s[%s]" : "%s%s",
				     i ? " " : "", tunable->words[i]);
	return len + sysfs_emit_at(buf, len, "\n");
}

/* Parameters are set before the module's init. Returns 0, -EINVAL or -ERANGE. */
static int tunable_set(struct kmc_tunable *tunable, const char *buf, size_t count)
{
	u64 value;
	int ret;

	if (tunable->words) {
		ret = kmc_parse_word(buf, count, tunable->words, tunable->nr_words);
		if (ret < 0)
			return ret;
		value = ret;
	} else {
		ret = kmc_parse_number(buf, count, tunable->min, tunable->max, &value);
		if (ret == -ERANGE && tunable->or_zero)
			ret = kmc_parse_number(buf, count, 0, 0, &value);
		if (ret)
			return ret;
		if (tunable->power_of_two && !is_power_of_2(value))
			return -EINVAL;
	}
	WRITE_ONCE(tunable->value, value);
	return 0;
}

static ssize_t tunable_store(struct kobject *kobj, struct kobj_attribute *attr,
			     const char *buf, size_t count)
{
	struct kmc_tunable *tunable = container_of(attr, struct kmc_tunable, attr);
	int ret = tunable_set(tunable, buf, count);

	if (ret)
		return ret;
	if (READ_ONCE(tunable->changed))
		READ_ONCE(tunable->changed)();
	return count;
}

#define TUNABLE(_name, _takes) \
	.attr = __ATTR(_name, 0644, tunable_show, tunable_store), .takes = _takes

#define DEFAULT_MAX_SIZE \
	(KMALLOC_MAX_SIZE < SZ_4M ? KMALLOC_MAX_SIZE : (unsigned long)SZ_4M)

#ifdef KMC_HAVE_WALK
#define DEFAULT_VERIFY	KMC_VERIFY_WALK
#define VERIFY_TAKES	"off, walk or alias"
#else
#define DEFAULT_VERIFY	KMC_VERIFY_OFF
#define VERIFY_TAKES	"off or alias"
#endif

struct kmc_tunable kmc_tunables[KMC_NR_TUNABLES] = {
	[KMC_ENABLED] = {
		TUNABLE(enabled, "0 or 1"),
		.min = 0, .max = 1, .value = 1,
	},
	[KMC_INTERVAL_MS] = {
		TUNABLE(interval_ms, "100 to 86400000 milliseconds"),
		.min = 100, .max = 86400000, .value = 60000,
	},
	[KMC_LOOK_INTERVAL_MS] = {
		TUNABLE(look_interval_ms, "0, or 10 to 60000 milliseconds"),
		.min = 10, .max = 60000, .or_zero = true, .value = 1000,
	},
	[KMC_MAX_SIZE] = {
		TUNABLE(max_size, "a power of two, in bytes, from the page size to kmalloc's largest"),
		.min = PAGE_SIZE, .max = KMALLOC_MAX_SIZE, .power_of_two = true,
		.value = DEFAULT_MAX_SIZE,
	},
	[KMC_EFFORT] = {
		TUNABLE(effort, "nowait, noretry or retry_mayfail"),
		.words = kmc_effort_names, .nr_words = KMC_NR_EFFORTS,
		.value = KMC_NORETRY,
	},
	[KMC_VERIFY] = {
		TUNABLE(verify, VERIFY_TAKES),
		.words = kmc_verify_names, .nr_words = KMC_NR_VERIFY,
		.value = DEFAULT_VERIFY,
	},
	[KMC_DUTY_PPM] = {
		TUNABLE(duty_ppm, "1 to 1000000 parts per million"),
		.min = 1, .max = 1000000, .value = 1000,
	},
};

/* === Module parameters: the same table, at load ========================== */

static int param_set(const char *val, const struct kernel_param *kp)
{
	struct kmc_tunable *tunable = kp->arg;
	/* val is NULL for a parameter without a value: "insmod kmcontig enabled". */
	int ret = val ? tunable_set(tunable, val, strlen(val)) : -EINVAL;

	if (ret)
		pr_err("not loaded: bad value for %s, which takes %s\n",
		       tunable->attr.attr.name, tunable->takes);
	return ret;
}

static const struct kernel_param_ops param_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = param_set,
};

/* Permission 0: at run time the files are the only way to change a value. */
#define TUNABLE_PARAM(_name, _id, _description)				\
	module_param_cb(_name, &param_ops, &kmc_tunables[_id], 0);	\
	MODULE_PARM_DESC(_name, _description)

TUNABLE_PARAM(enabled, KMC_ENABLED, "run periodic rounds: 0 or 1 (default 1)");
TUNABLE_PARAM(interval_ms, KMC_INTERVAL_MS,
	      "milliseconds between the starts of rounds, 100 to 86400000 (default 60000)");
TUNABLE_PARAM(look_interval_ms, KMC_LOOK_INTERVAL_MS,
	      "milliseconds between periodic looks, 10 to 60000 (default 1000); 0: none");
TUNABLE_PARAM(max_size, KMC_MAX_SIZE,
	      "largest size probed, in bytes, a power of two (default 4 MiB or kmalloc's largest)");
TUNABLE_PARAM(effort, KMC_EFFORT,
	      "highest effort: nowait, noretry (default) or retry_mayfail");
TUNABLE_PARAM(verify, KMC_VERIFY,
	      "how blocks are verified: off, walk (default if supported) or alias");
TUNABLE_PARAM(duty_ppm, KMC_DUTY_PPM,
	      "largest share of time for periodic rounds, 1 to 1000000 ppm (default 1000)");
