/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Makefile includes this before every source: libc then checks the sizes of buffers.
 * It can only do so in optimised code, and warns otherwise. The address sanitizer checks
 * more, but misses calls that libc checks. A level that is set already stays, whether the
 * compiler, a distribution or the user set it; -D_FORTIFY_SOURCE=0 disables the checks.
 */
#if defined(_FORTIFY_SOURCE) || !defined(__OPTIMIZE__) || defined(__SANITIZE_ADDRESS__)
/* as it is */
#elif defined(__clang__)
#if !__has_feature(address_sanitizer)
#define _FORTIFY_SOURCE 3
#endif
#elif __GNUC__ >= 12
#define _FORTIFY_SOURCE 3
#else
/* libc warns of level 3 with an older GCC. */
#define _FORTIFY_SOURCE 2
#endif
