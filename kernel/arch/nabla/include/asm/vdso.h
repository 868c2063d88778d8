/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the kernel maps into every program so that it reads clocks by itself:
 *
 *	[vvar]	the clocks' data; in a time namespace: its offsets
 *		in a time namespace: the clocks' data
 *	[vdso]	code, a shared object
 *
 * The code finds the data by its distance: vdso.lds.S.
 */
#ifndef _ASM_NABLA_VDSO_H
#define _ASM_NABLA_VDSO_H

#define NABLA_VVAR_PAGES	2

#ifndef __ASSEMBLY__

#include <linux/types.h>

struct linux_binprm;

/* The image, from vdso/image.S: whole pages. */
extern char nabla_vdso_start[], nabla_vdso_end[];

/* @clock_gettime: the host's function; before the clocksource is registered. */
void nabla_vdso_set_clock(unsigned long clock_gettime);

#define ARCH_HAS_SETUP_ADDITIONAL_PAGES
int arch_setup_additional_pages(struct linux_binprm *bprm, int uses_interp);

#define ARCH_DLINFO							\
	NEW_AUX_ENT(AT_SYSINFO_EHDR,					\
		    (elf_addr_t)(unsigned long)current->mm->context.vdso)

#endif /* !__ASSEMBLY__ */
#endif
