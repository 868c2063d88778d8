/* SPDX-License-Identifier: GPL-2.0-only */
/* No guard: the table of system calls is made by including this again. */
#include <uapi/asm/unistd.h>

#define NR_syscalls	(__NR_syscalls)

#define __ARCH_WANT_SYS_CLONE
