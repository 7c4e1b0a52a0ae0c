/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's names that module/policy.c needs, for user space. */
#ifndef TEST_LINUX_TYPES_H
#define TEST_LINUX_TYPES_H

#include_next <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define U64_MAX UINT64_MAX

#endif
