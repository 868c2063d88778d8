/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations on a user's futex word, at its own address. A fault gives
 * -EFAULT; the caller has page faults disabled, brings the page in and retries.
 */
#ifndef _ASM_NABLA_FUTEX_H
#define _ASM_NABLA_FUTEX_H

#ifdef __KERNEL__

#include <linux/futex.h>
#include <linux/uaccess.h>
#include <asm/uaccess_isa.h>

#define __NABLA_FUTEX_FIXUP						\
	"2:\n"								\
	".pushsection .text.fixup, \"ax\"\n"				\
	"3:	movl %[fault], %[err]\n"				\
	"	jmp 2b\n"						\
	".popsection\n"							\
	NABLA_EXTABLE(1b, 3b)

/* One instruction that leaves the old value in @old. */
#define __NABLA_FUTEX_OP(insn, old, uaddr, err)				\
	asm volatile("1:	" insn " %[val], %[mem]\n"		\
		     __NABLA_FUTEX_FIXUP				\
		     : [err] "+r" (err), [val] "+r" (old),		\
		       [mem] "+m" (*(u32 *)(uaddr))			\
		     : [fault] "i" (-EFAULT) : "memory", "cc")

/* *@uaddr becomes @val if it is *@old; *@old becomes what it was. */
static __always_inline int nabla_futex_cmpxchg(u32 *uaddr, u32 *old, u32 val)
{
	int err = 0;

	asm volatile("1:	lock; cmpxchgl %[val], %[mem]\n"
		     __NABLA_FUTEX_FIXUP
		     : [err] "+r" (err), "+a" (*old), [mem] "+m" (*uaddr)
		     : [val] "r" (val), [fault] "i" (-EFAULT)
		     : "memory", "cc");
	return err;
}

/* The operations x86 has no instruction for: what *@uaddr shall become. */
static __always_inline u32 nabla_futex_result(int op, u32 old, u32 oparg)
{
	switch (op) {
	case FUTEX_OP_OR:
		return old | oparg;
	case FUTEX_OP_ANDN:
		return old & ~oparg;
	default:
		return old ^ oparg;
	}
}

static inline int nabla_futex_loop(int op, u32 oparg, u32 *oval, u32 *uaddr)
{
	u32 seen, old;
	int err;

	err = nabla_get_user(&old, uaddr, sizeof(old));
	if (err)
		return err;
	do {
		seen = old;
		err = nabla_futex_cmpxchg(uaddr, &old,
					  nabla_futex_result(op, seen, oparg));
	} while (!err && old != seen);
	*oval = old;
	return err;
}

static inline int arch_futex_atomic_op_inuser(int op, u32 oparg, int *oval,
					      u32 __user *uaddr)
{
	u32 old = oparg;
	int err = 0;

	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	switch (op) {
	case FUTEX_OP_SET:
		__NABLA_FUTEX_OP("xchgl", old, (__force u32 *)uaddr, err);
		break;
	case FUTEX_OP_ADD:
		__NABLA_FUTEX_OP("lock; xaddl", old, (__force u32 *)uaddr, err);
		break;
	case FUTEX_OP_OR:
	case FUTEX_OP_ANDN:
	case FUTEX_OP_XOR:
		err = nabla_futex_loop(op, oparg, &old, (__force u32 *)uaddr);
		break;
	default:
		return -ENOSYS;
	}
	if (!err)
		*oval = old;
	return err;
}

static inline int futex_atomic_cmpxchg_inatomic(u32 *uval, u32 __user *uaddr,
						u32 oldval, u32 newval)
{
	int err;

	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	err = nabla_futex_cmpxchg((__force u32 *)uaddr, &oldval, newval);
	*uval = oldval;
	return err;
}

#endif /* __KERNEL__ */
#endif /* _ASM_NABLA_FUTEX_H */
