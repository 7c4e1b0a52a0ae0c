// SPDX-License-Identifier: GPL-2.0
/* Finds the command in the arguments, and runs it. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "util/output.h"

static int cmd_help(int argc, char **argv, struct options *options);

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv, struct options *options);
	bool tree;		/* it reads the module's files */
	const char *summary;
} commands[] = {
	{ "status", cmd_status, true, "show which block sizes are available, and what to do" },
	{ "audit", cmd_audit, true, "probe every size now, at the highest effort (root)" },
	{ "check", cmd_check, true, "a plugin for Nagios, Icinga and compatible monitoring" },
	{ "metrics", cmd_metrics, true, "print all figures for Prometheus" },
	{ "report", cmd_report, false, "report on a host or a fleet, from systemd journals" },
	{ "scrape", cmd_scrape, true, "the service: report to the journal until stopped" },
	{ "help", cmd_help, false, "print help about a command" },
};

#define NR_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

struct arguments {
	struct options options;
	const struct command *command;
	int first;		/* index of the command in argv */
	int help;		/* key of the last of --help, --usage, --version; 0 if none */
};

static const struct command *find_command(const char *name)
{
	for (unsigned int i = 0; i < NR_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/*
 * Ends the program if the command does not exist. An unknown name is printed only if it is
 * made of harmless characters, because a terminal obeys control characters.
 */
static const struct command *need_command(struct argp_state *state, const char *name)
{
	const struct command *command = find_command(name);

	if (!command && name[strspn(name, "abcdefghijklmnopqrstuvwxyz-_")])
		argp_error(state, "there is no such command");
	else if (!command)
		argp_error(state, "there is no command '%s'", name);
	return command;
}

/* === the options before the command ====================================== */

/*
 * --help, --usage and --version take effect after all arguments are parsed: a command that
 * follows may not exist, or may be `check`, which must not end with 0 without a check.
 */
static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->options;
		return 0;
	case OPTION_HELP:
	case OPTION_HELP_H:
	case OPTION_USAGE:
	case OPTION_VERSION:
		a->help = key;
		return 0;
	case ARGP_KEY_ARG:
		a->command = need_command(state, arg);
		if (!a->command->tree && options_have_tree(&a->options))
			argp_error(state, "%s does not read the module's files: --sysfs and --host-root are not for it",
				   arg);
		/* The command parses the rest itself. */
		a->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		if (a->help)
			options_print_help(state, a->help);
		argp_error(state, "a command is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Adds the table of commands to --help. */
static char *help_filter(int key, const char *text, void *input)
{
	char *help = NULL;
	size_t size;
	FILE *f;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	f = open_memstream(&help, &size);
	if (!f)
		return NULL;
	fputs("Commands:\n", f);
	for (unsigned int i = 0; i < NR_COMMANDS; i++)
		fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\n`kmcontig COMMAND --help` describes one of them; so does kmcontig(8).", f);
	fclose(f);
	return help;
}

static const struct argp_child children[] = {
	{ &options_tree, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.options = options_help,
	.parser = parse,
	.args_doc = "COMMAND [OPTION...]",
	.doc = "Can the kernel still allocate physically contiguous memory?\v",
	.children = children,
	.help_filter = help_filter,
};

/* Replaces argv[0] by "kmcontig COMMAND", which the command's own messages begin with. */
static int run(const struct command *command, int argc, char **argv, struct options *options)
{
	char name[64];

	snprintf(name, sizeof(name), "kmcontig %s", command->name);
	argv[0] = name;
	return command->run(argc, argv, options);
}

static int run_help(const struct command *command, int key, struct options *options)
{
	const char *option = key == OPTION_USAGE   ? "--usage" :
			     key == OPTION_VERSION ? "--version" : "--help";
	char *argv[] = { NULL, (char *)option, NULL };

	return run(command, 2, argv, options);
}

/* === help ================================================================ */

static error_t parse_help(int key, char *arg, struct argp_state *state)
{
	const struct command **command = state->input;

	if (key != ARGP_KEY_ARG || *command)
		return ARGP_ERR_UNKNOWN;
	*command = need_command(state, arg);
	return 0;
}

static const struct argp help_argp = {
	.parser = parse_help,
	.args_doc = "[COMMAND]",
	.doc = "Print help about a command, or list the commands.",
	.children = options_children_no_tree,
};

static int cmd_help(int argc, char **argv, struct options *options)
{
	const struct command *command = NULL;

	options_parse(&help_argp, argc, argv, 0, &command);
	if (command)
		return run_help(command, OPTION_HELP, options);
	argp_help(&argp, stdout, ARGP_HELP_STD_HELP & ~(unsigned int)ARGP_HELP_EXIT_OK,
		  (char *)"kmcontig");
	return output_finish(stdout, EXIT_SUCCESS);
}

/* === main ================================================================ */

/*
 * True if `check` is anywhere on the command line: monitoring then runs it as a plugin, even
 * if an earlier argument is wrong.
 */
static bool names_check(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "check") == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	struct arguments a = { .command = NULL };

	options_init(&a.options);
	if (names_check(argc, argv))
		options_plugin();
	options_parse(&argp, argc, argv, ARGP_IN_ORDER, &a);
	if (a.help)
		return run_help(a.command, a.help, &a.options);
	return run(a.command, argc - a.first, argv + a.first, &a.options);
}
