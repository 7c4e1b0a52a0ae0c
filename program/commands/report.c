// SPDX-License-Identifier: GPL-2.0
/* `kmcontig report`: what journals say of one host or of a fleet. */
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands/commands.h"
#include "fleet/read.h"
#include "fleet/show.h"
#include "util/log.h"
#include "util/output.h"
#include "util/usec.h"

#define DEFAULT_SINCE_SEC	(7 * 86400)
#define DEFAULT_MIN_SIZE	(UINT64_C(64) << 10)
#define EXIT_FAILS		1	/* a host fails --min-size */
#define EXIT_TROUBLE		2

enum { OPTION_FILE = OPTION_OWN, OPTION_MERGE, OPTION_SINCE, OPTION_MIN_SIZE, OPTION_CSV,
       OPTION_HTML };

enum format { TABLE, JSON, CSV };

struct arguments {
	struct options *options;
	struct fleet_source source;
	unsigned int n_files;
	uint64_t since_sec;
	uint64_t min_size;
	enum format format;
	const char *html;
};

static const struct argp_option options[] = {
	{ "directory", 'D', "DIR", 0, "Read the journals in DIR, and in the folders in it", 0 },
	{ "file", OPTION_FILE, "FILE", 0, "Read this journal; may be given more than once", 0 },
	{ "merge", OPTION_MERGE, NULL, 0,
	  "Read this host's journals and those collected on it (default: its own)", 0 },
	{ "since", OPTION_SINCE, "TIME", 0,
	  "How far to look back: as -7d (the default), 24h, 90m, or seconds since the epoch", 0 },
	{ "min-size", OPTION_MIN_SIZE, "SIZE", 0,
	  "Exit status 1 when a host fails at a block of this size or a smaller one (default for the table: 64k)",
	  0 },
	{ "json", 'j', NULL, 0, "Print JSON, as report.schema.json describes it", 0 },
	{ "csv", OPTION_CSV, NULL, 0, "Print CSV, a line a node", 0 },
	{ "html", OPTION_HTML, "FILE", 0, "Write a page that needs no network to FILE", 0 },
	{ 0 }
};

/* "-7d", "7d", "24h", "90m", "30s": back from @now_sec; or seconds since the epoch. */
static bool parse_since(const char *text, uint64_t now_sec, uint64_t *since_sec)
{
	static const struct {
		char letter;
		uint64_t sec;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	char number[16] = "";
	size_t digits;
	uint64_t value;

	text += *text == '-';
	digits = strspn(text, "0123456789");
	if (!text[digits])
		return parse_number(text, now_sec, since_sec);
	if (digits >= sizeof(number) || text[digits + 1])
		return false;
	memcpy(number, text, digits);
	for (unsigned int i = 0; i < 4; i++)
		if (text[digits] == units[i].letter) {
			if (!parse_number(number, now_sec / units[i].sec, &value))
				return false;
			*since_sec = now_sec - value * units[i].sec;
			return true;
		}
	return false;
}

static int add_file(struct arguments *a, const char *file)
{
	const char **files = reallocarray(a->source.files, a->n_files + 2, sizeof(*files));

	if (!files)
		return ENOMEM;
	files[a->n_files++] = file;
	files[a->n_files] = NULL;
	a->source.files = files;
	return 0;
}

static void set_format(struct argp_state *state, struct arguments *a, enum format format)
{
	if (a->html || a->format != TABLE)
		argp_error(state, "only one of --json, --csv and --html can be");
	a->format = format;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = a->options;
		return 0;
	case 'D':
		a->source.directory = arg;
		return 0;
	case OPTION_FILE:
		return add_file(a, arg);
	case OPTION_MERGE:
		a->source.merge = true;
		return 0;
	case OPTION_SINCE:
		if (!parse_since(arg, time(NULL), &a->since_sec))
			argp_error(state, "--since takes a time back, as -7d, 24h or 90m, or seconds since the epoch");
		return 0;
	case OPTION_MIN_SIZE:
		if (!size_parse(arg, &a->min_size))
			argp_error(state, "--min-size takes a power of two, as 65536, 64k or 1M");
		return 0;
	case 'j':
		set_format(state, a, JSON);
		return 0;
	case OPTION_CSV:
		set_format(state, a, CSV);
		return 0;
	case OPTION_HTML:
		set_format(state, a, TABLE);
		a->html = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments");
		return 0;
	case ARGP_KEY_END:
		if (!!a->source.directory + !!a->source.files + a->source.merge > 1)
			argp_error(state, "only one of --directory, --file and --merge can be");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Tell from journals which hosts cannot provide contiguous blocks, since when, what gets worse, and who is silent.\v"
	       "Exit status: 0 read; 1 some host fails --min-size; 2 no journal could be read, or the output not be written.",
	.children = options_children,
};

static int write_page(const char *path, const struct fleet *fleet)
{
	FILE *f = fopen(path, "we");
	int status;

	if (!f) {
		log_error("%s: %s", path, strerror(errno));
		return EXIT_TROUBLE;
	}
	status = output_finish(f, fleet_show_page(f, fleet));
	fclose(f);
	return status ? EXIT_TROUBLE : EXIT_SUCCESS;
}

static int show(const struct arguments *a, const struct fleet *fleet)
{
	int status = EXIT_SUCCESS;

	if (a->html)
		return write_page(a->html, fleet);
	switch (a->format) {
	case JSON:
		status = fleet_show_json(stdout, fleet);
		break;
	case CSV:
		fleet_show_csv(stdout, fleet);
		break;
	case TABLE:
		fleet_show_table(stdout, fleet, a->min_size ? a->min_size : DEFAULT_MIN_SIZE);
		break;
	}
	return output_finish(stdout, status) ? EXIT_TROUBLE : EXIT_SUCCESS;
}

static bool any_fails(const struct fleet *fleet, uint64_t min_size)
{
	uint64_t since;

	for (unsigned int i = 0; i < fleet->n_hosts; i++)
		if (fleet_fails(fleet->hosts[i], min_size, &since))
			return true;
	return false;
}

int cmd_report(int argc, char **argv, struct options *o)
{
	uint64_t now = time(NULL);
	struct arguments a = { .options = o, .since_sec = now - DEFAULT_SINCE_SEC };
	struct fleet fleet;
	int status, r;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	fleet_init(&fleet, a.since_sec * USEC_PER_SEC, now * USEC_PER_SEC);
	r = fleet_read(&fleet, &a.source);
	if (r < 0) {
		log_error("%s: %s", a.source.directory ? a.source.directory : "the journals",
			  r == -ENOENT ? "no journals that can be read" : strerror(-r));
		status = EXIT_TROUBLE;
	} else {
		fleet_finish(&fleet);
		status = show(&a, &fleet);
		if (status == EXIT_SUCCESS && a.min_size && any_fails(&fleet, a.min_size))
			status = EXIT_FAILS;
	}
	fleet_release(&fleet);
	free(a.source.files);
	return status;
}
