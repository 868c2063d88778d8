// SPDX-License-Identifier: GPL-2.0-only
/* From registers to system calls, and the few that are the ISA's own. */
#include <linux/entry-common.h>
#include <linux/nospec.h>
#include <linux/syscalls.h>
#include <uapi/linux/audit.h>
#include <asm/entry.h>
#include <asm/rewrite.h>

asmlinkage long sys_rt_sigreturn(void);
asmlinkage long sys_mmap(unsigned long addr, unsigned long len,
			 unsigned long prot, unsigned long flags,
			 unsigned long fd, unsigned long off);

typedef long (*syscall_fn)(long, long, long, long, long, long);

#undef __SYSCALL
#define __SYSCALL(nr, sym)	[nr] = (syscall_fn)(void *)sym,
static const syscall_fn table[NR_syscalls] = {
	[0 ... NR_syscalls - 1] = (syscall_fn)(void *)sys_ni_syscall,
#include <asm/unistd.h>
};

/*
 * Interrupts are enabled, and the program's registers complete.  Tracers see the
 * first argument in x0 until the call is made.
 */
void nabla_finish_syscall(struct pt_regs *regs)
{
	unsigned long *x = regs->regs;
	unsigned long nr;

	nr = syscall_enter_from_user_mode_work(regs, regs->syscallno);
	/* Two tasks will come back: to one stack, or to stacks that differ. */
	if (nr == __NR_clone || nr == __NR_clone3)
		nabla_leave_stub(regs);
	if (likely(nr < NR_syscalls)) {
		nr = array_index_nospec(nr, NR_syscalls);
		x[0] = table[nr](x[0], x[1], x[2], x[3], x[4], x[5]);
	} else if (nr != -1UL) {
		x[0] = -ENOSYS;
	}
	syscall_exit_to_user_mode(regs);
}

void nabla_begin_syscall(struct pt_regs *regs, int nr)
{
	regs->orig_x0 = regs->regs[0];
	regs->syscallno = nr;
	/* By the ISA's ABI. */
	current->thread.sve_size = 0;
	syscall_enter_from_user_mode_prepare(regs);
	/* A program's own -1, which nobody can have made of another number. */
	if (nr == NO_SYSCALL)
		regs->regs[0] = -ENOSYS;
}

void nabla_syscall(struct pt_regs *regs)
{
	nabla_begin_syscall(regs, regs->regs[8]);
	nabla_finish_syscall(regs);
}

/* Only aarch64 itself is known here. */
SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & ~PAGE_MASK)
		return -EINVAL;
	return ksys_mmap_pgoff(addr, len, prot, flags, fd, off >> PAGE_SHIFT);
}
