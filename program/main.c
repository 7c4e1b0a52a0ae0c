// SPDX-License-Identifier: GPL-2.0
/* The program: finds the command that is meant, and runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "sysfs/tree.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv, struct options *options);
	const char *summary;
} commands[] = {
	{ "status", cmd_status, "which contiguous blocks this host can provide, and what to do" },
	{ "audit", cmd_audit, "ask for every size now, as hard as the kernel can (root)" },
	{ "check", cmd_check, "a plugin for Nagios, Icinga and the like" },
	{ "metrics", cmd_metrics, "all figures for Prometheus" },
	{ "report", cmd_report, "what journals say of a fleet: who fails, since when, who is silent" },
	{ "scrape", cmd_scrape, "the service: report to the journal until stopped" },
};

#define NR_COMMANDS	(sizeof(commands) / sizeof(commands[0]))

struct arguments {
	struct options options;
	const struct command *command;
	int first;		/* index of the command in argv */
};

static const struct command *find_command(const char *name)
{
	for (unsigned int i = 0; i < NR_COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &a->options;
		return 0;
	case ARGP_KEY_ARG:
		a->command = find_command(arg);
		if (!a->command)
			argp_error(state, "there is no such command");
		/* All that follows is for the command to parse. */
		a->first = state->next - 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "a command is missing");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The commands in --help, from the one table that has them. */
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
	fputs("\n`kmcontig COMMAND --help` tells about one of them; so does kmcontig(8).", f);
	fclose(f);
	return help;
}

static const struct argp_child children[] = {
	{ &options_argp, 0, NULL, 0 },
	{ 0 }
};

static const struct argp argp = {
	.parser = parse,
	.args_doc = "COMMAND [OPTION...]",
	.doc = "Can this host still provide physically contiguous memory?\v",
	.children = children,
	.help_filter = help_filter,
};

int main(int argc, char **argv)
{
	struct arguments a = { .options.root = TREE_DEFAULT_ROOT };
	char name[64];

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &a);
	snprintf(name, sizeof(name), "kmcontig %s", a.command->name);
	argv[a.first] = name;
	return a.command->run(argc - a.first, argv + a.first, &a.options);
}
