// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vector registers and thread pointer: see <asm/fpu.h>.
 *
 * Invariant: while a program runs, it is the owner.
 */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <asm/entry.h>
#include <asm/fpu.h>

DEFINE_PER_CPU(struct task_struct *, nabla_fpu_owner);

static unsigned long thread_pointer(void)
{
	unsigned long tp;

	asm volatile("mrs %0, tpidr_el0" : "=r" (tp));
	return tp;
}

static void save(struct thread_struct *thread)
{
	nabla_v_store(thread->fpsimd.vregs);
	thread->fpsimd.fpsr = nabla_fpsr();
	thread->fpsimd.fpcr = nabla_fpcr();
	thread->tp = thread_pointer();
}

static void load(const struct thread_struct *thread)
{
	unsigned long fpsr = thread->fpsimd.fpsr, fpcr = thread->fpsimd.fpcr;

	nabla_v_load(thread->fpsimd.vregs);
	asm volatile("msr fpsr, %0" : : "r" (fpsr));
	asm volatile("msr fpcr, %0" : : "r" (fpcr));
	asm volatile("msr tpidr_el0, %0" : : "r" (thread->tp));
}

void nabla_fpu_save(void)
{
	struct task_struct *owner = this_cpu_read(nabla_fpu_owner);

	if (owner)
		save(&owner->thread);
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
	load(&task->thread);
	this_cpu_write(nabla_fpu_owner, task);
}

void nabla_fpu_changed(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		load(&task->thread);
}

void nabla_fpu_reset(void)
{
	struct thread_struct *thread = &current->thread;

	nabla_fpu_switch_to(current);
	memset(&thread->fpsimd, 0, sizeof(thread->fpsimd));
	thread->tp = 0;
	thread->sve_size = 0;
	load(thread);
}

void nabla_fpu_disown(struct task_struct *task)
{
	if (this_cpu_read(nabla_fpu_owner) == task)
		this_cpu_write(nabla_fpu_owner, NULL);
}

/* The host keeps all that is not in a signal frame. */
bool nabla_mend_registers(void)
{
	return false;
}
