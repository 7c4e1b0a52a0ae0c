/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program/fleet/page.html as data. This is assembly in a file of its own: if it were inline
 * assembly in a C file, link-time optimisation could split that file into partitions, and
 * the labels would be missing in some of them.
 */
#ifdef __CET__
/* x86: if one object has no such mark, the program has no control-flow protection. */
#include <cet.h>
#endif

	.section .rodata, "a", %progbits
	.globl	page_begin, page_end
	.type	page_begin, %object
	.type	page_end, %object
page_begin:
	.incbin	"fleet/page.html"
	.size	page_begin, . - page_begin
page_end:
	.byte	0
	.size	page_end, 1

	/* Without this mark, the linker makes the stack executable. */
	.section .note.GNU-stack, "", %progbits
