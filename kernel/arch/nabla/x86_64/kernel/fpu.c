// SPDX-License-Identifier: GPL-2.0-only
/*
 * Floating-point registers and segment bases: see <asm/fpu.h>.
 *
 * Invariant: while a program runs, it is the owner.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <asm/entry.h>
#include <asm/fpu.h>
#include <asm/platform.h>

#define FXSAVE_CWD	0x37f		/* x87 control word after FNINIT */
#define FXSAVE_MXCSR	0x1f80		/* MXCSR after reset */
#define OFFSET_MXCSR	24

DEFINE_PER_CPU(struct task_struct *, nabla_fpu_owner);
u32 nabla_xfeatures __ro_after_init;
u32 nabla_xsave_size __ro_after_init;

static u8 initial_state[NABLA_FPU_SIZE] __aligned(64) __ro_after_init;
/* The host forgets bases that the program set by itself. */
static bool host_forgets __ro_after_init;

void __init nabla_fpu_init(void)
{
	const struct nabla_boot_isa *isa = &nabla_machine.isa;

	nabla_xfeatures = isa->xfeatures;
	nabla_xsave_size = isa->xsave_size;
	if (nabla_xsave_size > NABLA_FPU_SIZE)
		panic("XSAVE area of %u bytes, room for %u", nabla_xsave_size,
		      NABLA_FPU_SIZE);
	host_forgets = !(isa->flags & NABLA_X86_FSGSBASE);
	*(u16 *)initial_state = FXSAVE_CWD;
	*(u32 *)(initial_state + OFFSET_MXCSR) = FXSAVE_MXCSR;
}

/*
 * A host that forgets leaves the bases to us alone: then the task's copy is the
 * truth, as programs there are told not to set bases by themselves.
 */
static void save_bases(struct task_struct *task)
{
	if (host_forgets)
		return;
	task->thread.fsbase = rdfsbase();
	task->thread.gsbase = rdgsbase();
}

void nabla_fpu_save(void)
{
	struct task_struct *owner = this_cpu_read(nabla_fpu_owner);

	if (!owner)
		return;
	nabla_xsave(owner->thread.fpu);
	save_bases(owner);
}

void nabla_fpu_leave(void)
{
	nabla_fpu_save();
	this_cpu_write(nabla_fpu_owner, NULL);
}

void nabla_fpu_switch_to(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		return;
	nabla_fpu_save();
	nabla_xrstor(task->thread.fpu);
	wrfsbase(task->thread.fsbase);
	wrgsbase(task->thread.gsbase);
	this_cpu_write(nabla_fpu_owner, task);
}

void nabla_fpu_init_state(struct task_struct *task)
{
	memcpy(task->thread.fpu, initial_state, sizeof(initial_state));
	if (this_cpu_read(nabla_fpu_owner) == task)
		nabla_xrstor(task->thread.fpu);
}

void nabla_fpu_reset(void)
{
	nabla_fpu_switch_to(current);
	nabla_fpu_init_state(current);
	nabla_set_fsbase(0);
	nabla_set_gsbase(0);
}

void nabla_fpu_disown(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		this_cpu_write(nabla_fpu_owner, NULL);
}

void nabla_set_fsbase(unsigned long base)
{
	current->thread.fsbase = base;
	wrfsbase(base);
}

void nabla_set_gsbase(unsigned long base)
{
	current->thread.gsbase = base;
	wrgsbase(base);
}

unsigned long nabla_get_fsbase(void)
{
	return host_forgets ? current->thread.fsbase : rdfsbase();
}

unsigned long nabla_get_gsbase(void)
{
	return host_forgets ? current->thread.gsbase : rdgsbase();
}

/*
 * A host that does not know of our bases puts its own back when it switches to
 * this process.
 */
bool nabla_mend_registers(void)
{
	if (!host_forgets ||
	    (rdfsbase() != NABLA_LOST_FS && rdgsbase() != NABLA_LOST_GS))
		return false;
	wrfsbase(current->thread.fsbase);
	wrgsbase(current->thread.gsbase);
	return true;
}
