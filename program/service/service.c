// SPDX-License-Identifier: GPL-2.0
/*
 * The service: turns what the module says into entries in the journal.
 *
 * It sleeps until one of two files wakes it or one of four timers is due:
 *
 *   settle	a moment after a wake-up: the failures of one round come within
 *		milliseconds and become one entry
 *   summary	the periodic entry
 *   due	entries that are due by time alone: see events_next_usec()
 *   retry	the module is absent, no round has ended yet, or something could not be
 *		read or written
 *
 * The timers run on CLOCK_BOOTTIME: nobody sets it, and it counts suspend.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "service/events.h"
#include "service/reported.h"
#include "service/service.h"
#include "sysfs/tree.h"
#include "util/log.h"
#include "util/usec.h"

const struct service_timing service_timing_default = {
	.summary	= 900 * USEC_PER_SEC,
	.first_summary	= 120 * USEC_PER_SEC,
	.hour		= 3600 * USEC_PER_SEC,
	.settle		= 100 * USEC_PER_MSEC,
	.retry		= 2 * USEC_PER_SEC,
	.retry_max	= 60 * USEC_PER_SEC,
	.slack		= 10 * USEC_PER_MSEC,
	.summary_slack	= USEC_PER_SEC,
};

static uint64_t real_sec(void)
{
	return time(NULL);
}

const struct service_ops service_ops_of_host = {
	.watch = { .add_io = sd_event_add_io, .pread = pread },
	.journal = &journal_of_host,
	.now = sd_event_now,
	.real_sec = real_sec,
};

enum { FAILURES, STATE_CHANGES, NR_WATCHES };

static const char *const watch_names[NR_WATCHES] = {
	[FAILURES]	= "failures",
	[STATE_CHANGES]	= "state_changes",
};

struct service {
	const char *root;
	struct service_timing timing;
	const struct service_ops *ops;
	sd_event *event;
	sd_event_source *settle, *summary, *due, *retry;
	struct watch watches[NR_WATCHES];
	bool attached;		/* both watches are open */
	bool incomplete;	/* the last look missed a file, and did not say so */
	bool absence_told;
	bool retrying;		/* something is missing, */
	uint64_t missing_usec;	/* since then */
	uint64_t failures;	/* as last read, of the load that is or was there */
	struct events events;
	char *complaint;	/* the last one; NULL: all is well */
};

/* One line for each trouble, however often it is met again. */
__attribute__((format(printf, 2, 3)))
static void complain(struct service *s, const char *format, ...)
{
	va_list args;
	char *text;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		return;
	if (!s->complaint || strcmp(text, s->complaint) != 0)
		log_warning("%s", text);
	free(s->complaint);
	s->complaint = text;
}

static void end_complaint(struct service *s)
{
	free(s->complaint);
	s->complaint = NULL;
}

static int send_entry(const struct entry *entry, void *userdata)
{
	struct service *s = userdata;
	int r = journal_send(s->ops->journal, entry);

	if (r < 0)
		complain(s, "cannot write into the journal: %s", strerror(-r));
	return r;
}

static uint64_t now_usec(const struct service *s)
{
	uint64_t now = 0;

	s->ops->now(s->event, CLOCK_BOOTTIME, &now);
	return now;
}

/* Timers are one-shots; one that is set already keeps its time. */
static void set_timer(struct service *s, sd_event_source *timer, uint64_t usec)
{
	uint64_t now;
	int enabled;

	if (sd_event_source_get_enabled(timer, &enabled) < 0 ||
	    enabled != SD_EVENT_OFF)
		return;
	sd_event_now(s->event, CLOCK_BOOTTIME, &now);
	sd_event_source_set_time(timer, now + usec);
	sd_event_source_set_enabled(timer, SD_EVENT_ONESHOT);
}

/* Sets the timer for entries that are due by time alone. Each update turns it off first. */
static void set_due(struct service *s)
{
	uint64_t next = events_next_usec(&s->events), now = now_usec(s);

	if (next != UINT64_MAX)
		set_timer(s, s->due, next > now ? next - now : 0);
}

/*
 * Looks again later. A module may stay absent for ever, so the interval grows with the
 * time for which something is missing: to an eighth of it.
 */
static void retry(struct service *s)
{
	uint64_t now = now_usec(s), delay;

	if (!s->retrying)
		s->missing_usec = now;
	s->retrying = true;
	delay = (now - s->missing_usec) / 8;
	if (delay < s->timing.retry)
		delay = s->timing.retry;
	if (delay > s->timing.retry_max)
		delay = s->timing.retry_max;
	set_timer(s, s->retry, delay);
}

/* It is there, or something else is missing now. */
static void end_retry(struct service *s)
{
	s->retrying = false;
	sd_event_source_set_enabled(s->retry, SD_EVENT_OFF);
}

static void detach(struct service *s)
{
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		watch_close(&s->watches[i]);
	sd_event_source_set_enabled(s->settle, SD_EVENT_OFF);
	sd_event_source_set_enabled(s->due, SD_EVENT_OFF);
	if (s->attached)
		end_retry(s);
	s->attached = false;
	retry(s);
}

/* A restart then tells some things again; nothing is lost. */
static int save(struct service *s)
{
	int r = reported_save(&s->events);

	if (r < 0)
		complain(s, "cannot write $RUNTIME_DIRECTORY/told: %s", strerror(-r));
	return r;
}

/* Once an absence: with a module that comes and goes there is one each time. */
static void tell_absence(struct service *s)
{
	enum absence why;

	if (s->absence_told)
		return;
	why = events_know_module(&s->events) ? ABSENCE_UNLOADED : absence_here();
	if (events_module_absent(&s->events, why, s->failures) < 0)
		return;		/* looked for again soon, and then told */
	s->absence_told = true;
	s->failures = 0;
	save(s);
	sd_notify(0, "STATUS=The kernel module is absent");
}

/* Something went wrong with the files: is it that the module has gone? */
static void on_trouble(struct service *s, int error, const char *what)
{
	if (error == -ENODEV) {
		tell_absence(s);
	} else {
		complain(s, "%s/%s", s->root, what);
		sd_notifyf(0, "STATUS=Trouble: %s", what);
	}
}

/*
 * Reads both watched files, which also readies them for the next wake-up.
 * Whatever cannot be read would wake us without end, so it is closed.
 */
static bool read_watches(struct service *s)
{
	char what[128];

	for (unsigned int i = 0; i < NR_WATCHES; i++) {
		int r = watch_read(&s->watches[i]);

		if (r == 0)
			continue;
		snprintf(what, sizeof(what), "%s: %s", watch_names[i], strerror(-r));
		on_trouble(s, r, what);
		detach(s);
		return false;
	}
	s->failures = s->watches[FAILURES].value;
	return true;
}

/* 0, or negative errno: then stderr has a line. */
static int read_tree(struct service *s, struct tree **tree)
{
	struct tree_error error;
	int r = tree_read(s->root, TREE_STATES, tree, &error);

	/* A tree that goes while it is read looks like a torn one. */
	if (r < 0 && read_watches(s))
		on_trouble(s, r, error.text);
	return r;
}

/* For systemctl status, where a service that runs must not look as if rounds did. */
static void notify(const struct service *s, const struct tree *tree)
{
	const char *but = "";

	if (!tree->config.enabled)
		but = ", whose rounds are disabled";
	else if (!tree->last_round.sec)
		but = ", which has not ended a round yet";
	sd_notifyf(0, "STATUS=Watching load %s of the kernel module%s", s->events.load_id, but);
}

/*
 * Writes the entries that are due. The watches come first: what grows after
 * that wakes us again, so nothing falls between the reading and the waiting.
 */
static void update(struct service *s)
{
	struct moment now = { now_usec(s), s->ops->real_sec() };
	struct tree *tree = NULL;
	bool has_round;
	int r, saved;

	if (!read_watches(s))
		return;
	sd_event_source_set_enabled(s->due, SD_EVENT_OFF);
	if (read_tree(s, &tree) < 0) {
		retry(s);
		return;
	}
	has_round = tree->last_round.sec;
	r = events_update(&s->events, tree, &now);
	if (r == 0)
		notify(s, tree);
	tree_free(tree);
	saved = save(s);
	if (r < 0) {
		retry(s);
		return;
	}
	if (saved == 0)
		end_complaint(s);
	set_due(s);
	/* Nothing wakes us at the end of a round that finds no failure. */
	if (has_round)
		end_retry(s);
	else
		retry(s);
}

static int on_wake(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
	struct service *s = userdata;

	(void)source, (void)fd, (void)revents;
	if (read_watches(s))
		set_timer(s, s->settle, s->timing.settle);
	return 0;
}

/* Opens the watched files. False: there are none, or not all. */
static bool attach(struct service *s)
{
	int root = tree_open_root(s->root);
	bool again = s->incomplete;
	char what[128];
	int r = 0;

	s->incomplete = false;
	if (root == -ENOENT) {
		tell_absence(s);
		return false;
	}
	if (root < 0) {
		on_trouble(s, root, strerror(-root));
		return false;
	}
	for (unsigned int i = 0; i < NR_WATCHES && r == 0; i++) {
		r = watch_open(&s->watches[i], &s->ops->watch, root, watch_names[i], s->event,
			       on_wake, s);
		if (r == -ENOENT && !again) {
			/* It may be loading at this moment; if not, the next look says so. */
			s->incomplete = true;
		} else if (r < 0) {
			snprintf(what, sizeof(what), "%s: cannot be watched: %s",
				 watch_names[i], strerror(-r));
			on_trouble(s, r, what);
		}
	}
	close(root);
	return r == 0;
}

/* Looks for the module where it was absent, and then at what it says. */
static void look(struct service *s)
{
	if (!s->attached) {
		if (!attach(s)) {
			detach(s);
			return;
		}
		s->attached = true;
		s->absence_told = false;
		end_retry(s);
	}
	update(s);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
	(void)source, (void)usec;
	look(userdata);
	return 0;
}

/* settle and due */
static int on_update(sd_event_source *source, uint64_t usec, void *userdata)
{
	(void)source, (void)usec;
	update(userdata);
	return 0;
}

static int on_summary(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct service *s = userdata;

	(void)usec;
	set_timer(s, source, s->timing.summary);
	if (s->attached) {
		events_ask_summary(&s->events);
		update(s);
	}
	return 0;
}

static int add_timer(struct service *s, sd_event_source **timer, uint64_t slack,
		     sd_event_time_handler_t handler)
{
	int r = sd_event_add_time(s->event, timer, CLOCK_BOOTTIME, 0, slack, handler, s);

	return r < 0 ? r : sd_event_source_set_enabled(*timer, SD_EVENT_OFF);
}

static int add_timers(struct service *s)
{
	const struct service_timing *timing = &s->timing;
	int r;

	r = add_timer(s, &s->settle, timing->slack, on_update);
	if (r >= 0)
		r = add_timer(s, &s->retry, timing->slack, on_retry);
	if (r >= 0)
		r = add_timer(s, &s->due, timing->summary_slack, on_update);
	if (r >= 0)
		r = add_timer(s, &s->summary, timing->summary_slack, on_summary);
	return r;
}

static void release(struct service *s)
{
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		watch_close(&s->watches[i]);
	sd_event_source_disable_unref(s->settle);
	sd_event_source_disable_unref(s->retry);
	sd_event_source_disable_unref(s->due);
	sd_event_source_disable_unref(s->summary);
	events_release(&s->events);
	sd_event_unref(s->event);
	free(s->complaint);
	free(s);
}

/*
 * Looks at the tree under @root now, and from then on whenever @event runs.
 * An absent module or a broken tree is no error, it is reported.
 */
int service_start(struct service **service, sd_event *event, const char *root,
		  const struct service_timing *timing, const struct service_ops *ops)
{
	struct events_timing events_timing = {
		.summary_sec = timing->summary / USEC_PER_SEC,
		.first_summary_usec = timing->first_summary,
		.hour_usec = timing->hour,
	};
	struct service *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return -ENOMEM;
	s->root = root;
	s->timing = *timing;
	s->ops = ops;
	s->event = sd_event_ref(event);
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		s->watches[i] = WATCH_CLOSED;
	events_init(&s->events, send_entry, s, &events_timing);
	r = add_timers(s);
	if (r < 0) {
		release(s);
		return r;
	}
	reported_restore(&s->events, now_usec(s));
	set_timer(s, s->summary, timing->summary);
	look(s);
	*service = s;
	return 0;
}

/* When the service stops: failures and changes that were only counted so far. */
static void tell_rest(struct service *s)
{
	if (s->attached)
		update(s);
	if (events_stop(&s->events) && s->attached)
		update(s);
	save(s);
}

void service_stop(struct service *s)
{
	tell_rest(s);
	release(s);
}
