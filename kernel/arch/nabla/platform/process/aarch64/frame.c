// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the host's signal frame to ours.  Runs on the alternate stack, with the
 * program's vector registers live, and touches nothing but the two and the task's
 * record of SVE.
 */
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/string.h>
#include <asm/entry.h>
#include <asm/esr.h>
#include <asm/ucontext.h>
#include <nabla/isa/trap.h>

struct nabla_frame *nabla_signal_frame(int sig, const siginfo_t *info,
				       const struct ucontext *uc,
				       struct nabla_frame *spare);

/*
 * The stack to go on with: the task's from user mode, the interrupted one from
 * kernel mode.  Where that is not the kernel's to use (the alternate stack itself;
 * the ends of nabla_fast_syscall, which run on the program's) stay where we are.
 */
static struct nabla_frame *frame_place(const struct sigcontext *sc,
				       struct nabla_frame *spare)
{
	if (nabla_in_program(sc->pc, sc->sp))
		return container_of(task_pt_regs(current), struct nabla_frame,
				    regs);
	if (sc->sp < NABLA_RAM)
		return spare;
	return (void *)round_down(sc->sp - sizeof(struct nabla_frame), 16);
}

static const void *find_record(const struct sigcontext *sc, u32 magic)
{
	const u8 *at = sc->__reserved;
	const struct _aarch64_ctx *head;

	for (;;) {
		head = (const void *)at;
		if (head->magic == magic)
			return head;
		if (!head->magic || !head->size)
			return NULL;
		at += head->size;
	}
}

static bool is_page_fault(const struct nabla_trap *trap)
{
	if (trap->nr != ESR_DATA_ABORT && trap->nr != ESR_FETCH_ABORT)
		return false;
	switch (trap->error & ESR_FAULT_TYPE) {
	case ESR_FAULT_TRANSLATION:
	case ESR_FAULT_ACCESS:
	case ESR_FAULT_PERMISSION:
		return trap->sig == HOST_SIGSEGV || trap->sig == HOST_SIGBUS;
	}
	return false;
}

static void copy_trap(struct nabla_trap *trap, const siginfo_t *info,
		      const struct sigcontext *sc)
{
	const struct esr_context *esr = find_record(sc, ESR_MAGIC);

	trap->code = info->si_code;
	trap->value = info->si_int;
	trap->addr = sc->fault_address;
	trap->error = esr ? esr->esr : 0;
	trap->nr = trap->error >> ESR_CLASS_SHIFT;
	trap->page = is_page_fault(trap);
	/* Cache maintenance counts as writing, but only reads. */
	trap->write = trap->nr == ESR_DATA_ABORT &&
		      (trap->error & (ESR_WRITE | ESR_CACHE)) == ESR_WRITE;
	trap->exec = trap->nr == ESR_FETCH_ABORT;
	if (trap->sig == HOST_SIGSYS) {
		trap->nr = info->si_syscall;
		trap->error = info->si_arch;
		trap->page = false;
	} else if (!trap->page) {
		trap->addr = (unsigned long)info->si_addr;
	}
}

/*
 * What the host has of the interrupted program beyond the vector registers.  It
 * is more than a header only if there is something in it.
 */
static void keep_sve(const struct sigcontext *sc)
{
	const struct sve_context *sve = find_record(sc, SVE_MAGIC);
	struct thread_struct *thread = &current->thread;

	thread->sve_size = 0;
	if (!sve || sve->head.size <= sizeof(*sve) ||
	    sve->head.size > NABLA_SVE_SIZE)
		return;
	memcpy(thread->sve, sve, sve->head.size);
	thread->sve_size = sve->head.size;
}

/* What the host has not made something else of, or has been noted by the filter. */
static unsigned long first_argument(const siginfo_t *info,
				    const struct sigcontext *sc)
{
	long value = -(long)(info->si_errno & NABLA_LOST_VALUE);

	if (!info->si_errno)
		return sc->regs[0];
	return info->si_errno & NABLA_LOST_ZERO ? (u32)value : value;
}

/*
 * A first argument that looks to the host like a restart code may have had it take
 * the program back to the instruction; si_call_addr is behind it in any case.
 */
static void copy_regs(struct pt_regs *regs, int sig, const siginfo_t *info,
		      const struct sigcontext *sc)
{
	memcpy(regs->regs, sc->regs, sizeof(regs->regs));
	regs->sp = sc->sp;
	regs->pc = sc->pc;
	if (sig == HOST_SIGSYS) {
		regs->pc = (unsigned long)info->si_call_addr;
		regs->regs[0] = first_argument(info, sc);
	}
	regs->pstate = sc->pstate;
	regs->orig_x0 = regs->regs[0];
	regs->syscallno = NO_SYSCALL;
	regs->fast = 0;
}

struct nabla_frame *nabla_signal_frame(int sig, const siginfo_t *info,
				       const struct ucontext *uc,
				       struct nabla_frame *spare)
{
	const struct sigcontext *sc = &uc->uc_mcontext;
	struct nabla_frame *frame = frame_place(sc, spare);

	frame->trap.sig = sig;
	copy_trap(&frame->trap, info, sc);
	copy_regs(&frame->regs, sig, info, sc);
	if (user_mode(&frame->regs))
		keep_sve(sc);
	return frame;
}
