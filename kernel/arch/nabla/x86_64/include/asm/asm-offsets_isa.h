/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/kbuild.h>
#include <linux/sched.h>
#include <linux/stddef.h>
#include <asm/entry.h>
#include <nabla/layout.h>
#include <nabla/member.h>
#include <asm/ucontext.h>

int main(void)
{
	OFFSET(TASK_SP, task_struct, thread.sp);
	OFFSET(PT_IP, pt_regs, ip);
	OFFSET(PT_CX, pt_regs, cx);
	OFFSET(PT_R11, pt_regs, r11);
	OFFSET(PT_FLAGS, pt_regs, flags);
	OFFSET(FRAME_REGS, nabla_frame, regs);
	DEFINE(NABLA_FRAME_SIZE, sizeof(struct nabla_frame));
	OFFSET(UC_FPSTATE, ucontext, uc_mcontext.fpstate);
	OFFSET(MEMBER_INDEX, nabla_member, index);
	DEFINE(NABLA_WAIT_STACK, NABLA_MEMBER + NABLA_WAIT_OFF +
				 NABLA_WAIT_SIZE);
	return 0;
}
