/* SPDX-License-Identifier: ISC */
	.section .rodata
	.globl	code_begin, code_end
code_begin:
	mov	$42, %eax
	ret
code_end:
	.text
	.globl	code_written
code_written:
	ret
	.section .note.GNU-stack, "", @progbits
