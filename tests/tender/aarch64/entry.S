/* SPDX-License-Identifier: ISC */
/* The probe's entries, and its ways to make a system call. */
#define __ASSEMBLY__
#include <nabla/image.h>
#include <nabla/layout.h>

	.text
	.globl start
start:
	mov	x29, xzr
	ldr	x9, =NABLA_MEMBER
	ldr	w10, [x9]		/* its index */
	cbnz	w10, 1f
	adrp	x9, stack_end
	add	x9, x9, :lo12:stack_end
	mov	sp, x9
	bl	probe_main
	brk	#0
1:	add	x9, x9, #NABLA_WAIT_OFF
	add	x9, x9, #NABLA_WAIT_SIZE
	mov	sp, x9
	bl	probe_member
	brk	#0
	.ltorg

	.macro	set_arguments
	mov	x8, x0
	mov	x0, x1
	mov	x1, x2
	mov	x2, x3
	mov	x3, x4
	mov	x4, x5
	mov	x5, x6
	.endm

/* long stub(nr, a, b, c, d, e, f), from the address that the note names */
	.globl stub
stub:
	set_arguments
	svc	#0
stub_ip:
	ret

/* the same from another address */
	.globl elsewhere, elsewhere_ip
elsewhere:
	set_arguments
	svc	#0
elsewhere_ip:
	ret

/* there is no gate for 32-bit programs: the same once more */
	.globl foreign, foreign_ip
foreign:
	set_arguments
	svc	#0
foreign_ip:
	ret

/* void signal_entry(sig, info, context), on the alternate stack */
	.globl signal_entry
signal_entry:
	bl	probe_signal
	brk	#0

	.globl restorer
restorer:
	mov	x8, #139
1:	svc	#0
	ret

/* void resume(context): the frame begins with siginfo, of 128 bytes */
	.globl resume
resume:
	sub	x9, x0, #128
	mov	sp, x9
	b	restorer

/* any call by that instruction, which returns here if it does */
	.globl by_restorer
by_restorer:
	set_arguments
	b	1b

	.section .note.nabla, "a"
	.balign	4
	.long	2f - 1f, 4f - 3f, 1
1:	.asciz	"Nabla"
2:	.balign	4
3:	.long	NABLA_ABI, 0
	.quad	start, signal_entry, restorer, stub_ip, image_end
4:	.balign	4

	.bss
	.balign	16
	.skip	16384
stack_end:
	.section .note.GNU-stack, "", @progbits
