/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_VDSO_SIGRETURN_H
#define _ASM_NABLA_VDSO_SIGRETURN_H

/* Where in the vDSO handlers return to; vdso.lds.S sees to it. */
#define NABLA_VDSO_SIGRETURN	0x200

#endif
