/* SPDX-License-Identifier: ISC */
	.text
	.globl	_start
	.type	_start, %function
_start:
	msr	tpidr_el0, xzr
	mov	x29, xzr
	mov	x30, xzr
	bl	spt_start
	brk	#0
	.size	_start, . - _start

	.globl	host_call
	.type	host_call, %function
host_call:
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	svc	#0
	ret
	.size	host_call, . - host_call
	.section .note.GNU-stack, "", %progbits
