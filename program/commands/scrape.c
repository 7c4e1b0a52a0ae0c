// SPDX-License-Identifier: GPL-2.0
/* `kmcontig scrape`: the service as a process. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include <systemd/sd-daemon.h>
#include <systemd/sd-event.h>

#include "commands/commands.h"
#include "service/service.h"
#include "util/log.h"
#include "util/parse.h"
#include "util/usec.h"

#define SUMMARY_MAX	86400

enum { OPTION_SUMMARY_INTERVAL = OPTION_OWN };

struct arguments {
	struct options *options;
	uint64_t summary_sec;	/* 0: the default */
};

static const struct argp_option options[] = {
	{ "summary-interval", OPTION_SUMMARY_INTERVAL, "SECONDS", 0,
	  "Time between two summaries, 1 to 86400 (default 900)", 0 },
	{ 0 }
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a->options;
		return 0;
	case OPTION_SUMMARY_INTERVAL:
		if (!parse_number(arg, SUMMARY_MAX, &a->summary_sec) ||
		    a->summary_sec == 0)
			argp_error(state, "--summary-interval takes seconds, 1 to %d",
				   SUMMARY_MAX);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Report failures, changes and summaries to the journal until stopped.",
	.children = options_children,
};

/* Both signals end the loop with exit status 0. */
static int add_signals(sd_event *event)
{
	sigset_t set;
	int r;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	r = sd_event_add_signal(event, NULL, SIGTERM, NULL, NULL);
	return r < 0 ? r : sd_event_add_signal(event, NULL, SIGINT, NULL, NULL);
}

static int run(sd_event *event, const struct arguments *a)
{
	struct service_timing timing = service_timing_default;
	struct service *service;
	int r;

	if (a->summary_sec)
		timing.summary = a->summary_sec * USEC_PER_SEC;
	r = add_signals(event);
	if (r >= 0)
		r = sd_event_set_watchdog(event, true);
	if (r >= 0)
		r = service_start(&service, event, a->options->root, &timing,
				  &service_ops_of_host);
	if (r < 0)
		return r;
	sd_notify(0, "READY=1");
	r = sd_event_loop(event);
	sd_notify(0, "STOPPING=1\nSTATUS=Stopping");
	service_stop(service);
	return r;
}

int cmd_scrape(int argc, char **argv, struct options *o)
{
	struct arguments a = { .options = o };
	sd_event *event = NULL;
	int r;

	options_parse(&argp, argc, argv, 0, &a);
	r = sd_event_new(&event);
	if (r >= 0)
		r = run(event, &a);
	if (r < 0)
		log_error("the service cannot run: %s", strerror(-r));
	sd_event_unref(event);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
