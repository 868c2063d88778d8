/* SPDX-License-Identifier: ISC */
	.text
	.globl	host, host_foreign
host:
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, xzr
	mov	x5, xzr
	svc	#0
	ret
/* there is none: what the host does with an undefined instruction */
host_foreign:
	udf	#0
	ret
	.section .note.GNU-stack, "", %progbits
