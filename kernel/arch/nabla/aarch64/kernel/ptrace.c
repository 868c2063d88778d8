// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task's registers as tracers and core files see them.
 *
 * Invariant: what a tracer may write never makes the kernel's way back into the
 * program fail: it is checked here, whole, before any of it is stored.
 */
#include <linux/elf.h>
#include <linux/elfcore.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <asm/elf.h>
#include <asm/entry.h>
#include <asm/fpu.h>
#include <asm/rewrite.h>

/* What debuggers have compiled in. */
static_assert(sizeof(struct user_pt_regs) == 272);
static_assert(sizeof(struct user_fpsimd_state) == 528);
static_assert(sizeof(struct elf_prstatus) == 392);
static_assert(offsetof(struct elf_prstatus, pr_reg) == 112);

/* The bits of a pointer that may be its signature: those above 48. */
#define PAC_MASK	GENMASK(54, 48)

/* Let thread_struct say what the task's registers hold. */
static void save_live_registers(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		nabla_fpu_save();
}

static int general_get(struct task_struct *task,
		       const struct user_regset *regset, struct membuf to)
{
	struct pt_regs regs = *task_pt_regs(task);

	if (task->mm == current->mm)	/* a core dump's */
		nabla_leave_stub(&regs);
	return membuf_write(&to, &regs.user_regs, sizeof(regs.user_regs));
}

/* A program may have gone where a tracer may not send it; that can be kept. */
static bool bad_address(unsigned long address, unsigned long old)
{
	return address >= TASK_SIZE && address != old;
}

static int general_set(struct task_struct *task,
		       const struct user_regset *regset, unsigned int pos,
		       unsigned int count, const void *kbuf,
		       const void __user *ubuf)
{
	struct pt_regs *regs = task_pt_regs(task);
	struct user_pt_regs user = regs->user_regs;
	int err;

	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, &user, 0, -1);
	if (err)
		return err;
	if (bad_address(user.pc, regs->pc) || user.pstate & PSR_MODE_MASK ||
	    user.pstate & PSR_MODE32_BIT)
		return -EINVAL;
	user.pstate &= NABLA_USER_PSTATE;
	regs->user_regs = user;
	regs->fast = 0;
	return 0;
}

static int fp_get(struct task_struct *task, const struct user_regset *regset,
		  struct membuf to)
{
	save_live_registers(task);
	return membuf_write(&to, &task->thread.fpsimd,
			    sizeof(task->thread.fpsimd));
}

static int fp_set(struct task_struct *task, const struct user_regset *regset,
		  unsigned int pos, unsigned int count, const void *kbuf,
		  const void __user *ubuf)
{
	struct user_fpsimd_state state;
	int err;

	save_live_registers(task);
	state = task->thread.fpsimd;
	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, &state, 0, -1);
	if (err)
		return err;
	task->thread.fpsimd = state;
	task->thread.sve_size = 0;
	nabla_fpu_disown(task);
	return 0;
}

static int tls_get(struct task_struct *task, const struct user_regset *regset,
		   struct membuf to)
{
	save_live_registers(task);
	return membuf_store(&to, task->thread.tp);
}

static int tls_set(struct task_struct *task, const struct user_regset *regset,
		   unsigned int pos, unsigned int count, const void *kbuf,
		   const void __user *ubuf)
{
	unsigned long tp;
	int err;

	save_live_registers(task);
	tp = task->thread.tp;
	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, &tp, 0, -1);
	if (err)
		return err;
	task->thread.tp = tp;
	nabla_fpu_disown(task);
	return 0;
}

static int call_get(struct task_struct *task, const struct user_regset *regset,
		    struct membuf to)
{
	return membuf_store(&to, task_pt_regs(task)->syscallno);
}

static int call_set(struct task_struct *task, const struct user_regset *regset,
		    unsigned int pos, unsigned int count, const void *kbuf,
		    const void __user *ubuf)
{
	int nr = task_pt_regs(task)->syscallno, err;

	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, &nr, 0, -1);
	if (!err)
		task_pt_regs(task)->syscallno = nr;
	return err;
}

static int pac_get(struct task_struct *task, const struct user_regset *regset,
		   struct membuf to)
{
	const struct user_pac_mask mask = { PAC_MASK, PAC_MASK };

	return membuf_write(&to, &mask, sizeof(mask));
}

static int pac_active(struct task_struct *task, const struct user_regset *regset)
{
	return nabla_hwcap & HWCAP_PACA ? regset->n : -ENODEV;
}

static const struct user_regset regsets[] = {
	{
		.core_note_type = NT_PRSTATUS,
		.n = sizeof(struct user_pt_regs) / sizeof(u64),
		.size = sizeof(u64),
		.align = sizeof(u64),
		.regset_get = general_get,
		.set = general_set,
	}, {
		.core_note_type = NT_PRFPREG,
		.n = sizeof(struct user_fpsimd_state) / sizeof(u32),
		.size = sizeof(u32),
		.align = sizeof(u32),
		.regset_get = fp_get,
		.set = fp_set,
	}, {
		.core_note_type = NT_ARM_TLS,
		.n = 1,
		.size = sizeof(void *),
		.align = sizeof(void *),
		.regset_get = tls_get,
		.set = tls_set,
	}, {
		.core_note_type = NT_ARM_SYSTEM_CALL,
		.n = 1,
		.size = sizeof(int),
		.align = sizeof(int),
		.regset_get = call_get,
		.set = call_set,
	}, {
		.core_note_type = NT_ARM_PAC_MASK,
		.n = sizeof(struct user_pac_mask) / sizeof(u64),
		.size = sizeof(u64),
		.align = sizeof(u64),
		.active = pac_active,
		.regset_get = pac_get,
		/* cannot be changed */
	},
};

static const struct user_regset_view view = {
	.name = "aarch64",
	.e_machine = EM_AARCH64,
	.regsets = regsets,
	.n = ARRAY_SIZE(regsets),
};

const struct user_regset_view *task_user_regset_view(struct task_struct *task)
{
	return &view;
}

long arch_ptrace(struct task_struct *task, long request, unsigned long addr,
		 unsigned long data)
{
	return ptrace_request(task, request, addr, data);
}

void ptrace_disable(struct task_struct *task)
{
	user_disable_single_step(task);
}

/* The end of a step over a system call, told as other steps are. */
void user_single_step_report(struct pt_regs *regs)
{
	force_sig_fault(SIGTRAP, TRAP_TRACE, (void __user *)regs->pc);
}

/* The kernel itself is never stepped. */
bool nabla_step_into_kernel(struct pt_regs *regs)
{
	return false;
}
