// SPDX-License-Identifier: GPL-2.0
/* The options that several commands have, and how a command line is read. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands/options.h"
#include "judge/check.h"
#include "sysfs/tree.h"
#include "util/log.h"
#include "util/output.h"
#include "util/parse.h"

enum { OPTION_SYSFS = OPTION_USAGE + 1, OPTION_HOST_ROOT, OPTION_COLOR };

/* === a command line ====================================================== */

static bool plugin;

void options_plugin(void)
{
	plugin = true;
	/* With some of its values argp prints help without end: rmargin=1. */
	unsetenv("ARGP_HELP_FMT");
	argp_err_exit_status = CHECK_UNKNOWN;
}

/* Returns the argument for restore_stderr(). Without a stdout, stderr stays what it is. */
static int stderr_to_stdout(void)
{
	int saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);

	dup2(STDOUT_FILENO, STDERR_FILENO);
	return saved;
}

static void restore_stderr(int saved)
{
	if (saved < 0) {
		close(STDERR_FILENO);
		return;
	}
	dup2(saved, STDERR_FILENO);
	close(saved);
}

void options_parse(const struct argp *argp, int argc, char **argv, unsigned int flags,
		   void *input)
{
	/* getopt(3) knows no other stream than stderr; monitoring reads stdout. */
	int saved = plugin ? stderr_to_stdout() : -1;
	error_t error = argp_parse(argp, argc, argv, flags | ARGP_NO_HELP, NULL, input);

	if (error) {
		log_error("cannot read the command line: %s", strerror(error));
		exit(argp_err_exit_status);
	}
	if (plugin)
		restore_stderr(saved);
}

/* === options of all commands ============================================= */

const struct argp_option options_help[] = {
	{ "help", OPTION_HELP, NULL, 0, "Print this help", -1 },
	{ NULL, OPTION_HELP_H, NULL, OPTION_ALIAS, NULL, 0 },
	{ "usage", OPTION_USAGE, NULL, 0, "Print a short usage message", -1 },
	{ "version", OPTION_VERSION, NULL, 0, "Print the version of the program", -1 },
	{ 0 }
};

void options_print_help(struct argp_state *state, int key)
{
	unsigned int flags = key == OPTION_USAGE ? ARGP_HELP_USAGE : ARGP_HELP_STD_HELP;
	int status;

	if (key == OPTION_VERSION)
		puts("kmcontig " KMCONTIG_VERSION);
	else
		argp_state_help(state, stdout, flags & ~(unsigned int)ARGP_HELP_EXIT_OK);
	status = output_finish(stdout, EXIT_SUCCESS);
	exit(plugin ? (int)CHECK_UNKNOWN : status);
}

static error_t parse_help(int key, char *arg, struct argp_state *state)
{
	(void)arg;
	switch (key) {
	case OPTION_HELP:
	case OPTION_HELP_H:
	case OPTION_USAGE:
	case OPTION_VERSION:
		options_print_help(state, key);
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp help_argp = { .options = options_help, .parser = parse_help };

/* === where the module's files are ======================================== */

static const struct argp_option tree_options[] = {
	{ "sysfs", OPTION_SYSFS, "DIR", 0,
	  "Read the module's files in DIR instead of /sys/kernel/kmcontig", 0 },
	{ "host-root", OPTION_HOST_ROOT, "DIR", 0,
	  "Look at the host whose root directory is DIR, for containers: its /sys and its installed modules",
	  0 },
	{ 0 }
};

/* The options may stand before the command and after it, in any order. */
static void resolve(struct options *o)
{
	if (o->host_given)
		o->host = o->host_root;
	else
		o->host = o->sysfs ? NULL : "";
	if (o->sysfs)
		o->root = o->sysfs;
	else
		o->root = o->host_given ? o->below_host : TREE_DEFAULT_ROOT;
}

void options_init(struct options *o)
{
	*o = (struct options){ .host = "" };
	resolve(o);
}

bool options_have_tree(const struct options *o)
{
	return o->sysfs || o->host_given;
}

static void take_host_root(struct argp_state *state, struct options *o, const char *arg)
{
	size_t len = strlen(arg);

	while (len && arg[len - 1] == '/')
		len--;
	if (len + sizeof(TREE_DEFAULT_ROOT) > PATH_MAX)
		argp_error(state, "--host-root: %s", strerror(ENAMETOOLONG));
	snprintf(o->host_root, sizeof(o->host_root), "%.*s", (int)len, arg);
	memcpy(o->below_host, o->host_root, len);
	strcpy(o->below_host + len, TREE_DEFAULT_ROOT);
	o->host_given = true;
}

/* An empty DIR is a variable that is not set, and this host is not what is meant. */
static error_t parse_tree(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;

	switch (key) {
	case OPTION_SYSFS:
		options_once(state, "--sysfs", o->sysfs);
		if (!*arg)
			argp_error(state, "--sysfs takes a directory");
		o->sysfs = arg;
		break;
	case OPTION_HOST_ROOT:
		options_once(state, "--host-root", o->host_given);
		if (!*arg)
			argp_error(state, "--host-root takes a directory");
		take_host_root(state, o, arg);
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	resolve(o);
	return 0;
}

const struct argp options_tree = { .options = tree_options, .parser = parse_tree };

const struct argp_child options_children[] = {
	{ &options_tree, 0, NULL, 0 },
	{ &help_argp, 0, NULL, 0 },
	{ 0 }
};

const struct argp_child options_children_no_tree[] = {
	{ &help_argp, 0, NULL, 0 },
	{ 0 }
};

/* === options of several commands ========================================= */

const struct argp_option options_show[] = {
	{ "json", 'j', NULL, 0, "Print JSON, as status.schema.json describes it", 0 },
	{ "color", OPTION_COLOR, "WHEN", 0,
	  "Print colours always, never, or on a terminal only: auto (default)", 0 },
	{ 0 }
};

error_t options_parse_show(int key, char *arg, struct argp_state *state)
{
	struct options *o = state->input;
	unsigned int color;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = o;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	case OPTION_COLOR:
		if (!parse_word(arg, output_color_names, NR_COLORS, &color))
			argp_error(state, "--color takes auto, always or never");
		o->color = color;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

void options_once(struct argp_state *state, const char *option, bool given)
{
	if (given)
		argp_error(state, "%s may be used only once", option);
}

void options_parse_size(struct argp_state *state, const char *option, const char *arg,
			uint64_t *bytes)
{
	options_once(state, option, *bytes);
	if (!size_parse(arg, bytes))
		argp_error(state, "%s takes a power of two, as 65536, 64k or 1M", option);
}

void options_parse_effort(struct argp_state *state, const char *option, const char *arg,
			  enum effort *effort)
{
	unsigned int word;

	if (!parse_word(arg, effort_names, NR_EFFORTS, &word))
		argp_error(state, "%s takes nowait, noretry or retry_mayfail", option);
	*effort = word;
}
