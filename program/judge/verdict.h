/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the values of the tree mean: how old they are, why a block was unavailable,
 * of, what a round costs. Pure: the caller says what time it is.
 */
#ifndef KMCONTIG_JUDGE_VERDICT_H
#define KMCONTIG_JUDGE_VERDICT_H

#include "judge/judge.h"
#include "sysfs/tree.h"

enum age verdict_age(const struct tree *tree, uint64_t now_sec);
int64_t verdict_age_sec(const struct tree *tree, uint64_t now_sec);
uint64_t verdict_stale_sec(const struct tree *tree);

/* Free memory on the node when the block was unavailable, in bytes. */
uint64_t verdict_free_bytes(const struct tree_failure *failure);

/* Does any size on any node have that state? */
bool verdict_has(const struct tree *tree, enum state state);

/* What the sizes up to @min_size of all nodes amount to. */
void verdict_judge(const struct tree *tree, uint64_t min_size, struct judgement *j);

/* The worst state that blocks of @bytes have on any node. */
enum state verdict_state_of(const struct tree *tree, uint64_t bytes);

/* Has every node that size, probed or not? */
bool verdict_has_size(const struct tree *tree, uint64_t bytes);

/* What this host amounts to for a demand of @min_size; the module is loaded. */
enum health verdict_health(const struct tree *tree, uint64_t min_size, uint64_t now_sec);

/* Is the loaded module of another version than this program? */
bool verdict_reload_due(const struct tree *tree);

uint64_t verdict_share_ppm(const struct tree *tree);

#endif
