// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task's registers as tracers and core files see them, and single steps.
 *
 * Invariant: what a tracer may write never makes the kernel's way back into the
 * program (iretq, XRSTOR, WRFSBASE) fault: it is checked here, whole, before
 * any of it is stored.
 */
#include <linux/elf.h>
#include <linux/elfcore.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/ptrace.h>
#include <linux/regset.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/thread_info.h>
#include <uapi/asm/debugreg.h>
#include <uapi/asm/prctl.h>
#include <asm/entry.h>
#include <asm/fpu.h>
#include <asm/rewrite.h>
#include <asm/user.h>

#define X86_TRAP_DB		1

#define OFFSET_MXCSR		24
#define OFFSET_SW_BYTES		464	/* tracers expect XCR0 in the first 8 */
#define OFFSET_XSTATE_BV	512
#define OFFSET_XCOMP_BV		520
#define XSAVE_HEADER_REST	56
#define XSAVE_COMPONENTS	576
#define XFEATURE_FP_SSE		3UL
#define MXCSR_RESERVED		(~0xffffU)

/* What debuggers have compiled in. */
static_assert(sizeof(struct user_regs_struct) == 216);
static_assert(sizeof(struct user_i387_struct) == 512);
static_assert(sizeof(struct user) == 928);
static_assert(offsetof(struct user, u_debugreg) == 848);
static_assert(sizeof(struct elf_prstatus) == 336);
static_assert(offsetof(struct elf_prstatus, pr_reg) == 112);
/* The two are copied as one. */
static_assert(offsetof(struct user_regs_struct, fs_base) ==
	      sizeof(struct pt_regs));

enum { REGSET_GENERAL, REGSET_FP, REGSET_XSTATE };

asmlinkage void nabla_fast_syscall(void);	/* entry.S */

/* Let thread_struct say what the task's registers hold. */
static void save_live_registers(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		nabla_fpu_save();
}

static void read_regs(struct task_struct *task, struct user_regs_struct *user)
{
	save_live_registers(task);
	memset(user, 0, sizeof(*user));		/* ds, es, fs, gs */
	memcpy(user, task_pt_regs(task), sizeof(struct pt_regs));
	if (task->mm == current->mm)	/* a core dump's */
		user->ip = nabla_ip_to_program(user->ip);
	if (test_tsk_thread_flag(task, TIF_FORCED_TF))
		user->flags &= ~X86_EFLAGS_TF;
	user->fs_base = task->thread.fsbase;
	user->gs_base = task->thread.gsbase;
}

/* A program may have gone where a tracer may not send it; that can be kept. */
static bool bad_address(unsigned long address, unsigned long old)
{
	return address >= TASK_SIZE && address != old;
}

static int check_regs(const struct user_regs_struct *new,
		      const struct user_regs_struct *old)
{
	if (new->cs != NABLA_USER_CS || new->ss != NABLA_USER_SS)
		return -EIO;
	if (new->ds || new->es || new->fs || new->gs)
		return -EIO;
	if (bad_address(new->ip, old->ip) ||
	    bad_address(new->fs_base, old->fs_base) ||
	    bad_address(new->gs_base, old->gs_base))
		return -EIO;
	return 0;
}

/* TF as the tracer writes it is the program's own; unwritten, ours stays. */
static unsigned long merge_flags(struct task_struct *task, unsigned long flags)
{
	unsigned long old = task_pt_regs(task)->flags;

	if (flags & X86_EFLAGS_TF)
		clear_tsk_thread_flag(task, TIF_FORCED_TF);
	else if (test_tsk_thread_flag(task, TIF_FORCED_TF))
		flags |= X86_EFLAGS_TF;
	return (old & ~NABLA_USER_FLAGS) | (flags & NABLA_USER_FLAGS);
}

static void set_bases(struct task_struct *task, unsigned long fsbase,
		      unsigned long gsbase)
{
	save_live_registers(task);
	task->thread.fsbase = fsbase;
	task->thread.gsbase = gsbase;
	nabla_fpu_disown(task);
}

static int write_regs(struct task_struct *task,
		      const struct user_regs_struct *new)
{
	struct pt_regs *regs = task_pt_regs(task);
	struct user_regs_struct old;
	unsigned long flags;
	int err;

	read_regs(task, &old);
	err = check_regs(new, &old);
	if (err)
		return err;
	flags = merge_flags(task, new->flags);
	memcpy(regs, new, sizeof(*regs));
	regs->flags = flags;
	set_bases(task, new->fs_base, new->gs_base);
	return 0;
}

static int general_get(struct task_struct *task,
		       const struct user_regset *regset, struct membuf to)
{
	struct user_regs_struct user;

	read_regs(task, &user);
	return membuf_write(&to, &user, sizeof(user));
}

static int general_set(struct task_struct *task,
		       const struct user_regset *regset, unsigned int pos,
		       unsigned int count, const void *kbuf,
		       const void __user *ubuf)
{
	struct user_regs_struct user;
	int err;

	read_regs(task, &user);
	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, &user, 0, -1);
	return err ? err : write_regs(task, &user);
}

static int fp_get(struct task_struct *task, const struct user_regset *regset,
		  struct membuf to)
{
	save_live_registers(task);
	return membuf_write(&to, task->thread.fpu,
			    sizeof(struct user_i387_struct));
}

/*
 * An XSAVE area that XRSTOR takes becomes the task's: through the processor, so
 * that whoever reads it next finds initial values where the area says so.
 */
static void put_xstate(struct task_struct *task, const u8 *area)
{
	unsigned long flags;

	local_irq_save(flags);
	save_live_registers(task);
	nabla_fpu_disown(task);
	memcpy(task->thread.fpu, area, nabla_xsave_size);
	nabla_fpu_switch_to(task);
	nabla_fpu_switch_to(current);
	local_irq_restore(flags);
}

static bool good_mxcsr(const u8 *area)
{
	return !(*(const u32 *)(area + OFFSET_MXCSR) & MXCSR_RESERVED);
}

static int fp_set(struct task_struct *task, const struct user_regset *regset,
		  unsigned int pos, unsigned int count, const void *kbuf,
		  const void __user *ubuf)
{
	u8 *area;
	int err;

	save_live_registers(task);
	area = kmemdup(task->thread.fpu, nabla_xsave_size, GFP_KERNEL);
	if (!area)
		return -ENOMEM;
	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, area, 0,
				 sizeof(struct user_i387_struct));
	if (!err && !good_mxcsr(area))
		err = -EINVAL;
	if (!err) {
		*(u64 *)(area + OFFSET_XSTATE_BV) |= XFEATURE_FP_SSE;
		put_xstate(task, area);
	}
	kfree(area);
	return err;
}

static int xstate_get(struct task_struct *task,
		      const struct user_regset *regset, struct membuf to)
{
	u8 *area = task->thread.fpu;
	u64 sw_bytes[6] = { nabla_xfeatures };

	save_live_registers(task);
	membuf_write(&to, area, OFFSET_SW_BYTES);
	membuf_write(&to, sw_bytes, sizeof(sw_bytes));
	return membuf_write(&to, area + OFFSET_XSTATE_BV,
			    nabla_xsave_size - OFFSET_XSTATE_BV);
}

static int check_xstate(const u8 *area)
{
	u64 xstate_bv = *(const u64 *)(area + OFFSET_XSTATE_BV);

	if (xstate_bv & ~(u64)nabla_xfeatures || !good_mxcsr(area) ||
	    memchr_inv(area + OFFSET_XCOMP_BV, 0, XSAVE_HEADER_REST))
		return -EINVAL;
	return 0;
}

static int xstate_set(struct task_struct *task,
		      const struct user_regset *regset, unsigned int pos,
		      unsigned int count, const void *kbuf,
		      const void __user *ubuf)
{
	u8 *area;
	int err;

	if (pos || count != nabla_xsave_size)
		return -EFAULT;		/* as on hardware */
	area = kmalloc(nabla_xsave_size, GFP_KERNEL);
	if (!area)
		return -ENOMEM;
	err = user_regset_copyin(&pos, &count, &kbuf, &ubuf, area, 0, -1);
	if (!err)
		err = check_xstate(area);
	if (!err)
		put_xstate(task, area);
	kfree(area);
	return err;
}

static struct user_regset regsets[] __ro_after_init = {
	[REGSET_GENERAL] = {
		.core_note_type = NT_PRSTATUS,
		.n = sizeof(struct user_regs_struct) / sizeof(long),
		.size = sizeof(long),
		.align = sizeof(long),
		.regset_get = general_get,
		.set = general_set,
	},
	[REGSET_FP] = {
		.core_note_type = NT_PRFPREG,
		.n = sizeof(struct user_i387_struct) / sizeof(long),
		.size = sizeof(long),
		.align = sizeof(long),
		.regset_get = fp_get,
		.set = fp_set,
	},
	[REGSET_XSTATE] = {
		.core_note_type = NT_X86_XSTATE,
		.size = sizeof(u64),	/* .n: by regsets_init() */
		.align = sizeof(u64),
		.regset_get = xstate_get,
		.set = xstate_set,
	},
};

static const struct user_regset_view view = {
	.name = "x86_64",
	.e_machine = EM_X86_64,
	.regsets = regsets,
	.n = ARRAY_SIZE(regsets),
};

static int __init regsets_init(void)
{
	regsets[REGSET_XSTATE].n = nabla_xsave_size / sizeof(u64);
	return 0;
}
early_initcall(regsets_init);

const struct user_regset_view *task_user_regset_view(struct task_struct *task)
{
	return &view;
}

/* Instruction prefixes that may come before popf and iret. */
static bool is_prefix(u8 byte)
{
	static const u8 legacy[] = { 0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66,
				     0x67, 0xf0, 0xf2, 0xf3 };

	return (byte & 0xf0) == 0x40 || memchr(legacy, byte, sizeof(legacy));
}

/* Is the next instruction one that gives TF a value of the program's choice? */
static bool next_loads_flags(struct task_struct *task)
{
	u8 insn[15];
	int i, len;

	len = access_process_vm(task, task_pt_regs(task)->ip, insn,
				sizeof(insn), FOLL_FORCE);
	for (i = 0; i < len; i++)
		if (!is_prefix(insn[i]))
			return insn[i] == 0x9d || insn[i] == 0xcf;
	return false;
}

void user_enable_single_step(struct task_struct *task)
{
	struct pt_regs *regs = task_pt_regs(task);

	set_tsk_thread_flag(task, TIF_SINGLESTEP);
	/* TF traps behind the instruction after a system call: too late. */
	set_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	if (next_loads_flags(task))
		clear_tsk_thread_flag(task, TIF_FORCED_TF);
	else if (!(regs->flags & X86_EFLAGS_TF))
		set_tsk_thread_flag(task, TIF_FORCED_TF);
	regs->flags |= X86_EFLAGS_TF;
}

void user_disable_single_step(struct task_struct *task)
{
	clear_tsk_thread_flag(task, TIF_SINGLESTEP);
	clear_task_syscall_work(task, SYSCALL_EXIT_TRAP);
	if (test_and_clear_tsk_thread_flag(task, TIF_FORCED_TF))
		task_pt_regs(task)->flags &= ~X86_EFLAGS_TF;
}

/* The end of a step over a system call, told as the ISA's other traps are. */
void user_single_step_report(struct pt_regs *regs)
{
	current->thread.trap_nr = X86_TRAP_DB;
	current->thread.error_code = 0;
	force_sig_fault(SIGTRAP, TRAP_BRKPT, (void __user *)regs->ip);
}

void ptrace_disable(struct task_struct *task)
{
	user_disable_single_step(task);
}

/*
 * A step through the jump of a rewritten system call ends at the kernel's door,
 * nothing of which has run yet: the program has executed a system call.  @regs
 * MUST be the task's frame, for the call may sleep.
 */
bool nabla_step_into_kernel(struct pt_regs *regs)
{
	if (regs->ip != (unsigned long)nabla_fast_syscall ||
	    regs != current_pt_regs())
		return false;
	regs->orig_ax = regs->ax;
	regs->ax = -ENOSYS;
	regs->ip = regs->cx;
	regs->r11 = regs->flags;
	nabla_syscall(regs);
	return true;
}

/*
 * The host lends no debug registers.  They read as idle; to arm one fails, so
 * that a debugger says so rather than wait for a trap that never comes.
 */
static unsigned long read_debugreg(unsigned int nr)
{
	return nr == 6 ? 0xffff0ff0 : 0;
}

static int write_debugreg(unsigned int nr, unsigned long value)
{
	const unsigned long enable = DR_GLOBAL_ENABLE_MASK |
				     DR_LOCAL_ENABLE_MASK;

	switch (nr) {
	case 0 ... 3:
		return value ? -EINVAL : 0;
	case 6:
		return 0;
	case 7:
		return value & enable ? -EINVAL : 0;
	}
	return -EIO;
}

static bool debugreg_nr(unsigned long addr, unsigned int *nr)
{
	if (addr < offsetof(struct user, u_debugreg) ||
	    addr > offsetof(struct user, u_debugreg[7]))
		return false;
	*nr = (addr - offsetof(struct user, u_debugreg)) / sizeof(long);
	return true;
}

static bool bad_user_offset(unsigned long addr)
{
	return addr % sizeof(long) || addr >= sizeof(struct user);
}

static int peek_user(struct task_struct *task, unsigned long addr,
		     unsigned long __user *to)
{
	struct user_regs_struct user;
	unsigned long value = 0;
	unsigned int nr;

	if (bad_user_offset(addr))
		return -EIO;
	if (addr < sizeof(user)) {
		read_regs(task, &user);
		value = ((unsigned long *)&user)[addr / sizeof(long)];
	} else if (debugreg_nr(addr, &nr)) {
		value = read_debugreg(nr);
	}
	return put_user(value, to);
}

static int poke_user(struct task_struct *task, unsigned long addr,
		     unsigned long value)
{
	struct user_regs_struct user;
	unsigned int nr;

	if (bad_user_offset(addr))
		return -EIO;
	if (addr < sizeof(user)) {
		read_regs(task, &user);
		((unsigned long *)&user)[addr / sizeof(long)] = value;
		return write_regs(task, &user);
	}
	return debugreg_nr(addr, &nr) ? write_debugreg(nr, value) : -EIO;
}

static int task_arch_prctl(struct task_struct *task, unsigned long option,
			   unsigned long arg)
{
	unsigned long __user *out = (unsigned long __user *)arg;

	save_live_registers(task);
	switch (option) {
	case ARCH_SET_FS:
		if (arg >= TASK_SIZE)
			return -EPERM;
		set_bases(task, arg, task->thread.gsbase);
		return 0;
	case ARCH_SET_GS:
		if (arg >= TASK_SIZE)
			return -EPERM;
		set_bases(task, task->thread.fsbase, arg);
		return 0;
	case ARCH_GET_FS:
		return put_user(task->thread.fsbase, out);
	case ARCH_GET_GS:
		return put_user(task->thread.gsbase, out);
	}
	return -EINVAL;
}

long arch_ptrace(struct task_struct *task, long request, unsigned long addr,
		 unsigned long data)
{
	void __user *udata = (void __user *)data;

	switch (request) {
	case PTRACE_PEEKUSR:
		return peek_user(task, addr, udata);
	case PTRACE_POKEUSR:
		return poke_user(task, addr, data);
	case PTRACE_GETREGS:
		return copy_regset_to_user(task, &view, REGSET_GENERAL, 0,
					   sizeof(struct user_regs_struct),
					   udata);
	case PTRACE_SETREGS:
		return copy_regset_from_user(task, &view, REGSET_GENERAL, 0,
					     sizeof(struct user_regs_struct),
					     udata);
	case PTRACE_GETFPREGS:
		return copy_regset_to_user(task, &view, REGSET_FP, 0,
					   sizeof(struct user_i387_struct),
					   udata);
	case PTRACE_SETFPREGS:
		return copy_regset_from_user(task, &view, REGSET_FP, 0,
					     sizeof(struct user_i387_struct),
					     udata);
	case PTRACE_ARCH_PRCTL:
		return task_arch_prctl(task, data, addr);
	}
	return ptrace_request(task, request, addr, data);
}
