/* SPDX-License-Identifier: ISC */
/* KVM's numbers of registers. */
#ifndef HVT_AARCH64_REGS_H
#define HVT_AARCH64_REGS_H

#include <stddef.h>

#include "tenders/hvt/hvt.h"

#define CORE_REG(field, size)						\
	(KVM_REG_ARM64 | KVM_REG_ARM_CORE | KVM_REG_SIZE_##size |	\
	 (offsetof(struct kvm_regs, field) / sizeof(uint32_t)))
#define REG_X(n)	(CORE_REG(regs.regs[0], U64) + 2ULL * (n))
#define REG_SP_EL1	CORE_REG(sp_el1, U64)
#define REG_PC		CORE_REG(regs.pc, U64)
#define REG_PSTATE	CORE_REG(regs.pstate, U64)
#define REG_V(n)	(CORE_REG(fp_regs.vregs[0], U128) + 4ULL * (n))
#define REG_FPSR	CORE_REG(fp_regs.fpsr, U32)
#define REG_FPCR	CORE_REG(fp_regs.fpcr, U32)

#define REG_SCTLR_EL1	ARM64_SYS_REG(3, 0, 1, 0, 0)
#define REG_CPACR_EL1	ARM64_SYS_REG(3, 0, 1, 0, 2)
#define REG_TTBR0_EL1	ARM64_SYS_REG(3, 0, 2, 0, 0)
#define REG_TCR_EL1	ARM64_SYS_REG(3, 0, 2, 0, 2)
#define REG_MAIR_EL1	ARM64_SYS_REG(3, 0, 10, 2, 0)

/* 0 or -errno */
int isa_get(const struct hvt *t, uint64_t id, void *value);
int isa_set(const struct hvt *t, uint64_t id, uint64_t value);

#endif
