// SPDX-License-Identifier: ISC
/* The vectors, and what becomes of a trap: a message, and the end. */
#include "bindings/hvt/hvt.h"

/* As a core has them: elf_gregset_t. */
struct frame {
	uint64_t x[31], sp, pc, pstate;
};

extern const char isa_vectors[];
void isa_trap(const struct frame *f) __attribute__((noreturn));

struct hvt_trap hvt_trap_regs __attribute__((aligned(512)));

void isa_traps_init(void)
{
	__asm__ volatile("msr vbar_el1, %0\n\tisb" : : "r"(isa_vectors));
}

void isa_trap(const struct frame *f)
{
	uint64_t esr, far;

	__asm__ volatile("mrs %0, esr_el1" : "=r"(esr));
	__asm__ volatile("mrs %0, far_el1" : "=r"(far));
	memcpy(hvt_trap_regs.regs, f, sizeof(*f));
	hvt_trap_regs.magic = HVT_TRAP_MAGIC;
	log_line(ERROR, "trap 0x%lx, at 0x%lx, stack 0x%lx, address 0x%lx",
		 (unsigned long)esr, (unsigned long)f->pc,
		 (unsigned long)f->sp, (unsigned long)far);
	target_end(SOLO5_EXIT_ABORT, &hvt_trap_regs);
}

solo5_result_t solo5_set_tls_base(uintptr_t base)
{
	__asm__ volatile("msr tpidr_el0, %0" : : "r"(base));
	return SOLO5_R_OK;
}
