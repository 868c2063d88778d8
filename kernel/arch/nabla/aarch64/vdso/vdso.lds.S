/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A shared object of one segment, read from memory as it lies in the file: no
 * relocations, nothing to be written.  The data pages are mapped right below.
 */
#include <asm/page.h>
#include <asm/vdso.h>
#include <asm/vdso/sigreturn.h>
#include <asm-generic/vmlinux.lds.h>

OUTPUT_FORMAT("elf64-littleaarch64")
OUTPUT_ARCH(aarch64)

PHDRS
{
	text PT_LOAD FILEHDR PHDRS FLAGS(5);
	dynamic PT_DYNAMIC FLAGS(4);
	note PT_NOTE FLAGS(4);
	eh_frame_hdr PT_GNU_EH_FRAME FLAGS(4);
	stack PT_GNU_STACK FLAGS(6);
}

SECTIONS
{
	PROVIDE_HIDDEN(_vdso_data = . - NABLA_VVAR_PAGES * PAGE_SIZE);
	PROVIDE_HIDDEN(_timens_data = _vdso_data + PAGE_SIZE);

	. = NABLA_VDSO_SIGRETURN - 16;
	.sigreturn	: { *(.sigreturn) } :text =0xd503201f
	.hash		: { *(.hash) } :text
	.gnu.hash	: { *(.gnu.hash) }
	.dynsym		: { *(.dynsym) }
	.dynstr		: { *(.dynstr) }
	.gnu.version	: { *(.gnu.version) }
	.gnu.version_d	: { *(.gnu.version_d) }
	.dynamic	: { *(.dynamic) } :text :dynamic
	.note		: { *(.note.*) } :text :note
	.eh_frame_hdr	: { *(.eh_frame_hdr) } :text :eh_frame_hdr
	.eh_frame	: { KEEP(*(.eh_frame)) } :text
	.rodata		: { *(.rodata*) }
	.text		: ALIGN(16) { *(.text*) } =0x1f2003d5

	/* The linker's own words, which nobody uses. */
	.got		: { *(.got .got.plt) }
	ASSERT(SIZEOF(.got) == 32, "the vDSO has a table of offsets")

	/* What has no place in a read-only object without relocations. */
	.forbidden	: {
		*(.data* .bss* .dynbss .plt* .rela* .init_array*)
		*(.gnu.version_r)
	}
	ASSERT(__kernel_rt_sigreturn == NABLA_VDSO_SIGRETURN,
	       "not where handlers return to")
	ASSERT(SIZEOF(.forbidden) == 0, "the vDSO has data or relocations")

	STABS_DEBUG
	DWARF_DEBUG
	.symtab		0 : { *(.symtab) }
	.strtab		0 : { *(.strtab) }
	.shstrtab	0 : { *(.shstrtab) }
	/DISCARD/	: {
		*(.discard* .modinfo .comment .note.GNU-stack .sframe)
	}
}

VERSION
{
	LINUX_2.6.39 {
	global:
		__kernel_rt_sigreturn;
		__kernel_gettimeofday;
		__kernel_clock_gettime;
		__kernel_clock_getres;
	local:
		*;
	};
}
