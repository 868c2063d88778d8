/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Block operations of this ISA (lib/string.S): general registers only, as the
 * vector registers hold the state of the user task. memcpy is memmove.
 * clear_page and copy_page live there too; <asm/page.h> declares them.
 */
#ifndef _ASM_NABLA_STRING_H
#define _ASM_NABLA_STRING_H

#include <linux/types.h>

#define __HAVE_ARCH_MEMCPY
#define __HAVE_ARCH_MEMMOVE
#define __HAVE_ARCH_MEMSET
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int c, size_t n);

#endif /* _ASM_NABLA_STRING_H */
