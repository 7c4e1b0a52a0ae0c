// SPDX-License-Identifier: GPL-2.0
/* The one place where entries are made in the journal. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

/* All entries come from the same line below: where that is tells nothing. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "journal/send.h"

#define NR_FIXED_FIELDS	5	/* those added here */

/* The ids are for ever: filters, alerts and the catalog know an event by them. */
static const struct kind {
	const char *message_id;
	int priority;
} kinds[NR_EVENTS] = {
	[EVENT_FAILURE]		= { "441762af5747498da165476504c7379c", LOG_WARNING },
	[EVENT_DISCONTIGUITY]	= { "f343366601b94e9b8977e1b1dd42f258", LOG_CRIT },
	[EVENT_STATE_CHANGE]	= { "1f745ab5bc054d87a400e86d317c2842", LOG_NOTICE },
	[EVENT_SUMMARY]		= { "24ef709ccdfd47d3b0f242649dfcafeb", LOG_INFO },
	[EVENT_MODULE_ABSENT]	= { "bee5516133c6434eb65bea7c80fc5b91", LOG_WARNING },
};

const char *journal_message_id(enum event event)
{
	return kinds[event].message_id;
}

static struct iovec field_of(const char *text)
{
	return (struct iovec){ .iov_base = (char *)text, .iov_len = strlen(text) };
}

/*
 * Where journald listens. sd_journal_sendv() takes a host without it for one that
 * wants no entries, and says that all went well.
 */
#define SOCKET	"/run/systemd/journal/socket"

/* Returns 0 or negative errno. */
int journal_send(const struct entry *entry)
{
	const struct kind *kind = &kinds[entry->event];
	char message_id[64], priority[16], event[48];
	struct iovec iov[NR_FIXED_FIELDS + NR_FIELDS];
	int n = 0;

	if (entry->error)
		return entry->error;
	if (access(SOCKET, F_OK) < 0)
		return -errno;

	snprintf(message_id, sizeof(message_id), "MESSAGE_ID=%s", kind->message_id);
	snprintf(priority, sizeof(priority), "PRIORITY=%d", kind->priority);
	snprintf(event, sizeof(event), "KMCONTIG_EVENT=%s", event_names[entry->event]);
	iov[n++] = field_of("SYSLOG_IDENTIFIER=kmcontig");
	iov[n++] = field_of("KMCONTIG_VERSION=" KMCONTIG_VERSION);
	iov[n++] = field_of(message_id);
	iov[n++] = field_of(priority);
	iov[n++] = field_of(event);

	for (unsigned int i = 0; i < NR_FIELDS; i++)
		if (entry->fields[i])
			iov[n++] = field_of(entry->fields[i]);
	return sd_journal_sendv(iov, n);
}
