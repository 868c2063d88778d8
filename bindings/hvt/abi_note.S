/* SPDX-License-Identifier: ISC */
/* ABI1: target HVT (1), version HVT_ABI_VERSION (2). */
	.section .note.solo5.abi, "a", %note
	.balign	4
	.long	6, 16, 0x31494241
	.ascii	"Solo5\0\0\0"
	.long	1, 2, 0, 0
	.section .note.GNU-stack, "", %progbits
