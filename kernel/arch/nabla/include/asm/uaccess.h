/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * User memory lies in the same host address space as the kernel, at its own
 * addresses: it is touched directly, and a fault that the page tables cannot
 * serve is mended by the exception table.
 */
#ifndef _ASM_NABLA_UACCESS_H
#define _ASM_NABLA_UACCESS_H

#include <linux/string.h>
#include <asm/uaccess_isa.h>

static __always_inline unsigned long
raw_copy_from_user(void *to, const void __user *from, unsigned long n)
{
	return nabla_copy_user(to, (const void __force *)from, n);
}

static __always_inline unsigned long
raw_copy_to_user(void __user *to, const void *from, unsigned long n)
{
	return nabla_copy_user((void __force *)to, from, n);
}

#define INLINE_COPY_FROM_USER
#define INLINE_COPY_TO_USER

#define __put_user_fn(size, to, from)					\
	nabla_put_user((void __force *)(to), from, size)
#define __get_user_fn(size, from, to)					\
	nabla_get_user(to, (const void __force *)(from), size)

static __always_inline unsigned long __clear_user(void __user *to, unsigned long n)
{
	return nabla_clear_user((void __force *)to, n);
}
#define __clear_user __clear_user

#include <asm-generic/uaccess.h>

#endif
