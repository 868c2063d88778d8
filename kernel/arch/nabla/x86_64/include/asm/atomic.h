/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * atomic_t and atomic64_t out of locked instructions.
 *
 * One template makes both types; <linux/atomic/atomic-arch-fallback.h> derives
 * whatever is not named at the end. Every operation is a full barrier, so
 * nothing is gained by relaxed variants.
 */
#ifndef _ASM_NABLA_ATOMIC_H
#define _ASM_NABLA_ATOMIC_H

#include <linux/types.h>
#include <asm/cmpxchg.h>
#include <asm/barrier.h>

#define ATOMIC64_INIT(i)	{ (i) }

/* Nothing returned: one instruction on memory. */
#define __NABLA_ATOMIC_VOID(pfx, A, T, op, sfx)				\
static __always_inline void arch_##pfx##_##op(T i, A *v)		\
{									\
	asm volatile("lock; " #op sfx " %1, %0"				\
		     : "+m" (v->counter) : "er" (i) : "memory", "cc");	\
}

#define __NABLA_ATOMIC_STEP(pfx, A, op, sfx)				\
static __always_inline void arch_##pfx##_##op(A *v)			\
{									\
	asm volatile("lock; " #op sfx " %0"				\
		     : "+m" (v->counter) : : "memory", "cc");		\
}

/* A flag of the result is all the caller wants. */
#define __NABLA_ATOMIC_FLAG(pfx, A, T, name, insn, sfx, flag)		\
static __always_inline bool arch_##pfx##_##name(T i, A *v)		\
{									\
	bool f;								\
									\
	asm volatile("lock; " insn sfx " %2, %0"			\
		     : "+m" (v->counter), "=@cc" flag (f)		\
		     : "er" (i) : "memory");				\
	return f;							\
}

#define __NABLA_ATOMIC_STEP_FLAG(pfx, A, name, insn, sfx)		\
static __always_inline bool arch_##pfx##_##name(A *v)			\
{									\
	bool f;								\
									\
	asm volatile("lock; " insn sfx " %0"				\
		     : "+m" (v->counter), "=@ccz" (f) : : "memory");	\
	return f;							\
}

/* x86 returns the old value of sums only; the rest are compare loops. */
#define __NABLA_ATOMIC_FETCH(pfx, A, T, name, c_op)			\
static __always_inline T arch_##pfx##_fetch_##name(T i, A *v)		\
{									\
	T old = READ_ONCE(v->counter);					\
									\
	while (!arch_try_cmpxchg(&v->counter, &old, old c_op i))	\
		;							\
	return old;							\
}

#define __NABLA_ATOMIC_VALUE(pfx, A, T, sfx)				\
static __always_inline T arch_##pfx##_read(const A *v)			\
{									\
	return READ_ONCE(v->counter);					\
}									\
static __always_inline void arch_##pfx##_set(A *v, T i)			\
{									\
	WRITE_ONCE(v->counter, i);					\
}									\
static __always_inline T arch_##pfx##_fetch_add(T i, A *v)		\
{									\
	asm volatile("lock; xadd" sfx " %0, %1"				\
		     : "+r" (i), "+m" (v->counter) : : "memory", "cc");	\
	return i;							\
}									\
static __always_inline T arch_##pfx##_add_return(T i, A *v)		\
{									\
	return arch_##pfx##_fetch_add(i, v) + i;			\
}									\
static __always_inline T arch_##pfx##_fetch_sub(T i, A *v)		\
{									\
	return arch_##pfx##_fetch_add(-i, v);				\
}									\
static __always_inline T arch_##pfx##_sub_return(T i, A *v)		\
{									\
	return arch_##pfx##_fetch_add(-i, v) - i;			\
}									\
static __always_inline T arch_##pfx##_xchg(A *v, T i)			\
{									\
	return arch_xchg(&v->counter, i);				\
}									\
static __always_inline T arch_##pfx##_cmpxchg(A *v, T old, T i)		\
{									\
	return arch_cmpxchg(&v->counter, old, i);			\
}									\
static __always_inline bool arch_##pfx##_try_cmpxchg(A *v, T *old, T i)	\
{									\
	return arch_try_cmpxchg(&v->counter, old, i);			\
}

#define __NABLA_ATOMIC(pfx, A, T, sfx)					\
	__NABLA_ATOMIC_VALUE(pfx, A, T, sfx)				\
	__NABLA_ATOMIC_VOID(pfx, A, T, add, sfx)			\
	__NABLA_ATOMIC_VOID(pfx, A, T, sub, sfx)			\
	__NABLA_ATOMIC_VOID(pfx, A, T, and, sfx)			\
	__NABLA_ATOMIC_VOID(pfx, A, T, or, sfx)				\
	__NABLA_ATOMIC_VOID(pfx, A, T, xor, sfx)			\
	__NABLA_ATOMIC_STEP(pfx, A, inc, sfx)				\
	__NABLA_ATOMIC_STEP(pfx, A, dec, sfx)				\
	__NABLA_ATOMIC_FLAG(pfx, A, T, sub_and_test, "sub", sfx, "z")	\
	__NABLA_ATOMIC_FLAG(pfx, A, T, add_negative, "add", sfx, "s")	\
	__NABLA_ATOMIC_STEP_FLAG(pfx, A, inc_and_test, "inc", sfx)	\
	__NABLA_ATOMIC_STEP_FLAG(pfx, A, dec_and_test, "dec", sfx)	\
	__NABLA_ATOMIC_FETCH(pfx, A, T, and, &)				\
	__NABLA_ATOMIC_FETCH(pfx, A, T, or, |)				\
	__NABLA_ATOMIC_FETCH(pfx, A, T, xor, ^)

__NABLA_ATOMIC(atomic, atomic_t, int, "l")
__NABLA_ATOMIC(atomic64, atomic64_t, s64, "q")

/* A macro can't define macros: tell the fallbacks what is here. */
#define arch_atomic_add_return		arch_atomic_add_return
#define arch_atomic_sub_return		arch_atomic_sub_return
#define arch_atomic_fetch_add		arch_atomic_fetch_add
#define arch_atomic_fetch_sub		arch_atomic_fetch_sub
#define arch_atomic_fetch_and		arch_atomic_fetch_and
#define arch_atomic_fetch_or		arch_atomic_fetch_or
#define arch_atomic_fetch_xor		arch_atomic_fetch_xor
#define arch_atomic_cmpxchg		arch_atomic_cmpxchg
#define arch_atomic_try_cmpxchg		arch_atomic_try_cmpxchg
#define arch_atomic_xchg		arch_atomic_xchg
#define arch_atomic_inc			arch_atomic_inc
#define arch_atomic_dec			arch_atomic_dec
#define arch_atomic_sub_and_test	arch_atomic_sub_and_test
#define arch_atomic_dec_and_test	arch_atomic_dec_and_test
#define arch_atomic_inc_and_test	arch_atomic_inc_and_test
#define arch_atomic_add_negative	arch_atomic_add_negative
#define arch_atomic64_add_return	arch_atomic64_add_return
#define arch_atomic64_sub_return	arch_atomic64_sub_return
#define arch_atomic64_fetch_add		arch_atomic64_fetch_add
#define arch_atomic64_fetch_sub		arch_atomic64_fetch_sub
#define arch_atomic64_fetch_and		arch_atomic64_fetch_and
#define arch_atomic64_fetch_or		arch_atomic64_fetch_or
#define arch_atomic64_fetch_xor		arch_atomic64_fetch_xor
#define arch_atomic64_cmpxchg		arch_atomic64_cmpxchg
#define arch_atomic64_try_cmpxchg	arch_atomic64_try_cmpxchg
#define arch_atomic64_xchg		arch_atomic64_xchg
#define arch_atomic64_inc		arch_atomic64_inc
#define arch_atomic64_dec		arch_atomic64_dec
#define arch_atomic64_sub_and_test	arch_atomic64_sub_and_test
#define arch_atomic64_dec_and_test	arch_atomic64_dec_and_test
#define arch_atomic64_inc_and_test	arch_atomic64_inc_and_test
#define arch_atomic64_add_negative	arch_atomic64_add_negative

#endif /* _ASM_NABLA_ATOMIC_H */
