/* SPDX-License-Identifier: GPL-2.0 */
/*
 * program/fleet/page.html as data. It is a file of its own because labels in the assembly
 * of a C file are lost when link-time optimisation splits that file into partitions.
 */
#ifdef __CET__
/* x86: one object without this mark takes control-flow protection from the program. */
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

	/* Without this mark the linker makes the stack executable. */
	.section .note.GNU-stack, "", %progbits
