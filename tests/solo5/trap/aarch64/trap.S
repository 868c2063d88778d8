/* SPDX-License-Identifier: ISC */
	.text
	.globl	trap_undefined, trap_special
trap_undefined:
	udf	#0
	ret
trap_special:
	brk	#1
	ret
	.section .note.GNU-stack, "", %progbits
