/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies to and from user memory and the clearing of it, with exact counts.
 *
 * Invariant: rdi, rsi and rdx always describe what is left, and change only
 * after the accesses of a block are through. A block that faults is therefore
 * done again byte by byte (the bytes it wrote are written again, the same),
 * which finds the very byte at fault. Callers depend on it: a count of zero
 * for a block that was accessible in part would have them retry for ever.
 */
#include <linux/linkage.h>
#include <asm-generic/export.h>
#include <asm/uaccess_isa.h>

#define REP_MIN	512	/* measured: below, the start-up of rep costs more */

/* An instruction that may fault, and where to go on then. */
.macro user insn:vararg
9001:	\insn
	nabla_extable 9001b, .Lcopy_bytes
.endm

.macro user_set insn:vararg
9001:	\insn
	nabla_extable 9001b, .Lclear_bytes
.endm

	.text

	.balign 16
SYM_FUNC_START(nabla_copy_user)
	cmpq	$REP_MIN, %rdx
	jae	.Lcopy_rep
.Lcopy_32:
	cmpl	$32, %edx
	jb	.Lcopy_small
	user	movq (%rsi), %r8
	user	movq 8(%rsi), %r9
	user	movq 16(%rsi), %r10
	user	movq 24(%rsi), %r11
	user	movq %r8, (%rdi)
	user	movq %r9, 8(%rdi)
	user	movq %r10, 16(%rdi)
	user	movq %r11, 24(%rdi)
	addq	$32, %rsi
	addq	$32, %rdi
	subl	$32, %edx
	jmp	.Lcopy_32

.Lcopy_small:			/* 0 to 31 bytes */
	cmpl	$16, %edx
	jae	.Lcopy_16_31
	cmpl	$8, %edx
	jae	.Lcopy_8_15
	cmpl	$4, %edx
	jae	.Lcopy_4_7
	testl	%edx, %edx
	jnz	.Lcopy_bytes
	xorl	%eax, %eax
	ret

.Lcopy_16_31:
	user	movq (%rsi), %r8
	user	movq 8(%rsi), %r9
	user	movq -16(%rsi, %rdx), %r10
	user	movq -8(%rsi, %rdx), %r11
	user	movq %r8, (%rdi)
	user	movq %r9, 8(%rdi)
	user	movq %r10, -16(%rdi, %rdx)
	user	movq %r11, -8(%rdi, %rdx)
	xorl	%eax, %eax
	ret

.Lcopy_8_15:
	user	movq (%rsi), %r8
	user	movq -8(%rsi, %rdx), %r9
	user	movq %r8, (%rdi)
	user	movq %r9, -8(%rdi, %rdx)
	xorl	%eax, %eax
	ret

.Lcopy_4_7:
	user	movl (%rsi), %r8d
	user	movl -4(%rsi, %rdx), %r9d
	user	movl %r8d, (%rdi)
	user	movl %r9d, -4(%rdi, %rdx)
	xorl	%eax, %eax
	ret

.Lcopy_bytes:			/* 1 to 3 bytes, or a block that faulted */
1:	movb	(%rsi), %al
2:	movb	%al, (%rdi)
	incq	%rsi
	incq	%rdi
	decq	%rdx
	jnz	1b
.Lcopy_stop:
	movq	%rdx, %rax
	ret
	nabla_extable 1b, .Lcopy_stop
	nabla_extable 2b, .Lcopy_stop

.Lcopy_rep:
	movq	%rdx, %rcx
3:	rep movsb
4:	movq	%rcx, %rax	/* rcx is exact on a fault as well */
	ret
	nabla_extable 3b, 4b
SYM_FUNC_END(nabla_copy_user)
EXPORT_SYMBOL(nabla_copy_user)

	.balign 16
SYM_FUNC_START(nabla_clear_user)
	movq	%rsi, %rdx
	xorl	%eax, %eax
	cmpq	$REP_MIN, %rdx
	jae	.Lclear_rep
.Lclear_16:
	cmpl	$16, %edx
	jb	.Lclear_small
	user_set movq %rax, (%rdi)
	user_set movq %rax, 8(%rdi)
	addq	$16, %rdi
	subl	$16, %edx
	jmp	.Lclear_16

.Lclear_small:			/* 0 to 15 bytes */
	cmpl	$8, %edx
	jae	.Lclear_8_15
	testl	%edx, %edx
	jz	.Lclear_stop
.Lclear_bytes:			/* 1 to 7 bytes, or a block that faulted */
1:	movb	%al, (%rdi)
	incq	%rdi
	decq	%rdx
	jnz	1b
.Lclear_stop:
	movq	%rdx, %rax
	ret
	nabla_extable 1b, .Lclear_stop

.Lclear_8_15:
	user_set movq %rax, (%rdi)
	user_set movq %rax, -8(%rdi, %rdx)
	ret

.Lclear_rep:
	movq	%rdx, %rcx
2:	rep stosb
3:	movq	%rcx, %rax
	ret
	nabla_extable 2b, 3b
SYM_FUNC_END(nabla_clear_user)
EXPORT_SYMBOL(nabla_clear_user)
