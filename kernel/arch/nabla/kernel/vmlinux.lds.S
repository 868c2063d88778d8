/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two loaded segments at a fixed address, and the note that the tender reads.  Of
 * the first, which nothing writes to, the host shows the file's own pages: they are
 * not in guest RAM, so none of them may be mapped for programs.  What only the start
 * needs is there too, since nothing is gained by freeing it.
 */
#include <asm/cache.h>
#include <asm/page.h>
#include <asm/thread_info.h>

#define LOAD_OFFSET NABLA_RAM
#define EMITS_PT_NOTE
#define RO_AFTER_INIT_DATA		/* written to: elsewhere */
#include <asm-generic/vmlinux.lds.h>
#include <asm/vmlinux_isa.h>

ENTRY(nabla_start)
jiffies = jiffies_64;

PHDRS
{
	text PT_LOAD FLAGS(5);		/* the name that NOTES goes back to */
	data PT_LOAD FLAGS(7);
	note PT_NOTE FLAGS(4);
}

SECTIONS
{
	. = NABLA_RAM + NABLA_KERNEL_PHYS;
	_text = .;
	.head.text : AT(ADDR(.head.text) - LOAD_OFFSET) {
		HEAD_TEXT
	} :text
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
	} :text

	/* Said to be of no segment: these go where .text does. */
	RO_DATA(PAGE_SIZE)
	INIT_TEXT_SECTION(PAGE_SIZE)
	.init.ramfs : AT(ADDR(.init.ramfs) - LOAD_OFFSET) {
		INIT_RAM_FS
	}

	. = ALIGN(PAGE_SIZE);
	_sdata = .;
	.got : AT(ADDR(.got) - LOAD_OFFSET) {
		*(.got) *(.got.plt)
	} :data
	.data.ro_after_init : AT(ADDR(.data.ro_after_init) - LOAD_OFFSET) {
		__start_ro_after_init = .;
		*(.data..ro_after_init)
		JUMP_TABLE_DATA
		STATIC_CALL_DATA
		__end_ro_after_init = .;
	}
	EXCEPTION_TABLE(16)
	RW_DATA(L1_CACHE_BYTES, PAGE_SIZE, THREAD_SIZE)
	_edata = .;

	. = ALIGN(PAGE_SIZE);
	__init_begin = .;
#undef INIT_RAM_FS
#define INIT_RAM_FS
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
