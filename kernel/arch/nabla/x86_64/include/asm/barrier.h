/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory barriers for x86's total store order: only a store followed by a
 * load can change places, so all but the full barrier bind just the compiler.
 *
 * All memory is ordinary write-back memory and no code here stores past the
 * caches, so a locked instruction orders everything, at less than mfence costs.
 */
#ifndef _ASM_NABLA_BARRIER_H
#define _ASM_NABLA_BARRIER_H

#include <asm/cmpxchg.h>

/* Below the stack pointer: there is no red zone, and no one reads there. */
#define __mb()	asm volatile("lock; addl $0, -4(%%rsp)" ::: "memory", "cc")
#define __rmb()	barrier()
#define __wmb()	barrier()

#define __dma_rmb()	barrier()
#define __dma_wmb()	barrier()

#define __smp_mb()	__mb()
#define __smp_rmb()	barrier()
#define __smp_wmb()	barrier()

#define __smp_store_mb(var, value)	((void)arch_xchg(&(var), (value)))

#define __smp_store_release(p, v)					\
do {									\
	compiletime_assert_atomic_type(*p);				\
	barrier();							\
	WRITE_ONCE(*p, v);						\
} while (0)

#define __smp_load_acquire(p)						\
({									\
	__unqual_scalar_typeof(*p) ___p1 = READ_ONCE(*p);		\
	compiletime_assert_atomic_type(*p);				\
	barrier();							\
	(typeof(*p))___p1;						\
})

/* A locked instruction is a barrier by itself. */
#define __smp_mb__before_atomic()	barrier()
#define __smp_mb__after_atomic()	barrier()

#include <asm-generic/barrier.h>

#endif /* _ASM_NABLA_BARRIER_H */
