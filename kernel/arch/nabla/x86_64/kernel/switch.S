/* SPDX-License-Identifier: GPL-2.0-only */
/* From one task's kernel stack to another's. */
#include <linux/linkage.h>
#include <generated/asm-offsets.h>

	.text

/* First run of a task: rax = previous task, rbx = function or 0, r12 = argument. */
SYM_CODE_START(nabla_ret_from_fork)
	mov	%rax, %rdi
	call	schedule_tail
	test	%rbx, %rbx
	jz	1f
	mov	%r12, %rdi
	call	*%rbx
1:	lea	8(%rsp), %rdi
	call	syscall_exit_to_user_mode
	add	$8, %rsp
	jmp	nabla_restore
SYM_CODE_END(nabla_ret_from_fork)

/* prev = nabla_switch_stack(prev, next) */
SYM_FUNC_START(nabla_switch_stack)
	push	%rbp
	push	%rbx
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, TASK_SP(%rdi)
	mov	TASK_SP(%rsi), %rsp
	mov	%rdi, %rax
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbx
	pop	%rbp
	ret
SYM_FUNC_END(nabla_switch_stack)
