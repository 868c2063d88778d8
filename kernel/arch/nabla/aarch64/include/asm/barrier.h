/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory barriers. All memory is ordinary and shared, if at all, with other
 * CPUs of the host: the inner shareable domain is wide enough for everything.
 */
#ifndef _ASM_NABLA_BARRIER_H
#define _ASM_NABLA_BARRIER_H

#include <linux/compiler.h>
#include <linux/types.h>

#define __nabla_dmb(kind)	asm volatile("dmb " #kind ::: "memory")

#define __mb()		__nabla_dmb(ish)
#define __rmb()		__nabla_dmb(ishld)
#define __wmb()		__nabla_dmb(ishst)

#define __dma_mb()	__mb()
#define __dma_rmb()	__rmb()
#define __dma_wmb()	__wmb()

#define __smp_mb()	__mb()
#define __smp_rmb()	__rmb()
#define __smp_wmb()	__wmb()

#define __NABLA_STLR(T, sfx, w)						\
	asm volatile("stlr" sfx "	%" w "1, %0"			\
		     : "=Q" (*(volatile T *)ptr) : "rZ" (val) : "memory")

static __always_inline void
__nabla_store_release(volatile void *ptr, unsigned long val, int size)
{
	switch (size) {
	case 1:
		__NABLA_STLR(u8, "b", "w");
		break;
	case 2:
		__NABLA_STLR(u16, "h", "w");
		break;
	case 4:
		__NABLA_STLR(u32, "", "w");
		break;
	default:
		__NABLA_STLR(u64, "", "x");
	}
}

#define __NABLA_LDAR(T, sfx, w)						\
	asm volatile("ldar" sfx "	%" w "0, %1"			\
		     : "=r" (val) : "Q" (*(const volatile T *)ptr) : "memory")

static __always_inline unsigned long
__nabla_load_acquire(const volatile void *ptr, int size)
{
	unsigned long val;

	switch (size) {
	case 1:
		__NABLA_LDAR(u8, "b", "w");
		break;
	case 2:
		__NABLA_LDAR(u16, "h", "w");
		break;
	case 4:
		__NABLA_LDAR(u32, "", "w");
		break;
	default:
		__NABLA_LDAR(u64, "", "x");
	}
	return val;
}

#define __smp_store_release(p, v)					\
do {									\
	__unqual_scalar_typeof(*(p)) __sr_v = (v);			\
									\
	compiletime_assert_atomic_type(*(p));				\
	__nabla_store_release((p), (__force unsigned long)__sr_v,	\
			      sizeof(*(p)));				\
} while (0)

#define __smp_load_acquire(p)						\
({									\
	compiletime_assert_atomic_type(*(p));				\
	(__force typeof(*(p)))						\
		__nabla_load_acquire((p), sizeof(*(p)));		\
})

#include <asm-generic/barrier.h>

/* The load of a read-modify-write against all that follows: no need for ish. */
#ifdef CONFIG_SMP
#define __atomic_acquire_fence()	__nabla_dmb(ishld)
#endif

#endif /* _ASM_NABLA_BARRIER_H */
