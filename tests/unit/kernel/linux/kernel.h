/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TEST_LINUX_KERNEL_H
#define TEST_LINUX_KERNEL_H

#include <stdio.h>

#define min(a, b) ((a) < (b) ? (a) : (b))

#endif
