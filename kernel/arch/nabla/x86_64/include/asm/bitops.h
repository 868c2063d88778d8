/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations on bits, as locked instructions on the 64-bit word that
 * holds the bit; searching and non-atomic ones come from asm-generic.
 *
 * Set, clear and change use or, and, xor with a mask: bts and its kin are
 * slower when the bit number isn't a constant, and give nothing unless the old
 * value is asked for.
 */
#ifndef _ASM_NABLA_BITOPS_H
#define _ASM_NABLA_BITOPS_H

#ifndef _LINUX_BITOPS_H
#error only <linux/bitops.h> can be included directly
#endif

#include <linux/bits.h>
#include <linux/compiler.h>
#include <asm/barrier.h>

#define __NABLA_BIT_WORD(nr, p)						\
	(*((volatile unsigned long *)(p) + (unsigned long)(nr) / BITS_PER_LONG))

#define __NABLA_BIT_OP(name, insn, mask)				\
static __always_inline void						\
arch_##name##_bit(long nr, volatile unsigned long *p)			\
{									\
	asm volatile("lock; " insn "q %1, %0"				\
		     : "+m" (__NABLA_BIT_WORD(nr, p))			\
		     : "er" (mask) : "memory", "cc");			\
}

__NABLA_BIT_OP(set, "or", BIT_MASK(nr))
__NABLA_BIT_OP(clear, "and", ~BIT_MASK(nr))
__NABLA_BIT_OP(change, "xor", BIT_MASK(nr))

#define __NABLA_BIT_TEST_OP(name, insn)					\
static __always_inline bool						\
arch_test_and_##name##_bit(long nr, volatile unsigned long *p)		\
{									\
	bool old;							\
									\
	asm volatile("lock; " insn "q %2, %0"				\
		     : "+m" (__NABLA_BIT_WORD(nr, p)), "=@ccc" (old)	\
		     : "Jr" (nr & (BITS_PER_LONG - 1)) : "memory");	\
	return old;							\
}

__NABLA_BIT_TEST_OP(set, "bts")
__NABLA_BIT_TEST_OP(clear, "btr")
__NABLA_BIT_TEST_OP(change, "btc")

static __always_inline bool
arch_test_and_set_bit_lock(long nr, volatile unsigned long *p)
{
	return arch_test_and_set_bit(nr, p);
}

static __always_inline void
arch_clear_bit_unlock(long nr, volatile unsigned long *p)
{
	arch_clear_bit(nr, p);
}

/* The caller owns every bit of the word, so a plain store releases it. */
static __always_inline void
arch___clear_bit_unlock(long nr, volatile unsigned long *p)
{
	unsigned long word = __NABLA_BIT_WORD(nr, p) & ~BIT_MASK(nr);

	smp_store_release(&__NABLA_BIT_WORD(nr, p), word);
}

/* Bit 7 comes for free as the sign of the byte; nr must be 0 to 6. */
static __always_inline bool
arch_clear_bit_unlock_is_negative_byte(long nr, volatile unsigned long *p)
{
	bool negative;

	asm volatile("lock; andb %2, %0"
		     : "+m" (*(volatile char *)p), "=@ccs" (negative)
		     : "qi" ((char)~(1 << nr)) : "memory");
	return negative;
}
#define arch_clear_bit_unlock_is_negative_byte \
	arch_clear_bit_unlock_is_negative_byte

#include <asm-generic/bitops/instrumented-atomic.h>
#include <asm-generic/bitops/instrumented-lock.h>
#include <asm-generic/bitops/non-atomic.h>
#include <asm-generic/bitops/builtin-__ffs.h>
#include <asm-generic/bitops/builtin-__fls.h>
#include <asm-generic/bitops/builtin-ffs.h>
#include <asm-generic/bitops/builtin-fls.h>
#include <asm-generic/bitops/ffz.h>
#include <asm-generic/bitops/fls64.h>
#include <asm-generic/bitops/sched.h>
#include <asm-generic/bitops/hweight.h>
#include <asm-generic/bitops/le.h>
#include <asm-generic/bitops/ext2-atomic-setbit.h>

#endif /* _ASM_NABLA_BITOPS_H */
