/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_ELF_H
#define _ASM_NABLA_ELF_H

#include <asm/ptrace.h>
#include <asm/vdso.h>

typedef unsigned long elf_greg_t;
#define ELF_NGREG	(sizeof(struct user_pt_regs) / sizeof(elf_greg_t))
typedef elf_greg_t elf_gregset_t[ELF_NGREG];
typedef struct user_fpsimd_state elf_fpregset_t;

#define ELF_CLASS		ELFCLASS64
#define ELF_DATA		ELFDATA2LSB
#define ELF_ARCH		EM_AARCH64
#define ELF_PLATFORM		"aarch64"
#define elf_check_arch(hdr)	((hdr)->e_machine == EM_AARCH64)

#define ELF_EXEC_PAGESIZE	4096
/* Two thirds up, as the host's own kernel has it. */
#define ELF_ET_DYN_BASE		(2 * (TASK_SIZE / 3))

/* Less what this kernel does not do for programs: see setup.c. */
extern unsigned long nabla_hwcap;
extern unsigned long nabla_hwcap2;
#define ELF_HWCAP		nabla_hwcap
#define ELF_HWCAP2		nabla_hwcap2

/* x0 is a function for atexit(); there is none. */
#define ELF_PLAT_INIT(regs, load_addr)	((regs)->regs[0] = 0)
#define SET_PERSONALITY(hdr)						\
	set_personality(PER_LINUX | (current->personality & ~PER_MASK))

bool arch_syscall_is_vdso_sigreturn(struct pt_regs *regs);

#define CORE_DUMP_USE_REGSET

#endif
