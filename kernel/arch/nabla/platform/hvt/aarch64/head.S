/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What nabla-bake reads of the image, the first instructions, and the tables that
 * the processor needs from then on.
 */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/page.h>
#include <asm/pgtable_bits.h>
#include <asm/sysregs.h>
#include <asm/thread_info.h>
#include <nabla/hvt.h>
#include <nabla/image.h>
#include "paging.h"

#define PHYS(sym)	sym - NABLA_RAM
#define HUGE		(_PAGE_VALID | _PAGE_SHARED | _PAGE_ACCESSED | \
			 _PAGE_WRITE | _PAGE_DIRTY | _PAGE_UXN)
#define DEVICE		(_PAGE_VALID | ATTR_DEVICE << 2 | _PAGE_ACCESSED | \
			 _PAGE_PXN | _PAGE_UXN)

	.section .note.nabla, "a"
	.balign	4
	.long	2f - 1f				/* namesz */
	.long	4f - 3f				/* descsz */
	.long	NABLA_NOTE_HVT
1:	.asciz	NABLA_NOTE_NAME
2:	.balign	4
3:	.long	NABLA_HVT_VERSION		/* struct nabla_hvt_image */
	.long	NABLA_HVT_TIMER
4:	.balign	4

.macro forget_all
	dsb	ishst
	tlbi	vmalle1is
	dsb	ish
	isb
.endm

	__HEAD
/*
 * At the physical address, in EL1, on the tender's page tables; x0 = boot data.  RAM
 * is in our tables at its place and, for the moment of the jump there, at 0.
 */
SYM_CODE_START(nabla_start)
	msr	daifset, #15
	ldr	x1, =MAIR_VALUE
	msr	mair_el1, x1
	ldr	x1, =TCR_VALUE
	msr	tcr_el1, x1
	adrp	x1, swapper_pg_dir
	msr	ttbr0_el1, x1
	isb
	forget_all
	ldr	x1, =.Lhigh
	br	x1
.Lhigh:
	adrp	x1, nabla_vectors
	add	x1, x1, :lo12:nabla_vectors
	msr	vbar_el1, x1
	adrp	x1, swapper_pg_dir
	str	xzr, [x1]
	forget_all
	ldr	x1, =(SCTLR_BASE | SCTLR_ICACHE | SCTLR_PROGRAMS)
	msr	sctlr_el1, x1
	mov	x1, #CPACR_FPSIMD
	msr	cpacr_el1, x1
	mov	x1, #CNTKCTL_VCTEN
	msr	cntkctl_el1, x1
	msr	tpidr_el0, xzr
	msr	tpidrro_el0, xzr
	isb

	adrp	x1, nabla_boot_info
	str	x0, [x1, :lo12:nabla_boot_info]
	adrp	x1, init_thread_union + THREAD_SIZE - 16
	add	x1, x1, :lo12:(init_thread_union + THREAD_SIZE - 16)
	mov	sp, x1
	mov	x29, xzr
	bl	nabla_start_kernel
	brk	#0
SYM_CODE_END(nabla_start)
	.ltorg

	.section .data..page_aligned, "aw"
	.balign	PAGE_SIZE
SYM_DATA_START(swapper_pg_dir)
	.quad	PHYS(linear_pud) + _PAGE_TABLE	/* until it is cleared */
	.fill	(NABLA_RAM >> 39) - 1, 8, 0
	.quad	PHYS(linear_pud) + _PAGE_TABLE
	.fill	((NABLA_VMALLOC - NABLA_RAM) >> 39) - 1, 8, 0
	.quad	PHYS(vmalloc_pud) + _PAGE_TABLE
	.fill	511 - (NABLA_VMALLOC >> 39), 8, 0
SYM_DATA_END(swapper_pg_dir)
SYM_DATA_START_LOCAL(linear_pud)
	.quad	PHYS(nabla_linear_pmd) + _PAGE_TABLE
	.quad	PHYS(nabla_linear_pmd) + PAGE_SIZE + _PAGE_TABLE
	.quad	PHYS(nabla_linear_pmd) + 2 * PAGE_SIZE + _PAGE_TABLE
	.quad	PHYS(nabla_linear_pmd) + 3 * PAGE_SIZE + _PAGE_TABLE
	.quad	NABLA_MMIO_PHYS + DEVICE
	.fill	507, 8, 0
SYM_DATA_END(linear_pud)
SYM_DATA_START(nabla_linear_pmd)
	.Laddr = 0
	.rept	NABLA_LINEAR_PMDS
	.quad	.Laddr + HUGE
	.Laddr = .Laddr + 0x200000
	.endr
SYM_DATA_END(nabla_linear_pmd)

	.section .bss..page_aligned, "aw", %nobits
	.balign	PAGE_SIZE
SYM_DATA_START(empty_zero_page)
	.skip	PAGE_SIZE
SYM_DATA_END(empty_zero_page)
SYM_DATA_START_LOCAL(vmalloc_pud)
	.skip	PAGE_SIZE
SYM_DATA_END(vmalloc_pud)
