// SPDX-License-Identifier: GPL-2.0
/*
 * The service: turns what the module says into entries in the journal.
 *
 * It sleeps until one of two files wakes it or one of three timers is due:
 *
 *   settle	a moment after a wake-up: the failures of one round come within
 *		milliseconds and become one entry
 *   retry	the module is absent, or something could not be read or written
 *   summary	the periodic entry
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

#include "journal/send.h"
#include "service/events.h"
#include "service/reported.h"
#include "service/service.h"
#include "service/watch.h"
#include "sysfs/tree.h"
#include "util/log.h"

#define SETTLE_USEC	(100 * USEC_PER_MSEC)
#define RETRY_USEC	(2 * USEC_PER_SEC)
/* How far the kernel may move a timer, to share a wake-up with another one. */
#define SHORT_SLACK	(10 * USEC_PER_MSEC)
#define LONG_SLACK	USEC_PER_SEC

enum { FAILURES, STATE_CHANGES, NR_WATCHES };

static const char *const watch_names[NR_WATCHES] = {
	[FAILURES]	= "failures",
	[STATE_CHANGES]	= "state_changes",
};

struct service {
	const char *root;
	uint64_t summary_usec;
	sd_event *event;
	sd_event_source *settle, *retry, *summary;
	struct watch watches[NR_WATCHES];
	bool attached;		/* both watches are open */
	bool incomplete;	/* the last look missed a file, and did not say so */
	bool absence_told;
	uint64_t failures;	/* as last read, of the load that is or was there */
	struct events events;
	char complaint[320];	/* the last one; empty: all is well */
};

/* One line for each trouble, however often it is met again. */
__attribute__((format(printf, 2, 3)))
static void complain(struct service *s, const char *format, ...)
{
	char text[sizeof(s->complaint)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (strcmp(text, s->complaint) == 0)
		return;
	memcpy(s->complaint, text, sizeof(text));
	log_warning("%s", text);
}

static int send_entry(const struct entry *entry, void *userdata)
{
	struct service *s = userdata;
	int r = journal_send(entry);

	if (r < 0)
		complain(s, "cannot write into the journal: %s", strerror(-r));
	return r;
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

static void detach(struct service *s)
{
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		watch_close(&s->watches[i]);
	sd_event_source_set_enabled(s->settle, SD_EVENT_OFF);
	s->attached = false;
	set_timer(s, s->retry, RETRY_USEC);
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
	reported_save(&s->events);
	sd_notifyf(0, "STATUS=The kernel module is absent; looking for it every %d s",
		   (int)(RETRY_USEC / USEC_PER_SEC));
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

/*
 * Writes the entries that are due. The watches come first: what grows after
 * that wakes us again, so nothing falls between the reading and the waiting.
 */
static void update(struct service *s)
{
	struct tree_error error;
	struct tree *tree = NULL;
	uint64_t now;
	int r;

	if (!read_watches(s))
		return;
	r = tree_read(s->root, TREE_STATES, &tree, &error);
	if (r < 0) {
		/* A tree that goes while it is read looks like a torn one. */
		if (read_watches(s))
			on_trouble(s, r, error.text);
		set_timer(s, s->retry, RETRY_USEC);
		return;
	}
	/*
	 * Nobody wakes us at the end of the first round, and later changes can only
	 * be told from what it found.
	 */
	if (!tree->last_round.sec)
		set_timer(s, s->retry, RETRY_USEC);
	sd_event_now(s->event, CLOCK_BOOTTIME, &now);
	r = events_update(&s->events, tree, now);
	reported_save(&s->events);
	if (r < 0) {
		set_timer(s, s->retry, RETRY_USEC);
		return;
	}
	s->complaint[0] = '\0';
	sd_notifyf(0, "STATUS=Watching load %s of the kernel module", s->events.load_id);
}

static int on_wake(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
	struct service *s = userdata;

	(void)source, (void)fd, (void)revents;
	if (read_watches(s))
		set_timer(s, s->settle, SETTLE_USEC);
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
		r = watch_open(&s->watches[i], root, watch_names[i], s->event,
			       on_wake, s);
		if (r == -ENOENT && !again) {
			/* It is being loaded at this moment; if not, the next look says so. */
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
	}
	update(s);
}

static int on_retry(sd_event_source *source, uint64_t usec, void *userdata)
{
	(void)source, (void)usec;
	look(userdata);
	return 0;
}

static int on_settled(sd_event_source *source, uint64_t usec, void *userdata)
{
	(void)source, (void)usec;
	update(userdata);
	return 0;
}

static int on_summary(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct service *s = userdata;

	(void)usec;
	set_timer(s, source, s->summary_usec);
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

/*
 * Looks at the tree under @root now, and from then on whenever @event runs.
 * An absent module or a broken tree is no error, it is reported.
 */
int service_start(struct service **scrape, sd_event *event, const char *root,
		 uint64_t summary_usec)
{
	struct service *s = calloc(1, sizeof(*s));
	int r;

	if (!s)
		return -ENOMEM;
	s->root = root;
	s->summary_usec = summary_usec;
	s->event = sd_event_ref(event);
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		s->watches[i] = WATCH_CLOSED;
	events_init(&s->events, send_entry, s, summary_usec / USEC_PER_SEC);

	r = add_timer(s, &s->settle, SHORT_SLACK, on_settled);
	if (r >= 0)
		r = add_timer(s, &s->retry, SHORT_SLACK, on_retry);
	if (r >= 0)
		r = add_timer(s, &s->summary, LONG_SLACK, on_summary);
	if (r < 0) {
		service_stop(s);
		return r;
	}
	reported_restore(&s->events);
	set_timer(s, s->summary, summary_usec);
	look(s);
	*scrape = s;
	return 0;
}

/* What is still to be told when the service stops, and what an entry held back counts. */
static void tell_rest(struct service *s)
{
	if (!s->attached)
		return;
	if (events_have_untold(&s->events))
		events_ask_summary(&s->events);
	update(s);
}

void service_stop(struct service *s)
{
	tell_rest(s);
	for (unsigned int i = 0; i < NR_WATCHES; i++)
		watch_close(&s->watches[i]);
	sd_event_source_disable_unref(s->settle);
	sd_event_source_disable_unref(s->retry);
	sd_event_source_disable_unref(s->summary);
	events_release(&s->events);
	sd_event_unref(s->event);
	free(s);
}
