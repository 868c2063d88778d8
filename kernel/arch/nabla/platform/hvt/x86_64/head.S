/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What nabla-bake reads of the image, the first instructions, and the tables that
 * the processor needs from then on.
 */
#include <linux/elfnote.h>
#include <linux/init.h>
#include <linux/linkage.h>
#include <asm/cpu_regs.h>
#include <asm/page.h>
#include <asm/pgtable_bits.h>
#include <asm/selectors.h>
#include <asm/thread_info.h>
#include <nabla/hvt.h>
#include <nabla/image.h>
#include "paging.h"
#include "vectors.h"

#define PHYS(sym)	sym - NABLA_RAM
#define TABLE		(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define TSS_SIZE	104
#define HUGE		(_PAGE_KERNEL_BASE | _PAGE_RW | _PAGE_PSE)

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

	__HEAD
/*
 * At the physical address, on the tender's page tables; rdi = boot data.  RAM is in
 * our tables at its place and, for the moment of the jump there, at 0.
 */
SYM_CODE_START(nabla_start)
	mov	$MSR_EFER, %ecx
	rdmsr
	or	$(EFER_SCE | EFER_NXE), %eax
	wrmsr
	lea	swapper_pg_dir(%rip), %rax
	mov	%rax, %cr3
	movabs	$1f, %rcx
	jmp	*%rcx
1:	movq	$0, swapper_pg_dir(%rip)
	mov	%cr3, %rax
	mov	%rax, %cr3
	mov	%rdi, nabla_boot_info(%rip)

	lgdt	gdt_place(%rip)
	lidt	idt_place(%rip)
	mov	$NABLA_KERNEL_SS, %eax
	mov	%eax, %ss
	xor	%eax, %eax			/* as programs have them */
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	lea	init_thread_union + THREAD_SIZE - 16(%rip), %rsp
	push	$NABLA_KERNEL_CS
	lea	2f(%rip), %rax
	push	%rax
	lretq
2:	lea	tss(%rip), %rax			/* its address, in four parts */
	lea	tss_descriptor(%rip), %rdx
	mov	%ax, 2(%rdx)
	shr	$16, %rax
	mov	%al, 4(%rdx)
	mov	%ah, 7(%rdx)
	shr	$16, %rax
	mov	%eax, 8(%rdx)
	mov	$NABLA_TSS, %eax
	ltr	%ax
	xor	%ebp, %ebp
	call	nabla_start_kernel
	ud2
SYM_CODE_END(nabla_start)

	.data

/* The selectors are those that programs see under Linux. */
	.balign	8
SYM_DATA_START_LOCAL(gdt)
	.quad	0, 0
	.quad	0x00af9b000000ffff		/* 0x10: kernel code */
	.quad	0x00cf93000000ffff		/* 0x18: kernel data */
	.quad	0
	.quad	0x00cff3000000ffff		/* 0x28: programs' data */
	.quad	0x00affb000000ffff		/* 0x30: programs' code */
	.quad	0
tss_descriptor:					/* 0x40; the address is filled in */
	.quad	0x0000890000000000 + TSS_SIZE - 1, 0
SYM_DATA_END_LABEL(gdt, SYM_L_LOCAL, gdt_end)

	.balign	2
gdt_place:
	.word	gdt_end - gdt - 1
	.quad	gdt
idt_place:
	.word	NABLA_VECTORS * 16 - 1
	.quad	nabla_idt

/*
 * The task state: nothing but stacks.  That of entries from a program is the current
 * task's, which __switch_to() keeps here.
 */
	.balign	16
SYM_DATA_START_LOCAL(tss)
	.long	0
SYM_DATA(nabla_stack_top, .quad 0)
	.quad	0, 0, 0
	.quad	df_stack_end			/* IST 1 */
	.quad	0, 0, 0, 0, 0, 0, 0
	.word	0, TSS_SIZE			/* no map of I/O ports */
SYM_DATA_END_LABEL(tss, SYM_L_LOCAL, tss_end)

	.section .data..page_aligned, "aw"
	.balign	PAGE_SIZE
SYM_DATA_START(swapper_pg_dir)
	.quad	PHYS(linear_pud) + TABLE	/* until it is cleared */
	.fill	(NABLA_RAM >> 39) - 1, 8, 0
	.quad	PHYS(linear_pud) + TABLE
	.fill	((NABLA_VMALLOC - NABLA_RAM) >> 39) - 1, 8, 0
	.quad	PHYS(vmalloc_pud) + TABLE
	.fill	511 - (NABLA_VMALLOC >> 39), 8, 0
SYM_DATA_END(swapper_pg_dir)
SYM_DATA_START_LOCAL(linear_pud)
	.quad	PHYS(nabla_linear_pmd) + TABLE
	.quad	PHYS(nabla_linear_pmd) + PAGE_SIZE + TABLE
	.quad	PHYS(nabla_linear_pmd) + 2 * PAGE_SIZE + TABLE
	.quad	PHYS(nabla_linear_pmd) + 3 * PAGE_SIZE + TABLE
	.fill	508, 8, 0
SYM_DATA_END(linear_pud)
SYM_DATA_START(nabla_linear_pmd)
	.Laddr = 0
	.rept	NABLA_LINEAR_PMDS
	.quad	.Laddr + HUGE
	.Laddr = .Laddr + 0x200000
	.endr
SYM_DATA_END(nabla_linear_pmd)

	.section .bss..page_aligned, "aw", @nobits
	.balign	PAGE_SIZE
SYM_DATA_START(empty_zero_page)
	.skip	PAGE_SIZE
SYM_DATA_END(empty_zero_page)
SYM_DATA_START_LOCAL(vmalloc_pud)
	.skip	PAGE_SIZE
SYM_DATA_END(vmalloc_pud)
SYM_DATA_START(nabla_idt)
	.skip	NABLA_VECTORS * 16
SYM_DATA_END(nabla_idt)
	.balign	16
df_stack:
	.skip	PAGE_SIZE
df_stack_end:
