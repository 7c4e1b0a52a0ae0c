/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes entries: their fields and their words. When one is due is decided in events.c.
 * Each function initializes @entry; the caller sends and releases it.
 */
#ifndef KMCONTIG_SERVICE_ENTRIES_H
#define KMCONTIG_SERVICE_ENTRIES_H

#include "journal/entry.h"
#include "service/message.h"
#include "service/sizes.h"
#include "sysfs/absence.h"
#include "sysfs/tree.h"

/* @coalesced: earlier failures that have no entry. */
void entries_failure(struct entry *entry, const struct tree_failure *failure,
		     uint64_t coalesced);

/* @new: blocks since the last such entry; @block: which one it was, NULL: not known. */
void entries_discontiguity(struct entry *entry, uint64_t total, uint64_t new,
			   const struct tree_failure *block);

/* @size->state is the state that is told; @round: the end of the last round. */
void entries_state_change(struct entry *entry, const struct size_record *size,
			  enum reporting reporting, const struct stamp *round);

void entries_summary(struct entry *entry, const struct tree *tree,
		     const struct tree_node *node, const struct summary_facts *facts);

/* @coalesced: failures of the load that is gone that have no entry. */
void entries_module_absent(struct entry *entry, enum absence why, uint64_t coalesced);

#endif
