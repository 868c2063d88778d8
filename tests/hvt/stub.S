/* SPDX-License-Identifier: ISC */
/*
 * What nabla-bake --target=hvt takes for a library kernel: code, data, and the note.
 * 90-hvt bakes it in the quick list, where there is no kernel of that kind.
 */
#include <nabla/hvt.h>
#include <nabla/image.h>

	.section .note.nabla, "a", @note
	.balign	4
	.long	2f - 1f, 4f - 3f, NABLA_NOTE_HVT
1:	.asciz	NABLA_NOTE_NAME
2:	.balign	4
3:	.long	NABLA_HVT_VERSION, 0
4:

	.text
	.globl	_start
_start:
	nop
	jmp	_start

	.data
	.quad	1

	.section .note.GNU-stack, "", @progbits
