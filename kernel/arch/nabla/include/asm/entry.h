/* SPDX-License-Identifier: GPL-2.0-only */
/* Into the kernel and out of it: a platform's entry code, its ISA's entry.S. */
#ifndef _ASM_NABLA_ENTRY_H
#define _ASM_NABLA_ENTRY_H

#include <asm/ptrace.h>

/* Host signals that the tender directs here; the numbers are the host's. */
#define HOST_SIGHUP	1
#define HOST_SIGINT	2
#define HOST_SIGQUIT	3
#define HOST_SIGILL	4
#define HOST_SIGTRAP	5
#define HOST_SIGBUS	7
#define HOST_SIGFPE	8
#define HOST_SIGUSR1	10
#define HOST_SIGSEGV	11
#define HOST_SIGUSR2	12
#define HOST_SIGTERM	15
#define HOST_SIGVTALRM	26
#define HOST_SIGWINCH	28
#define HOST_SIGSYS	31

/* Why the host stopped the code that regs describe. */
struct nabla_trap {
	unsigned int sig;	/* HOST_SIG*, NABLA_SIG_* */
	int code;		/* si_code */
	int value;		/* of a signal that was queued */
	unsigned long addr;	/* faulting address */
	unsigned long nr;	/* ISA's trap number, or system-call number */
	unsigned long error;	/* ISA's error code */
	bool write, exec;	/* of a page fault */
	bool page;		/* a page fault, not some other cause of SIGSEGV */
};

struct nabla_frame {
	struct nabla_trap trap;
	struct pt_regs regs;
};

/* kernel/traps.c */
void nabla_user_trap(struct pt_regs *regs, const struct nabla_trap *trap);
void nabla_kernel_trap(struct pt_regs *regs, const struct nabla_trap *trap);
/* Go on where the exception table says, if it knows the instruction. */
bool nabla_fixup_exception(struct pt_regs *regs);
void __noreturn nabla_die(const char *what, struct pt_regs *regs,
			  const struct nabla_trap *trap);

/* the ISA's traps.c: note a trap for signal frames; a trap other than a page fault */
void nabla_save_trap(const struct nabla_trap *trap);
void nabla_isa_user_trap(struct pt_regs *regs, const struct nabla_trap *trap);

/* the ISA's ptrace.c: a single step that led into the kernel has been dealt with */
bool nabla_step_into_kernel(struct pt_regs *regs);

/* mm/fault.c */
void nabla_page_fault(struct pt_regs *regs, const struct nabla_trap *trap);

/* the process platform's kernel/irq.c, */
void nabla_irq_interrupt(struct pt_regs *regs);

/* kernel/signals.c: a signal of the host that is meant for the container */
void nabla_note_host_signal(unsigned int sig);
void nabla_deliver_host_signals(void);

/* and kernel/entry.c: from the ISA's entry code */
void nabla_entry(struct nabla_frame *frame);

/* the ISA's syscall.c */
void nabla_syscall(struct pt_regs *regs);
/* x86_64: the same once entered, @nr being what that made of the number */
void nabla_do_syscall(struct pt_regs *regs, unsigned long nr);
/* aarch64: its halves; behind the first one the kernel may sleep */
void nabla_begin_syscall(struct pt_regs *regs, int nr);
void nabla_finish_syscall(struct pt_regs *regs);
/* Was the trap the program's system-call instruction?  Then it has been served. */
bool nabla_syscall_trap(struct pt_regs *regs, const struct nabla_trap *trap);
/* Had the host lost registers that are not in a signal frame?  They are back. */
bool nabla_mend_registers(void);

/*
 * Is @sp on a stack that the kernel works on?  On others (the alternate one, that
 * on which a member waits) it may be that another process is the processor.
 */
static inline bool nabla_on_kernel_stack(unsigned long sp)
{
	return sp >= NABLA_RAM && sp < NABLA_RAM + NABLA_RAM_MAX;
}

#endif
