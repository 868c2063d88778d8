/* SPDX-License-Identifier: ISC */
	.section .rodata
	.balign	4
	.globl	code_begin, code_end
code_begin:
	mov	w0, #42
	ret
code_end:
	.text
	.globl	code_written
/* one cache line will do */
code_written:
	dc	cvau, x0
	dsb	ish
	ic	ivau, x0
	dsb	ish
	isb
	ret
	.section .note.GNU-stack, "", %progbits
