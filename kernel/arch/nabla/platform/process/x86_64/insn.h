/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NABLA_X86_INSN_H
#define NABLA_X86_INSN_H

#include <linux/types.h>

#define INSN_MAX	15

/*
 * insn_movable() - length of an instruction that does the same at any address
 * @code: INSN_MAX bytes
 * @ends: set if nothing after it is reached through it (a return)
 *
 * Knows the few that follow system calls; 0 for any other.
 */
unsigned int insn_movable(const u8 *code, bool *ends);

/* Is there a direct branch in @code (at @base, @len bytes) to first..last? */
bool insn_branches_into(const u8 *code, unsigned long base, size_t len,
			unsigned long first, unsigned long last);

#endif
