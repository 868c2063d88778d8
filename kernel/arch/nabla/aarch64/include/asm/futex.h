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

/* Both halves of the loop may fault: the page may go between them. */
#define __NABLA_FUTEX_FIXUP						\
	"	dmb	ish\n"						\
	"3:\n"								\
	".pushsection .text.fixup, \"ax\"\n"				\
	"4:	mov	%w[err], %[fault]\n"				\
	"	b	3b\n"						\
	".popsection\n"							\
	NABLA_EXTABLE(1b, 4b)						\
	NABLA_EXTABLE(2b, 4b)

/* @insn makes %w[new] of %w[old] and %w[arg]. */
#define __NABLA_FUTEX_OP(insn, arg_, old_, uaddr, err_)			\
do {									\
	u32 __new, __fail;						\
									\
	asm volatile("1:	ldxr	%w[old], %[mem]\n"		\
		     "	" insn "\n"					\
		     "2:	stlxr	%w[fail], %w[new], %[mem]\n"	\
		     "	cbnz	%w[fail], 1b\n"				\
		     __NABLA_FUTEX_FIXUP				\
		     : [err] "+r" (err_), [old] "=&r" (old_),		\
		       [new] "=&r" (__new), [fail] "=&r" (__fail),	\
		       [mem] "+Q" (*(u32 *)(uaddr))			\
		     : [arg] "r" (arg_), [fault] "i" (-EFAULT)		\
		     : "memory");					\
} while (0)

/* *@uaddr becomes @val if it is *@old; *@old becomes what it was. */
static __always_inline int nabla_futex_cmpxchg(u32 *uaddr, u32 *old, u32 val)
{
	u32 seen = 0, fail;
	int err = 0;

	asm volatile("1:	ldxr	%w[seen], %[mem]\n"
		     "	cmp	%w[seen], %w[old]\n"
		     "	b.ne	3f\n"
		     "2:	stlxr	%w[fail], %w[val], %[mem]\n"
		     "	cbnz	%w[fail], 1b\n"
		     __NABLA_FUTEX_FIXUP
		     : [err] "+r" (err), [seen] "+&r" (seen),
		       [fail] "=&r" (fail), [mem] "+Q" (*uaddr)
		     : [old] "r" (*old), [val] "r" (val),
		       [fault] "i" (-EFAULT)
		     : "memory", "cc");
	*old = seen;
	return err;
}

static inline int nabla_futex_op(int op, u32 arg, u32 *oval, u32 *uaddr)
{
	u32 old = 0;
	int err = 0;

	switch (op) {
	case FUTEX_OP_SET:
		__NABLA_FUTEX_OP("mov %w[new], %w[arg]", arg, old, uaddr, err);
		break;
	case FUTEX_OP_ADD:
		__NABLA_FUTEX_OP("add %w[new], %w[old], %w[arg]",
				 arg, old, uaddr, err);
		break;
	case FUTEX_OP_OR:
		__NABLA_FUTEX_OP("orr %w[new], %w[old], %w[arg]",
				 arg, old, uaddr, err);
		break;
	case FUTEX_OP_ANDN:
		__NABLA_FUTEX_OP("bic %w[new], %w[old], %w[arg]",
				 arg, old, uaddr, err);
		break;
	case FUTEX_OP_XOR:
		__NABLA_FUTEX_OP("eor %w[new], %w[old], %w[arg]",
				 arg, old, uaddr, err);
		break;
	default:
		return -ENOSYS;
	}
	*oval = old;
	return err;
}

static inline int arch_futex_atomic_op_inuser(int op, u32 oparg, int *oval,
					      u32 __user *uaddr)
{
	u32 old;
	int err;

	if (!access_ok(uaddr, sizeof(u32)))
		return -EFAULT;
	err = nabla_futex_op(op, oparg, &old, (__force u32 *)uaddr);
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
