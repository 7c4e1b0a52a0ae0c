/* SPDX-License-Identifier: GPL-2.0 */
/* Parses a time in the past in the forms of journalctl --since. */
#ifndef KMCONTIG_UTIL_SINCE_H
#define KMCONTIG_UTIL_SINCE_H

#include <stdbool.h>
#include <stdint.h>

#define SINCE_FORMS	"-7d, \"2 hours ago\", yesterday, 2026-11-20, \"2026-11-20 13:00\", or @SECONDS"

bool since_parse(const char *text, uint64_t now_sec, uint64_t *since_sec);

#endif
