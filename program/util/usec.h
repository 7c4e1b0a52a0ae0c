/* SPDX-License-Identifier: GPL-2.0 */
/* Units of time. */
#ifndef KMCONTIG_UTIL_USEC_H
#define KMCONTIG_UTIL_USEC_H

#include <stdint.h>

#define USEC_PER_MSEC	UINT64_C(1000)
#define USEC_PER_SEC	UINT64_C(1000000)

#endif
