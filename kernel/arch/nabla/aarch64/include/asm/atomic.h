/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atomic_t and atomic64_t as loops of exclusive loads and stores.
 *
 * One template makes both types, in the relaxed form only:
 * <linux/atomic/atomic-arch-fallback.h> derives the rest and puts the fences
 * around it, which cost nothing on one CPU.
 */
#ifndef _ASM_NABLA_ATOMIC_H
#define _ASM_NABLA_ATOMIC_H

#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

#define ATOMIC64_INIT(i)	{ (i) }

/*
 * The counter becomes @insn of itself and @i; @old and @new are what it was
 * and is. w is the register width, as operand modifier.
 */
#define __NABLA_ATOMIC_LOOP(insn, w, old, new, i, v)			\
do {									\
	u32 __fail;							\
									\
	asm volatile("1:	ldxr	%" w "0, %3\n"			\
		     "	" insn "	%" w "1, %" w "0, %" w "4\n"	\
		     "	stxr	%w2, %" w "1, %3\n"			\
		     "	cbnz	%w2, 1b\n"				\
		     : "=&r" (old), "=&r" (new), "=&r" (__fail),	\
		       "+Q" ((v)->counter)				\
		     : "r" (i) : "memory");				\
} while (0)

#define __NABLA_ATOMIC_OP(pfx, A, T, op, insn, w)			\
static __always_inline void arch_##pfx##_##op(T i, A *v)		\
{									\
	T old, new;							\
									\
	__NABLA_ATOMIC_LOOP(insn, w, old, new, i, v);			\
}									\
static __always_inline T arch_##pfx##_fetch_##op##_relaxed(T i, A *v)	\
{									\
	T old, new;							\
									\
	__NABLA_ATOMIC_LOOP(insn, w, old, new, i, v);			\
	return old;							\
}

#define __NABLA_ATOMIC_RETURN(pfx, A, T, op, insn, w)			\
static __always_inline T arch_##pfx##_##op##_return_relaxed(T i, A *v)	\
{									\
	T old, new;							\
									\
	__NABLA_ATOMIC_LOOP(insn, w, old, new, i, v);			\
	return new;							\
}

#define __NABLA_ATOMIC_VALUE(pfx, A, T)					\
static __always_inline T arch_##pfx##_read(const A *v)			\
{									\
	return READ_ONCE(v->counter);					\
}									\
static __always_inline void arch_##pfx##_set(A *v, T i)			\
{									\
	WRITE_ONCE(v->counter, i);					\
}									\
static __always_inline T arch_##pfx##_xchg_relaxed(A *v, T i)		\
{									\
	return arch_xchg_relaxed(&v->counter, i);			\
}									\
static __always_inline T						\
arch_##pfx##_cmpxchg_relaxed(A *v, T old, T i)				\
{									\
	return arch_cmpxchg_relaxed(&v->counter, old, i);		\
}

#define __NABLA_ATOMIC(pfx, A, T, w)					\
	__NABLA_ATOMIC_VALUE(pfx, A, T)					\
	__NABLA_ATOMIC_OP(pfx, A, T, add, "add", w)			\
	__NABLA_ATOMIC_OP(pfx, A, T, sub, "sub", w)			\
	__NABLA_ATOMIC_OP(pfx, A, T, and, "and", w)			\
	__NABLA_ATOMIC_OP(pfx, A, T, or, "orr", w)			\
	__NABLA_ATOMIC_OP(pfx, A, T, xor, "eor", w)			\
	__NABLA_ATOMIC_RETURN(pfx, A, T, add, "add", w)			\
	__NABLA_ATOMIC_RETURN(pfx, A, T, sub, "sub", w)

__NABLA_ATOMIC(atomic, atomic_t, int, "w")
__NABLA_ATOMIC(atomic64, atomic64_t, s64, "x")

/* A macro can't define macros: tell the fallbacks what is here. */
#define arch_atomic_add_return_relaxed	arch_atomic_add_return_relaxed
#define arch_atomic_sub_return_relaxed	arch_atomic_sub_return_relaxed
#define arch_atomic_fetch_add_relaxed	arch_atomic_fetch_add_relaxed
#define arch_atomic_fetch_sub_relaxed	arch_atomic_fetch_sub_relaxed
#define arch_atomic_fetch_and_relaxed	arch_atomic_fetch_and_relaxed
#define arch_atomic_fetch_or_relaxed	arch_atomic_fetch_or_relaxed
#define arch_atomic_fetch_xor_relaxed	arch_atomic_fetch_xor_relaxed
#define arch_atomic_xchg_relaxed	arch_atomic_xchg_relaxed
#define arch_atomic_cmpxchg_relaxed	arch_atomic_cmpxchg_relaxed
#define arch_atomic64_add_return_relaxed	arch_atomic64_add_return_relaxed
#define arch_atomic64_sub_return_relaxed	arch_atomic64_sub_return_relaxed
#define arch_atomic64_fetch_add_relaxed	arch_atomic64_fetch_add_relaxed
#define arch_atomic64_fetch_sub_relaxed	arch_atomic64_fetch_sub_relaxed
#define arch_atomic64_fetch_and_relaxed	arch_atomic64_fetch_and_relaxed
#define arch_atomic64_fetch_or_relaxed	arch_atomic64_fetch_or_relaxed
#define arch_atomic64_fetch_xor_relaxed	arch_atomic64_fetch_xor_relaxed
#define arch_atomic64_xchg_relaxed	arch_atomic64_xchg_relaxed
#define arch_atomic64_cmpxchg_relaxed	arch_atomic64_cmpxchg_relaxed

#endif /* _ASM_NABLA_ATOMIC_H */
