/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Are the states in a picture of the tree those of one round, which the audit asked for?
 * Pure: compares pictures.
 */
#ifndef KMCONTIG_JUDGE_AUDIT_H
#define KMCONTIG_JUDGE_AUDIT_H

#include "sysfs/tree.h"

enum audit_proof {
	AUDIT_PROVEN,
	AUDIT_NO_ROUND,		/* none has ended */
	AUDIT_OTHER_ROUNDS,	/* another one came between, or the module was loaded anew */
	AUDIT_OTHER_EFFORT,	/* a size failed that was not probed at the highest effort */
	AUDIT_NOTHING_PROBED,	/* no size has a state */
	NR_AUDIT_PROOFS
};

extern const char *const audit_proof_words[NR_AUDIT_PROOFS];	/* why it proves nothing */

/*
 * @before: read before the round was asked for; @after: as soon as the request was done.
 * @end: after one more round, which was asked for when @after was read; NULL: there was
 * no such round, and one that was in progress while @after was read goes unnoticed.
 */
enum audit_proof audit_prove(const struct tree *before, const struct tree *after,
			     const struct tree *end);

#endif
