/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tender reads of the image, and the first instructions it jumps to. */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/page.h>
#include <asm/thread_info.h>
#include <generated/asm-offsets.h>
#include <nabla/image.h>

	.section .note.nabla, "a"
	.balign	4
	.long	2f - 1f				/* namesz */
	.long	4f - 3f				/* descsz */
	.long	NABLA_NOTE_KERNEL
1:	.asciz	NABLA_NOTE_NAME
2:	.balign	4
3:	.long	NABLA_ABI			/* struct nabla_image */
	.long	0
	.quad	nabla_start
	.quad	nabla_signal
	.quad	nabla_restorer
	.quad	nabla_host_call_ip
	.quad	_end
4:	.balign	4

	__HEAD
/*
 * No stack and no arguments.  The first process starts the kernel, each later one
 * waits for its turn.
 */
SYM_CODE_START(nabla_start)
	mov	x29, xzr
	ldr	x0, =NABLA_MEMBER
	ldr	w0, [x0, #MEMBER_INDEX]
	cbnz	w0, 1f
	adrp	x0, init_thread_union + THREAD_SIZE - 16
	add	x0, x0, :lo12:(init_thread_union + THREAD_SIZE - 16)
	mov	sp, x0
	bl	nabla_start_kernel
	brk	#0
1:	ldr	x0, =NABLA_WAIT_STACK
	mov	sp, x0
	bl	nabla_baton_join
	brk	#0
SYM_CODE_END(nabla_start)
	.ltorg

	.section .bss..page_aligned, "aw", %nobits
	.balign	PAGE_SIZE
SYM_DATA_START(empty_zero_page)
	.skip	PAGE_SIZE
SYM_DATA_END(empty_zero_page)
SYM_DATA_START(swapper_pg_dir)
	.skip	PAGE_SIZE
SYM_DATA_END(swapper_pg_dir)
