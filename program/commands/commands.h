/* SPDX-License-Identifier: GPL-2.0 */
/* What `kmcontig COMMAND` runs: each returns the program's exit status. */
#ifndef KMCONTIG_COMMANDS_COMMANDS_H
#define KMCONTIG_COMMANDS_COMMANDS_H

#include "commands/options.h"

int cmd_status(int argc, char **argv, struct options *options);
int cmd_audit(int argc, char **argv, struct options *options);
int cmd_check(int argc, char **argv, struct options *options);
int cmd_metrics(int argc, char **argv, struct options *options);
int cmd_report(int argc, char **argv, struct options *options);
int cmd_scrape(int argc, char **argv, struct options *options);

#endif
