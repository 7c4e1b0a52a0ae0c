// SPDX-License-Identifier: GPL-2.0
/* The one place where entries are made in the journal. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* All entries come from the same line below: its place is of no use to a reader. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "journal/send.h"

#define NR_FIXED_FIELDS	5	/* those added here */

#define MESSAGE_ID	"MESSAGE_ID="

/* The ids never change: filters, alerts and the catalog know an event by them. */
static const struct kind {
	const char *message_id, *priority;
} kinds[NR_EVENTS] = {
#define STRING(number)		#number
#define KIND(id, priority)	{ MESSAGE_ID id, "PRIORITY=" STRING(priority) }
	[EVENT_FAILURE]		= KIND("441762af5747498da165476504c7379c", LOG_WARNING),
	[EVENT_DISCONTIGUITY]	= KIND("f343366601b94e9b8977e1b1dd42f258", LOG_CRIT),
	[EVENT_STATE_CHANGE]	= KIND("1f745ab5bc054d87a400e86d317c2842", LOG_NOTICE),
	[EVENT_SUMMARY]		= KIND("24ef709ccdfd47d3b0f242649dfcafeb", LOG_INFO),
	[EVENT_MODULE_ABSENT]	= KIND("bee5516133c6434eb65bea7c80fc5b91", LOG_WARNING),
#undef KIND
#undef STRING
};

const char *journal_message_id(enum event event)
{
	return kinds[event].message_id + strlen(MESSAGE_ID);
}

static struct iovec field_of(const char *text)
{
	return (struct iovec){ .iov_base = (char *)text, .iov_len = strlen(text) };
}

/*
 * Where journald listens. If the socket is missing, sd_journal_sendv() assumes that the
 * host needs no entries, and returns success.
 */
#define SOCKET	"/run/systemd/journal/socket"

const struct journal_ops journal_of_host = {
	.access = access,
	.sendv = sd_journal_sendv,
};

/* Returns 0 or negative errno. */
int journal_send(const struct journal_ops *journal, const struct entry *entry)
{
	const struct kind *kind = &kinds[entry->event];
	struct iovec iov[NR_FIXED_FIELDS + NR_FIELDS];
	char event[48];
	int n = 0;

	if (entry->error)
		return entry->error;
	if (journal->access(SOCKET, F_OK) < 0)
		return -errno;

	snprintf(event, sizeof(event), "KMCONTIG_EVENT=%s", event_names[entry->event]);
	iov[n++] = field_of("SYSLOG_IDENTIFIER=kmcontig");
	iov[n++] = field_of("KMCONTIG_VERSION=" KMCONTIG_VERSION);
	iov[n++] = field_of(kind->message_id);
	iov[n++] = field_of(kind->priority);
	iov[n++] = field_of(event);

	for (unsigned int i = 0; i < NR_FIELDS; i++)
		if (entry->fields[i])
			iov[n++] = field_of(entry->fields[i]);
	return journal->sendv(iov, n);
}
