/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exchange and compare-exchange for objects of 1, 2, 4 and 8 bytes.
 *
 * Every comparison is made by the CPU on exactly the object's width, and a
 * result is cut to that width before it becomes the object's type again, so
 * that a negative int compares equal to itself however the caller's argument
 * was extended. All are full barriers (TSO and the lock prefix).
 */
#ifndef _ASM_NABLA_CMPXCHG_H
#define _ASM_NABLA_CMPXCHG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* Never defined: a call that survives means an object of another size. */
extern void __nabla_xchg_bad_size(void)
	__compiletime_error("xchg/cmpxchg of an object not 1, 2, 4 or 8 bytes");

#define __NABLA_XCHG(T, mod, reg)					\
({									\
	T __v = (T)val;							\
	asm volatile("xchg %" mod "0, %1"				\
		     : "+" reg (__v), "+m" (*(volatile T *)ptr)		\
		     : : "memory");					\
	(unsigned long)__v;						\
})

static __always_inline unsigned long
__nabla_xchg(volatile void *ptr, unsigned long val, int size)
{
	switch (size) {
	case 1:
		return __NABLA_XCHG(u8, "b", "q");
	case 2:
		return __NABLA_XCHG(u16, "w", "r");
	case 4:
		return __NABLA_XCHG(u32, "k", "r");
	case 8:
		return __NABLA_XCHG(u64, "q", "r");
	}
	__nabla_xchg_bad_size();
	return val;
}

#define __NABLA_CMPXCHG(T, mod, reg)					\
({									\
	T __o = (T)old;							\
	asm volatile("lock; cmpxchg %" mod "2, %1"			\
		     : "+a" (__o), "+m" (*(volatile T *)ptr)		\
		     : reg ((T)val) : "memory", "cc");			\
	(unsigned long)__o;						\
})

static __always_inline unsigned long
__nabla_cmpxchg(volatile void *ptr, unsigned long old, unsigned long val,
		int size)
{
	switch (size) {
	case 1:
		return __NABLA_CMPXCHG(u8, "b", "q");
	case 2:
		return __NABLA_CMPXCHG(u16, "w", "r");
	case 4:
		return __NABLA_CMPXCHG(u32, "k", "r");
	case 8:
		return __NABLA_CMPXCHG(u64, "q", "r");
	}
	__nabla_xchg_bad_size();
	return old;
}

/* The flag spares the caller a comparison; *oldp changes on failure only. */
#define __NABLA_TRY_CMPXCHG(T, mod, reg)				\
({									\
	T __o = *(T *)oldp;						\
	bool __ok;							\
	asm volatile("lock; cmpxchg %" mod "3, %1"			\
		     : "+a" (__o), "+m" (*(volatile T *)ptr),		\
		       "=@ccz" (__ok)					\
		     : reg ((T)val) : "memory");			\
	if (unlikely(!__ok))						\
		*(T *)oldp = __o;					\
	__ok;								\
})

static __always_inline bool
__nabla_try_cmpxchg(volatile void *ptr, void *oldp, unsigned long val,
		    int size)
{
	switch (size) {
	case 1:
		return __NABLA_TRY_CMPXCHG(u8, "b", "q");
	case 2:
		return __NABLA_TRY_CMPXCHG(u16, "w", "r");
	case 4:
		return __NABLA_TRY_CMPXCHG(u32, "k", "r");
	case 8:
		return __NABLA_TRY_CMPXCHG(u64, "q", "r");
	}
	__nabla_xchg_bad_size();
	return false;
}

#define arch_xchg(p, v)							\
	((__force __typeof__(*(p)))					\
	 __nabla_xchg((p), (__force unsigned long)(v), sizeof(*(p))))

#define arch_cmpxchg(p, o, n)						\
	((__force __typeof__(*(p)))					\
	 __nabla_cmpxchg((p), (__force unsigned long)(o),		\
			 (__force unsigned long)(n), sizeof(*(p))))

#define arch_try_cmpxchg(p, oldp, n)					\
({									\
	__typeof__(*(p)) *__tp = (oldp);				\
	likely(__nabla_try_cmpxchg((p), (void *)__tp,			\
				   (__force unsigned long)(n),		\
				   sizeof(*(p))));			\
})

#define arch_cmpxchg_local	arch_cmpxchg
#define arch_sync_cmpxchg	arch_cmpxchg

#define arch_cmpxchg64(p, o, n)						\
({									\
	BUILD_BUG_ON(sizeof(*(p)) != 8);				\
	arch_cmpxchg((p), (o), (n));					\
})
#define arch_cmpxchg64_local	arch_cmpxchg64

#define arch_try_cmpxchg64(p, oldp, n)					\
({									\
	BUILD_BUG_ON(sizeof(*(p)) != 8);				\
	arch_try_cmpxchg((p), (oldp), (n));				\
})

#endif /* _ASM_NABLA_CMPXCHG_H */
