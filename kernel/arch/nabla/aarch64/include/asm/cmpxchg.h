/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Exchange and compare-exchange for objects of 1, 2, 4 and 8 bytes, as loops of
 * exclusive loads and stores (LSE is not assumed).
 *
 * Only relaxed forms are given: <linux/atomic/atomic-arch-fallback.h> puts the
 * fences around them, which cost nothing on one CPU. Values are compared
 * zero-extended, whatever the sign of the object's type, and cut to its width
 * before they become that type again.
 *
 * A host signal between the two halves is harmless: entering and leaving the
 * host kernel clears the exclusive monitor, so the store fails and we go round.
 */
#ifndef _ASM_NABLA_CMPXCHG_H
#define _ASM_NABLA_CMPXCHG_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>

/* Never defined: a call that survives means an object of another size. */
extern void __nabla_xchg_bad_size(void)
	__compiletime_error("xchg/cmpxchg of an object not 1, 2, 4 or 8 bytes");

#define __NABLA_XCHG(T, sfx, w)						\
({									\
	unsigned long __o;						\
	u32 __fail;							\
									\
	asm volatile("1:	ldxr" sfx "	%" w "0, %2\n"		\
		     "	stxr" sfx "	%w1, %" w "3, %2\n"		\
		     "	cbnz	%w1, 1b\n"				\
		     : "=&r" (__o), "=&r" (__fail),			\
		       "+Q" (*(volatile T *)ptr)			\
		     : "r" (val) : "memory");				\
	(unsigned long)(T)__o;						\
})

static __always_inline unsigned long
__nabla_xchg(volatile void *ptr, unsigned long val, int size)
{
	switch (size) {
	case 1:
		return __NABLA_XCHG(u8, "b", "w");
	case 2:
		return __NABLA_XCHG(u16, "h", "w");
	case 4:
		return __NABLA_XCHG(u32, "", "w");
	case 8:
		return __NABLA_XCHG(u64, "", "x");
	}
	__nabla_xchg_bad_size();
	return val;
}

#define __NABLA_CMPXCHG(T, sfx, w)					\
({									\
	unsigned long __o;						\
	u32 __fail;							\
									\
	asm volatile("1:	ldxr" sfx "	%" w "0, %2\n"		\
		     "	cmp	%" w "0, %" w "3\n"			\
		     "	b.ne	2f\n"					\
		     "	stxr" sfx "	%w1, %" w "4, %2\n"		\
		     "	cbnz	%w1, 1b\n"				\
		     "2:\n"						\
		     : "=&r" (__o), "=&r" (__fail),			\
		       "+Q" (*(volatile T *)ptr)			\
		     : "r" ((unsigned long)(T)old), "r" (val)		\
		     : "memory", "cc");					\
	(unsigned long)(T)__o;						\
})

static __always_inline unsigned long
__nabla_cmpxchg(volatile void *ptr, unsigned long old, unsigned long val,
		int size)
{
	switch (size) {
	case 1:
		return __NABLA_CMPXCHG(u8, "b", "w");
	case 2:
		return __NABLA_CMPXCHG(u16, "h", "w");
	case 4:
		return __NABLA_CMPXCHG(u32, "", "w");
	case 8:
		return __NABLA_CMPXCHG(u64, "", "x");
	}
	__nabla_xchg_bad_size();
	return old;
}

#define arch_xchg_relaxed(p, v)						\
	((__force __typeof__(*(p)))					\
	 __nabla_xchg((p), (__force unsigned long)(v), sizeof(*(p))))

#define arch_cmpxchg_relaxed(p, o, n)					\
	((__force __typeof__(*(p)))					\
	 __nabla_cmpxchg((p), (__force unsigned long)(o),		\
			 (__force unsigned long)(n), sizeof(*(p))))

#define arch_cmpxchg64_relaxed(p, o, n)					\
({									\
	BUILD_BUG_ON(sizeof(*(p)) != 8);				\
	arch_cmpxchg_relaxed((p), (o), (n));				\
})

#define arch_cmpxchg_local	arch_cmpxchg_relaxed
#define arch_cmpxchg64_local	arch_cmpxchg64_relaxed
#define arch_sync_cmpxchg	arch_cmpxchg

#endif /* _ASM_NABLA_CMPXCHG_H */
