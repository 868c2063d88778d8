/* SPDX-License-Identifier: ISC */
/* Links the probe where a library kernel lies.  Through the preprocessor first. */
#include <nabla/layout.h>

PHDRS
{
	text PT_LOAD FLAGS(5);
	data PT_LOAD FLAGS(6);
	note PT_NOTE FLAGS(4);
}
ENTRY(start)
SECTIONS
{
	. = NABLA_RAM + NABLA_KERNEL_PHYS;
	.text : { *(.text .text.*) } :text
	.rodata : { *(.rodata .rodata.*) } :text
	.note : { *(.note.nabla) } :text :note
	. = ALIGN(4096);
	.data : { *(.data .data.* .got .got.plt) } :data
	.bss : { *(.bss .bss.*) } :data
	. = ALIGN(4096);
	image_end = .;
	/DISCARD/ : { *(.note.gnu.*) *(.comment) *(.eh_frame) }
}
