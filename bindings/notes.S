/* SPDX-License-Identifier: ISC */
/*
 * What makes the file no program of a host: an interpreter that is not there
 * (Linux), a note (OpenBSD).
 */
	.section .interp, "a", %progbits
	.asciz	"/nonexistent/solo5/"
	.zero	4			/* 24 bytes by contract */

	.section .note.solo5.not_openbsd, "a", %note
	.balign	4
	.long	8, 4, 1
	.asciz	"OpenBSD"
	.long	0
	.section .note.GNU-stack, "", %progbits
