/* SPDX-License-Identifier: GPL-2.0 */
/* The one place where entries are made in the journal. */
#ifndef KMCONTIG_JOURNAL_SEND_H
#define KMCONTIG_JOURNAL_SEND_H

#include <sys/uio.h>

#include "journal/entry.h"

/* The functions of the host that are used: access(2), sd_journal_sendv(3). Tests have others. */
struct journal_ops {
	int (*access)(const char *path, int mode);
	int (*sendv)(const struct iovec *iov, int n);
};

extern const struct journal_ops journal_of_host;

const char *journal_message_id(enum event event);
int journal_send(const struct journal_ops *journal, const struct entry *entry);

#endif
