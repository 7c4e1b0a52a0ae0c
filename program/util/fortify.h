/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Makes libc check the sizes of buffers. The Makefile includes this file before every
 * source. It sets no level in three cases:
 * - The code is not optimised: libc could not check, and would print a warning.
 * - The address sanitizer is enabled: it checks more, but misses calls that libc checks.
 * - The compiler, a distribution or the user has set a level. -D_FORTIFY_SOURCE=0
 *   disables the checks.
 */
#if defined(_FORTIFY_SOURCE) || !defined(__OPTIMIZE__) || defined(__SANITIZE_ADDRESS__)
/* unchanged */
#elif defined(__clang__)
#if !__has_feature(address_sanitizer)
#define _FORTIFY_SOURCE 3
#endif
#elif __GNUC__ >= 12
#define _FORTIFY_SOURCE 3
#else
/* With an older GCC, libc prints a warning about level 3. */
#define _FORTIFY_SOURCE 2
#endif
