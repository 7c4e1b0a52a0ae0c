// SPDX-License-Identifier: GPL-2.0
/* What the program says about its own troubles, on stderr. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include <systemd/sd-daemon.h>

#include "log.h"

/* A person reads who speaks; a service manager, how grave it is. */
static void log_line(const char *priority, const char *format, va_list args)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, args);
	fprintf(stderr, "%s%s\n",
		isatty(STDERR_FILENO) ? "kmcontig: " : priority, text);
}

void log_warning(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(SD_WARNING, format, args);
	va_end(args);
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_line(SD_ERR, format, args);
	va_end(args);
}
