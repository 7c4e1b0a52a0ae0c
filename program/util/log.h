/* SPDX-License-Identifier: GPL-2.0 */
/* Errors and warnings of the program, on stderr. */
#ifndef KMCONTIG_UTIL_LOG_H
#define KMCONTIG_UTIL_LOG_H

void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
