/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_HVT_PAGING_H
#define NABLA_HVT_PAGING_H

/* head.S: RAM, as much of it as there can be, in huge pages; then hypercalls. */
#define NABLA_LINEAR_PMDS	2048	/* 4 GiB */
#define NABLA_MMIO_PHYS		0x100000000

#ifndef __ASSEMBLY__
#include <asm/pgtable.h>

extern pmd_t nabla_linear_pmd[NABLA_LINEAR_PMDS];

/* Once, early: nothing but text can be executed. */
void nabla_protect_ram(void);
#endif

#endif
