/* SPDX-License-Identifier: GPL-2.0 */
/* The service: turns what the module says into entries in the journal. */
#ifndef KMCONTIG_SERVICE_SERVICE_H
#define KMCONTIG_SERVICE_SERVICE_H

#include <stdint.h>
#include <time.h>

#include <systemd/sd-event.h>

#include "journal/send.h"
#include "service/watch.h"

/* In microseconds. Tests have less time. */
struct service_timing {
	uint64_t summary;		/* between two summaries */
	uint64_t first_summary;		/* how long the first one waits for a round */
	uint64_t hour;			/* for the limits of entries */
	uint64_t settle;		/* from a wake-up to the reading */
	uint64_t retry, retry_max;	/* between two looks for what is missing */
	uint64_t slack, summary_slack;	/* how late a timer may be, to share a wake-up */
};

extern const struct service_timing service_timing_default;

/* The functions of the host that are used. Tests have others. */
struct service_ops {
	struct watch_ops watch;
	const struct journal_ops *journal;
	int (*now)(sd_event *event, clockid_t clock, uint64_t *usec);	/* sd_event_now(3) */
	uint64_t (*real_sec)(void);	/* seconds since the epoch */
};

extern const struct service_ops service_ops_of_host;

struct service;

int service_start(struct service **service, sd_event *event, const char *root,
		  const struct service_timing *timing, const struct service_ops *ops);
void service_stop(struct service *service);

#endif
