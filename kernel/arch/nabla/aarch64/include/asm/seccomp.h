/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_SECCOMP_H
#define _ASM_NABLA_SECCOMP_H

#include <asm/unistd.h>
#include <asm-generic/seccomp.h>
#include <uapi/linux/audit.h>

#define SECCOMP_ARCH_NATIVE		AUDIT_ARCH_AARCH64
#define SECCOMP_ARCH_NATIVE_NR		NR_syscalls
#define SECCOMP_ARCH_NATIVE_NAME	"aarch64"

#endif
