/* SPDX-License-Identifier: ISC */
/* The bindings' way out of the virtual machine. */
#ifndef BINDINGS_HVT_H
#define BINDINGS_HVT_H

#include <solo5/hvt_abi.h>

#include "bindings/bindings.h"

/* Called by _start. */
__attribute__((noreturn)) void hvt_start(const struct hvt_boot_info *info);

extern const struct hvt_boot_info *hvt_info;

void clock_init(void);

/* ---- the ISA's ---- */

/* In the ISA's own folder, isa.h: hypercall(), isa_kick(), isa_counter(). */
#include "isa.h"

/* What the processor needs before anything can fail. */
void isa_traps_init(void);

/* Registers of a trap, for who looks at a core. */
extern struct hvt_trap hvt_trap_regs;

#endif
