/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TEST_LINUX_COMPILER_H
#define TEST_LINUX_COMPILER_H

#define WRITE_ONCE(x, value) ((x) = (value))

#endif
