/* SPDX-License-Identifier: GPL-2.0-only */
/* From one task's kernel stack to another's. */
#include <linux/linkage.h>
#include <asm/callee_saved.h>
#include <generated/asm-offsets.h>

	.text

/* First run of a task: x0 = previous task, x19 = function or 0, x20 = argument. */
SYM_CODE_START(nabla_ret_from_fork)
	bl	schedule_tail
	cbz	x19, 1f
	mov	x0, x20
	blr	x19
1:	mov	x0, sp
	bl	syscall_exit_to_user_mode
	b	nabla_restore
SYM_CODE_END(nabla_ret_from_fork)

/* prev = nabla_switch_stack(prev, next) */
SYM_FUNC_START(nabla_switch_stack)
	PUSH_CALLEE_SAVED
	mov	x9, sp
	str	x9, [x0, #TASK_SP]
	ldr	x9, [x1, #TASK_SP]
	mov	sp, x9
	POP_CALLEE_SAVED
	ret
SYM_FUNC_END(nabla_switch_stack)
