/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/kbuild.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <asm/entry.h>
#include <asm/offsets_platform.h>
#include <nabla/layout.h>
#include <nabla/member.h>

int main(void)
{
	OFFSET(TASK_SP, task_struct, thread.sp);
	OFFSET(PT_REGS, pt_regs, regs);
	OFFSET(PT_SP, pt_regs, sp);
	OFFSET(PT_PC, pt_regs, pc);
	OFFSET(PT_PSTATE, pt_regs, pstate);
	OFFSET(PT_FAST, pt_regs, fast);
	DEFINE(PT_SIZE, sizeof(struct pt_regs));
	OFFSET(FRAME_REGS, nabla_frame, regs);
	DEFINE(NABLA_FRAME_SIZE, sizeof(struct nabla_frame));
	NABLA_PLATFORM_OFFSETS
	OFFSET(MEMBER_INDEX, nabla_member, index);
	DEFINE(NABLA_WAIT_STACK, NABLA_MEMBER + NABLA_WAIT_OFF +
				 NABLA_WAIT_SIZE);
	return 0;
}
