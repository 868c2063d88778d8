/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_ELF_H
#define _ASM_NABLA_ELF_H

#include <asm/ptrace.h>
#include <asm/user.h>
#include <asm/vdso.h>

typedef unsigned long elf_greg_t;
#define ELF_NGREG	(sizeof(struct user_regs_struct) / sizeof(elf_greg_t))
typedef elf_greg_t elf_gregset_t[ELF_NGREG];
typedef struct user_i387_struct elf_fpregset_t;

#define ELF_CLASS		ELFCLASS64
#define ELF_DATA		ELFDATA2LSB
#define ELF_ARCH		EM_X86_64
#define ELF_PLATFORM		"x86_64"
#define elf_check_arch(hdr)	((hdr)->e_machine == EM_X86_64)

#define ELF_EXEC_PAGESIZE	4096
/* Where the host's own kernel puts them. */
#define ELF_ET_DYN_BASE		0x555555554000UL

extern unsigned long nabla_hwcap;
extern unsigned long nabla_hwcap2;
#define ELF_HWCAP		nabla_hwcap
#define ELF_HWCAP2		nabla_hwcap2

#define ELF_PLAT_INIT(regs, load_addr)	do { } while (0)
#define SET_PERSONALITY(hdr)						\
	set_personality(PER_LINUX | (current->personality & ~PER_MASK))

/* sigreturn is made by the C library's restorer, not by the vDSO. */
static inline bool arch_syscall_is_vdso_sigreturn(struct pt_regs *regs)
{
	return false;
}

#define CORE_DUMP_USE_REGSET

#define R_X86_64_64		1

#endif
