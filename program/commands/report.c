// SPDX-License-Identifier: GPL-2.0
/* `kmcontig report`: what journals say of one host or of a fleet. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "commands/commands.h"
#include "fleet/expect.h"
#include "fleet/read.h"
#include "fleet/show.h"
#include "util/log.h"
#include "util/output.h"
#include "util/since.h"
#include "util/usec.h"
#include "util/write_file.h"

#define DEFAULT_SINCE_SEC	(7 * 86400)
#define DEFAULT_MIN_SIZE	(UINT64_C(64) << 10)

/* Exit statuses beside EXIT_SUCCESS. */
#define EXIT_FAILS		1	/* some host fails */
#define EXIT_TROUBLE		2	/* something could not be read or written */
#define EXIT_NOT_KNOWN		3	/* some host is silent, absent, not probed or unreadable */

enum { OPTION_FILE = OPTION_OWN, OPTION_MERGE, OPTION_SINCE, OPTION_MIN_SIZE, OPTION_CSV,
       OPTION_HTML, OPTION_EXPECT, OPTION_ALLOW_ABSENT };

enum format { TABLE, JSON, CSV };

struct arguments {
	struct source source;
	unsigned int n_directories, n_files;
	uint64_t since_sec;
	uint64_t min_size;
	enum format format;
	const char *html;
	const char *expect;
	bool allow_absent;
};

static const struct argp_option options[] = {
	{ "directory", 'D', "DIR", 0,
	  "Read the journals in DIR and in the folders in it; may be repeated", 0 },
	{ "file", OPTION_FILE, "FILE", 0, "Read this journal, whatever its age; may be repeated", 0 },
	{ "merge", OPTION_MERGE, NULL, 0,
	  "Read this host's journals and those collected on it (default: its own)", 0 },
	{ "since", OPTION_SINCE, "TIME", 0,
	  "Count failures from then on: " SINCE_FORMS " (default: -7d)", 0 },
	{ "min-size", OPTION_MIN_SIZE, "SIZE", 0,
	  "A host fails if a block of this size or a smaller one is unavailable (default: 64k)", 0 },
	{ "expect-hosts", OPTION_EXPECT, "FILE", 0,
	  "The hosts that must appear: a host name or machine ID a line (default: those that were heard of)",
	  0 },
	{ "allow-absent", OPTION_ALLOW_ABSENT, NULL, 0,
	  "A host without the module does not change the exit status", 0 },
	{ "json", 'j', NULL, 0, "Print JSON, as report.schema.json describes it", 0 },
	{ "csv", OPTION_CSV, NULL, 0, "Print CSV, a line a node", 0 },
	{ "html", OPTION_HTML, "FILE", 0,
	  "Write a page that needs no network to FILE, or to standard output for \"-\"", 0 },
	{ 0 }
};

static void append(struct argp_state *state, const char ***list, unsigned int *n,
		   const char *value)
{
	const char **larger = reallocarray(*list, *n + 2, sizeof(*larger));

	if (!larger)
		argp_failure(state, EXIT_TROUBLE, ENOMEM, "%s", value);
	larger[(*n)++] = value;
	larger[*n] = NULL;
	*list = larger;
}

static void set_format(struct argp_state *state, struct arguments *a, enum format format,
		       const char *html)
{
	if (a->html || a->format != TABLE)
		argp_error(state, "use only one of --json, --csv and --html, once");
	a->format = format;
	a->html = html;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'D':
		append(state, &a->source.directories, &a->n_directories, arg);
		return 0;
	case OPTION_FILE:
		append(state, &a->source.files, &a->n_files, arg);
		return 0;
	case OPTION_MERGE:
		a->source.merge = true;
		return 0;
	case OPTION_SINCE:
		if (!since_parse(arg, time(NULL), &a->since_sec))
			argp_error(state, "--since needs a time in the past: " SINCE_FORMS);
		return 0;
	case OPTION_MIN_SIZE:
		options_parse_size(state, "--min-size", arg, &a->min_size);
		return 0;
	case OPTION_EXPECT:
		a->expect = arg;
		return 0;
	case OPTION_ALLOW_ABSENT:
		a->allow_absent = true;
		return 0;
	case 'j':
		set_format(state, a, JSON, NULL);
		return 0;
	case OPTION_CSV:
		set_format(state, a, CSV, NULL);
		return 0;
	case OPTION_HTML:
		set_format(state, a, TABLE, arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Report from journals which hosts cannot allocate contiguous blocks, since when, what gets worse, and which hosts are silent.\v"
	       "Exit status: 0 all expected hosts were heard of in time, have the module, were probed and pass; 1 some host fails; 2 something could not be read or written; 3 no host fails, but some host is silent, without the module, not probed or unreadable.",
	.children = options_children_no_tree,
};

/* Is the host known to be fine, or does it not matter that it is not? */
static bool is_settled(const struct arguments *a, const struct fleet_host *host)
{
	return host->health == HEALTH_PASSES || !host->expected ||
	       (host->health == HEALTH_ABSENT && a->allow_absent);
}

/*
 * A host that fails is certain, whatever else could not be read. No host at all is
 * trouble: there is nothing that could be well.
 */
static int judge(const struct arguments *a, const struct fleet *fleet,
		 const struct reading *reading)
{
	if (fleet->by_health[HEALTH_FAILS])
		return EXIT_FAILS;
	if (reading->damaged.n || reading->unreadable.n || !fleet->n_hosts)
		return EXIT_TROUBLE;
	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (!is_settled(a, fleet->hosts[i]))
			return EXIT_NOT_KNOWN;
	return EXIT_SUCCESS;
}

static int write_page(FILE *f, void *fleet)
{
	return show_page(f, fleet) == EXIT_SUCCESS ? 0 : -ENOMEM;
}

static int print_page(const char *path, struct fleet *fleet)
{
	int r = write_file_or_stdout(path, write_page, fleet);

	if (r < 0)
		log_error("cannot write %s: %s", strcmp(path, "-") ? path : "standard output",
			  strerror(-r));
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int print(const struct arguments *a, struct fleet *fleet, const struct reading *reading,
		 int exit_status)
{
	int status = EXIT_SUCCESS;

	if (a->html)
		return print_page(a->html, fleet);
	switch (a->format) {
	case JSON:
		status = show_json(stdout, fleet, reading, exit_status);
		break;
	case CSV:
		show_csv(stdout, fleet);
		break;
	case TABLE:
		show_table(stdout, fleet, reading);
		break;
	}
	return output_finish(stdout, status);
}

static int report(const struct arguments *a, struct fleet *fleet, struct reading *reading)
{
	int status;

	if (fleet_read(fleet, &a->source, reading) < 0) {
		log_error("not enough memory");
		return EXIT_TROUBLE;
	}
	if (a->expect && expect_read(fleet, a->expect) < 0)
		return EXIT_TROUBLE;
	fleet_finish(fleet, a->expect);
	fleet_report_names(fleet);
	status = judge(a, fleet, reading);
	if (!fleet->n_hosts)
		log_error("no host was heard of: there is nothing to report");
	return print(a, fleet, reading, status) == EXIT_SUCCESS ? status : EXIT_TROUBLE;
}

int cmd_report(int argc, char **argv, struct options *o)
{
	uint64_t now = time(NULL);
	struct arguments a = { .since_sec = now - DEFAULT_SINCE_SEC };
	struct reading reading = { 0 };
	struct fleet fleet;
	int status;

	(void)o;
	options_parse(&argp, argc, argv, 0, &a);
	if (!a.min_size)
		a.min_size = DEFAULT_MIN_SIZE;
	fleet_init(&fleet, a.since_sec * USEC_PER_SEC, now * USEC_PER_SEC, a.min_size);
	fleet.keeps_history = a.html;
	status = report(&a, &fleet, &reading);
	reading_release(&reading);
	fleet_release(&fleet);
	free(a.source.directories);
	free(a.source.files);
	return status;
}
