/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memmove (which is memcpy too), memset, clear_page and copy_page.
 *
 * Invariant of the small cases: all loads come before all stores, so they are
 * right for any overlap; sizes are met by two accesses that overlap in the
 * middle. String instructions cost a start-up of dozens of cycles, so they
 * begin at REP_MIN bytes.
 */
#include <linux/linkage.h>
#include <asm-generic/export.h>

#define REP_MIN	512

	.text

	.balign 16
SYM_FUNC_START(memmove)
	movq	%rdi, %rax
	cmpq	$32, %rdx
	ja	.Lmove_large
.Lmove_small:			/* 0 to 32 bytes */
	cmpl	$16, %edx
	jae	.Lmove_16_32
	cmpl	$8, %edx
	jae	.Lmove_8_15
	cmpl	$4, %edx
	jae	.Lmove_4_7
	cmpl	$1, %edx
	jb	.Lmove_done
	movzbl	-1(%rsi, %rdx), %ecx
	je	.Lmove_1
	movzwl	(%rsi), %r8d
	movw	%r8w, (%rdi)
.Lmove_1:
	movb	%cl, -1(%rdi, %rdx)
.Lmove_done:
	ret

.Lmove_4_7:
	movl	(%rsi), %ecx
	movl	-4(%rsi, %rdx), %r8d
	movl	%ecx, (%rdi)
	movl	%r8d, -4(%rdi, %rdx)
	ret

.Lmove_8_15:
	movq	(%rsi), %rcx
	movq	-8(%rsi, %rdx), %r8
	movq	%rcx, (%rdi)
	movq	%r8, -8(%rdi, %rdx)
	ret

.Lmove_16_32:
	movq	(%rsi), %rcx
	movq	8(%rsi), %r8
	movq	-16(%rsi, %rdx), %r9
	movq	-8(%rsi, %rdx), %r10
	movq	%rcx, (%rdi)
	movq	%r8, 8(%rdi)
	movq	%r9, -16(%rdi, %rdx)
	movq	%r10, -8(%rdi, %rdx)
	ret

.Lmove_large:
	movq	%rdi, %rcx
	subq	%rsi, %rcx
	cmpq	%rdx, %rcx	/* does @to begin inside the source? */
	jb	.Lmove_backward
	cmpq	$REP_MIN, %rdx
	jae	.Lmove_rep
.Lmove_forward:
	movq	(%rsi), %r8
	movq	8(%rsi), %r9
	movq	16(%rsi), %r10
	movq	24(%rsi), %r11
	addq	$32, %rsi
	movq	%r8, (%rdi)
	movq	%r9, 8(%rdi)
	movq	%r10, 16(%rdi)
	movq	%r11, 24(%rdi)
	addq	$32, %rdi
	subq	$32, %rdx
	cmpq	$32, %rdx
	ja	.Lmove_forward
	jmp	.Lmove_small

.Lmove_rep:
	negq	%rcx
	cmpq	$64, %rcx	/* overlap this close makes rep crawl */
	jb	.Lmove_forward
	movq	%rdx, %rcx
	rep movsb
	ret

.Lmove_backward:
	addq	%rdx, %rsi
	addq	%rdx, %rdi
1:	movq	-8(%rsi), %r8
	movq	-16(%rsi), %r9
	movq	-24(%rsi), %r10
	movq	-32(%rsi), %r11
	subq	$32, %rsi
	movq	%r8, -8(%rdi)
	movq	%r9, -16(%rdi)
	movq	%r10, -24(%rdi)
	movq	%r11, -32(%rdi)
	subq	$32, %rdi
	subq	$32, %rdx
	cmpq	$32, %rdx
	ja	1b
	subq	%rdx, %rsi
	subq	%rdx, %rdi
	jmp	.Lmove_small
SYM_FUNC_END(memmove)
SYM_FUNC_ALIAS(memcpy, memmove)
EXPORT_SYMBOL(memmove)
EXPORT_SYMBOL(memcpy)

	.balign 16
SYM_FUNC_START(memset)
	movq	%rdi, %r8
	movzbl	%sil, %esi
	movabsq	$0x0101010101010101, %rax
	imulq	%rsi, %rax
	cmpq	$16, %rdx
	jb	.Lset_small
	cmpq	$REP_MIN, %rdx
	jae	.Lset_rep
	leaq	-16(%rdi, %rdx), %rcx	/* the last 16 bytes, done at the end */
1:	cmpq	%rcx, %rdi
	jae	2f
	movq	%rax, (%rdi)
	movq	%rax, 8(%rdi)
	addq	$16, %rdi
	jmp	1b
2:	movq	%rax, (%rcx)
	movq	%rax, 8(%rcx)
	movq	%r8, %rax
	ret

.Lset_small:			/* 0 to 15 bytes */
	cmpl	$8, %edx
	jae	.Lset_8_15
	cmpl	$4, %edx
	jae	.Lset_4_7
	cmpl	$1, %edx
	jb	.Lset_done
	movb	%al, (%rdi)
	je	.Lset_done
	movw	%ax, -2(%rdi, %rdx)
.Lset_done:
	movq	%r8, %rax
	ret

.Lset_4_7:
	movl	%eax, (%rdi)
	movl	%eax, -4(%rdi, %rdx)
	movq	%r8, %rax
	ret

.Lset_8_15:
	movq	%rax, (%rdi)
	movq	%rax, -8(%rdi, %rdx)
	movq	%r8, %rax
	ret

.Lset_rep:
	movq	%rdx, %rcx
	rep stosb
	movq	%r8, %rax
	ret
SYM_FUNC_END(memset)
EXPORT_SYMBOL(memset)

	.balign 16
SYM_FUNC_START(clear_page)
	xorl	%eax, %eax
	movl	$4096 / 8, %ecx
	rep stosq
	ret
SYM_FUNC_END(clear_page)
EXPORT_SYMBOL(clear_page)

	.balign 16
SYM_FUNC_START(copy_page)
	movl	$4096 / 8, %ecx
	rep movsq
	ret
SYM_FUNC_END(copy_page)
EXPORT_SYMBOL(copy_page)
