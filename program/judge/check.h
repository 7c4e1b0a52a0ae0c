/* SPDX-License-Identifier: GPL-2.0 */
/* The judgement of `kmcontig check`. Pure: the caller says what time it is. */
#ifndef KMCONTIG_JUDGE_CHECK_H
#define KMCONTIG_JUDGE_CHECK_H

#include "sysfs/tree.h"
#include "util/text.h"

/* Exit statuses that Nagios, Icinga and the like know. */
enum check {
	CHECK_OK,
	CHECK_WARNING,
	CHECK_CRITICAL,
	CHECK_UNKNOWN,
	NR_CHECKS
};

extern const char *const check_names[NR_CHECKS];

/* Which blocks must be available, and how hard the kernel may try to allocate them. */
struct demand {
	uint64_t min_size;
	enum effort effort;
	bool any_effort;	/* @effort is not set: whatever the module has enabled */
};

enum check check_judge(const struct tree *tree, const struct demand *demand,
		       uint64_t now_sec, struct text *why);
void check_add_perfdata(struct text *text, const struct tree *tree,
			const struct demand *demand, uint64_t now_sec);

#endif
