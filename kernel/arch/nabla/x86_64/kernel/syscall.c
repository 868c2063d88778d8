// SPDX-License-Identifier: GPL-2.0-only
/* From registers to system calls, and the few that are the ISA's own. */
#include <linux/entry-common.h>
#include <linux/nospec.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <uapi/asm/prctl.h>
#include <uapi/linux/audit.h>
#include <asm/entry.h>
#include <asm/fpu.h>

/* Without local descriptor tables and I/O ports. */
#define sys_modify_ldt	sys_ni_syscall
#define sys_iopl	sys_ni_syscall
#define sys_ioperm	sys_ni_syscall

asmlinkage long sys_rt_sigreturn(void);
asmlinkage long sys_mmap(unsigned long addr, unsigned long len,
			 unsigned long prot, unsigned long flags,
			 unsigned long fd, unsigned long off);
asmlinkage long sys_arch_prctl(int option, unsigned long arg);

typedef long (*syscall_fn)(long, long, long, long, long, long);

#define __SYSCALL(nr, sym)	[nr] = (syscall_fn)(void *)sym,
static const syscall_fn table[NR_syscalls] = {
	[0 ... NR_syscalls - 1] = (syscall_fn)(void *)sys_ni_syscall,
#include <asm/syscalls_64.h>
};

static __always_inline void do_syscall(struct pt_regs *regs, unsigned long nr)
{
	if (likely(nr < NR_syscalls)) {
		nr = array_index_nospec(nr, NR_syscalls);
		regs->ax = table[nr](regs->di, regs->si, regs->dx, regs->r10,
				     regs->r8, regs->r9);
	} else if (nr != -1UL) {
		regs->ax = -ENOSYS;
	}
	syscall_exit_to_user_mode(regs);
}

void nabla_do_syscall(struct pt_regs *regs, unsigned long nr)
{
	do_syscall(regs, nr);
}

void nabla_syscall(struct pt_regs *regs)
{
	do_syscall(regs, syscall_enter_from_user_mode(regs, regs->orig_ax));
}

SYSCALL_DEFINE6(mmap, unsigned long, addr, unsigned long, len,
		unsigned long, prot, unsigned long, flags,
		unsigned long, fd, unsigned long, off)
{
	if (off & ~PAGE_MASK)
		return -EINVAL;
	return ksys_mmap_pgoff(addr, len, prot, flags, fd, off >> PAGE_SHIFT);
}

SYSCALL_DEFINE2(arch_prctl, int, option, unsigned long, arg)
{
	unsigned long __user *out = (unsigned long __user *)arg;

	switch (option) {
	case ARCH_SET_FS:
		if (arg >= TASK_SIZE)
			return -EPERM;
		nabla_set_fsbase(arg);
		return 0;
	case ARCH_SET_GS:
		if (arg >= TASK_SIZE)
			return -EPERM;
		nabla_set_gsbase(arg);
		return 0;
	case ARCH_GET_FS:
		return put_user(nabla_get_fsbase(), out);
	case ARCH_GET_GS:
		return put_user(nabla_get_gsbase(), out);
	}
	return -EINVAL;
}
