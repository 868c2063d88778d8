/* SPDX-License-Identifier: ISC */
	.text
	.globl	leave_with, leave_strangely, kick
/* leave_with(nr, address) */
leave_with:
	lea	0x500(%rdi), %edx
	mov	%esi, %eax
	out	%eax, %dx
	ret
/* one byte, which is no hypercall */
leave_strangely:
	mov	$0x502, %edx
	xor	%eax, %eax
	out	%al, %dx
	ret
kick:
	mov	$0x600, %edx
	xor	%eax, %eax
	out	%eax, %dx
	ret
	.section .note.GNU-stack, "", @progbits
