/* SPDX-License-Identifier: GPL-2.0 */
/* The one place where entries are made in the journal. */
#ifndef KMCONTIG_JOURNAL_SEND_H
#define KMCONTIG_JOURNAL_SEND_H

#include "journal/entry.h"

const char *journal_message_id(enum event event);
int journal_send(const struct entry *entry);

#endif
