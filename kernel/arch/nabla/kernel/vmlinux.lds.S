/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two loaded segments at a fixed address, and the note that the tender reads.  Of
 * the first, which nothing writes to, the host shows the file's own pages.
 */
#include <asm/cache.h>
#include <asm/page.h>
#include <asm/thread_info.h>

#define LOAD_OFFSET NABLA_RAM
#define EMITS_PT_NOTE
#include <asm-generic/vmlinux.lds.h>
#include <asm/vmlinux_isa.h>

ENTRY(nabla_start)
jiffies = jiffies_64;

PHDRS
{
	code PT_LOAD FLAGS(5);
	text PT_LOAD FLAGS(7);		/* the name that NOTES goes back to */
	note PT_NOTE FLAGS(4);
}

SECTIONS
{
	. = NABLA_RAM + NABLA_KERNEL_PHYS;
	_text = .;
	.head.text : AT(ADDR(.head.text) - LOAD_OFFSET) {
		HEAD_TEXT
	} :code
	.text : AT(ADDR(.text) - LOAD_OFFSET) {
		_stext = .;
		TEXT_TEXT
		SCHED_TEXT
		CPUIDLE_TEXT
		LOCK_TEXT
		KPROBES_TEXT
		IRQENTRY_TEXT
		SOFTIRQENTRY_TEXT
		*(.fixup)
		_etext = .;
	} :code

	. = ALIGN(PAGE_SIZE);
	_sdata = .;
	/* First, since RO_DATA() does not say its segment. */
	.got : AT(ADDR(.got) - LOAD_OFFSET) {
		*(.got) *(.got.plt)
	} :text
	RO_DATA(PAGE_SIZE)
	EXCEPTION_TABLE(16)
	RW_DATA(L1_CACHE_BYTES, PAGE_SIZE, THREAD_SIZE)
	_edata = .;

	. = ALIGN(PAGE_SIZE);
	__init_begin = .;
	INIT_TEXT_SECTION(PAGE_SIZE)
	INIT_DATA_SECTION(16)
	PERCPU_SECTION(L1_CACHE_BYTES)
	. = ALIGN(PAGE_SIZE);
	__init_end = .;

	BSS_SECTION(PAGE_SIZE, PAGE_SIZE, PAGE_SIZE)
	. = ALIGN(PAGE_SIZE);
	_end = .;

	STABS_DEBUG
	DWARF_DEBUG
	ELF_DETAILS
	DISCARDS
}
