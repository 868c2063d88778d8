/* SPDX-License-Identifier: ISC */
	.text
	.globl	leave_with, leave_strangely, kick
/* leave_with(nr, address) */
leave_with:
	mov	x2, #0x100000000
	add	x2, x2, w0, uxtw #3
	str	w1, [x2]
	ret
/* 64 bits, which is no hypercall */
leave_strangely:
	mov	x2, #0x100000000
	str	xzr, [x2, #16]
	ret
kick:
	mov	x2, #0x100000000
	str	wzr, [x2, #0x100]
	ret
	.section .note.GNU-stack, "", %progbits
