/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel access to user memory at its own address: what <asm/uaccess.h> is
 * built on. Nothing here checks the range of an address; callers do.
 *
 * Every instruction that may touch user memory has an entry in __ex_table, two
 * absolute words (instruction, continuation) as <asm-generic/extable.h> has
 * them. The fault handler changes nothing but the instruction pointer.
 */
#ifndef _ASM_NABLA_UACCESS_ISA_H
#define _ASM_NABLA_UACCESS_ISA_H

#ifdef __ASSEMBLY__

/* A fault at @from goes on at @to. */
.macro nabla_extable from, to
	.pushsection __ex_table, "a"
	.balign 8
	.quad \from, \to
	.popsection
.endm

#else /* !__ASSEMBLY__ */

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

/* A fault at @from goes on at @to; for inline assembly. */
#define NABLA_EXTABLE(from, to)						\
	".pushsection __ex_table, \"a\"\n"				\
	".balign 8\n"							\
	".quad " #from ", " #to "\n"					\
	".popsection\n"

/*
 * Copy @n bytes, to or from user memory or both; may fault on either side.
 * Returns the number of bytes not copied, exactly: all bytes before the first
 * that can't be accessed are copied, none after it. Blocks must not overlap.
 */
unsigned long nabla_copy_user(void *to, const void *from, unsigned long n);

/* Write @n zero bytes; returns the number of bytes not written, exactly. */
unsigned long nabla_clear_user(void *to, unsigned long n);

/* Never defined: a call that survives means an object of another size. */
extern void __nabla_uaccess_bad_size(void)
	__compiletime_error("user access to an object not 1, 2, 4 or 8 bytes");

#define __NABLA_PUT(T, sfx, mod, con, val, ptr, label)			\
	asm goto("1:	mov" sfx " %" mod "0, %1\n"			\
		 NABLA_EXTABLE(1b, %l2)					\
		 : : con ((T)(val)), "m" (*(T *)(ptr)) : "memory" : label)

/* Store a word of @size bytes at @ptr, or go to @label. */
#define __nabla_put_word(val, ptr, size, label)				\
do {									\
	switch (size) {							\
	case 1:								\
		__NABLA_PUT(u8, "b", "b", "iq", val, ptr, label);	\
		break;							\
	case 2:								\
		__NABLA_PUT(u16, "w", "w", "ir", val, ptr, label);	\
		break;							\
	case 4:								\
		__NABLA_PUT(u32, "l", "k", "ir", val, ptr, label);	\
		break;							\
	case 8:								\
		__NABLA_PUT(u64, "q", "q", "er", val, ptr, label);	\
		break;							\
	default:							\
		__nabla_uaccess_bad_size();				\
	}								\
} while (0)

/* gcc 12 can't be trusted with outputs of asm goto: an error word it is. */
#define __NABLA_GET(T, insn, mod, err, val, ptr)			\
	asm volatile("1:	" insn " %2, %" mod "1\n"		\
		     "2:\n"						\
		     ".pushsection .text.fixup, \"ax\"\n"		\
		     "3:	movl %3, %0\n"				\
		     "	xorl %k1, %k1\n"				\
		     "	jmp 2b\n"					\
		     ".popsection\n"					\
		     NABLA_EXTABLE(1b, 3b)				\
		     : "+r" (err), "=r" (val)				\
		     : "m" (*(const T *)(ptr)), "i" (-EFAULT))

/* Load @size bytes, zero-extended, into @val; 0 with @err set on a fault. */
#define __nabla_get_word(err, val, ptr, size)				\
do {									\
	switch (size) {							\
	case 1:								\
		__NABLA_GET(u8, "movzbl", "k", err, val, ptr);		\
		break;							\
	case 2:								\
		__NABLA_GET(u16, "movzwl", "k", err, val, ptr);		\
		break;							\
	case 4:								\
		__NABLA_GET(u32, "movl", "k", err, val, ptr);		\
		break;							\
	case 8:								\
		__NABLA_GET(u64, "movq", "q", err, val, ptr);		\
		break;							\
	default:							\
		__nabla_uaccess_bad_size();				\
	}								\
} while (0)

/* Between user_access_begin and _end: *@ptr = @x, or go to @label. */
#define nabla_unsafe_put_user(x, ptr, label)				\
do {									\
	__typeof__(*(ptr)) __pu_x = (x);				\
									\
	__nabla_put_word((__force unsigned long)__pu_x,			\
			 (__force void *)(ptr), sizeof(*(ptr)), label);	\
} while (0)

/* Between user_access_begin and _end: @x = *@ptr, or @x = 0, go to @label. */
#define nabla_unsafe_get_user(x, ptr, label)				\
do {									\
	unsigned long __gu_val;						\
	int __gu_err = 0;						\
									\
	__nabla_get_word(__gu_err, __gu_val, (__force const void *)(ptr),\
			 sizeof(*(ptr)));				\
	(x) = (__force __typeof__(*(ptr)))__gu_val;			\
	if (unlikely(__gu_err))						\
		goto label;						\
} while (0)

/* Store the @size (constant: 1, 2, 4, 8) bytes at @from to user @to. */
static __always_inline int nabla_put_user(void *to, const void *from,
					  size_t size)
{
	unsigned long val;

	switch (size) {
	case 1:
		val = *(const u8 *)from;
		break;
	case 2:
		val = *(const u16 *)from;
		break;
	case 4:
		val = *(const u32 *)from;
		break;
	default:
		val = *(const u64 *)from;
	}
	__nabla_put_word(val, to, size, fault);
	return 0;
fault:
	return -EFAULT;
}

/* Load @size (constant: 1, 2, 4, 8) bytes of user @from; zeroes on a fault. */
static __always_inline int nabla_get_user(void *to, const void *from,
					  size_t size)
{
	unsigned long val;
	int err = 0;

	__nabla_get_word(err, val, from, size);
	switch (size) {
	case 1:
		*(u8 *)to = val;
		break;
	case 2:
		*(u16 *)to = val;
		break;
	case 4:
		*(u32 *)to = val;
		break;
	default:
		*(u64 *)to = val;
	}
	return err;
}

/* Kernel memory that may not be there: the same instructions. */
#define __get_kernel_nofault(dst, src, type, label)			\
	nabla_unsafe_get_user(*(type *)(dst), (const type *)(src), label)
#define __put_kernel_nofault(dst, src, type, label)			\
	nabla_unsafe_put_user(*(const type *)(src), (type *)(dst), label)

#endif /* !__ASSEMBLY__ */
#endif /* _ASM_NABLA_UACCESS_ISA_H */
