/* SPDX-License-Identifier: GPL-2.0 */
/* What an entry says in plain words. */
#ifndef KMCONTIG_SERVICE_MESSAGE_H
#define KMCONTIG_SERVICE_MESSAGE_H

#include <stdint.h>

#include "service/sizes.h"
#include "sysfs/absence.h"
#include "sysfs/tree.h"
#include "util/text.h"

void message_failure(struct text *text, const struct tree_failure *failure,
		     uint64_t coalesced);
void message_discontiguity(struct text *text, uint64_t total, uint64_t new);
void message_state_change(struct text *text, const struct size_record *size,
			  enum reporting reporting);

/* What a summary has to say besides the picture. */
struct summary_facts {
	uint64_t summary_sec;		/* time between two summaries; 0: not known */
	uint64_t real_sec;		/* now, since the epoch */
	uint64_t watched_sec;		/* for how long the service has known this load */
};

void message_summary(struct text *text, const struct tree *tree,
		     const struct tree_node *node, const struct summary_facts *facts);
void message_module_absent(struct text *text, enum absence why, uint64_t coalesced);

#endif
