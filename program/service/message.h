/* SPDX-License-Identifier: GPL-2.0 */
/* What an entry says in plain words. */
#ifndef KMCONTIG_SERVICE_MESSAGE_H
#define KMCONTIG_SERVICE_MESSAGE_H

#include <stdint.h>

#include "sysfs/absence.h"
#include "sysfs/tree.h"
#include "util/text.h"

void message_failure(struct text *text, const struct tree_failure *failure,
		     uint64_t coalesced);
void message_discontiguity(struct text *text, uint64_t total, uint64_t new);
void message_state_change(struct text *text, unsigned int node, uint64_t size,
			  enum state from, enum state to);
void message_summary(struct text *text, const struct tree *tree,
		     const struct tree_node *node);
void message_module_absent(struct text *text, enum absence why, uint64_t unmentioned);

#endif
