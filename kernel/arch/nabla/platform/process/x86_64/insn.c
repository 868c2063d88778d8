// SPDX-License-Identifier: GPL-2.0-only
/*
 * As much of x86_64's instruction format as rewriting needs: to tell when an
 * instruction may be moved, and whether code jumps to an address.  Where in doubt
 * the answer is the one that leaves things as they are.
 */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/unaligned/packed_struct.h>
#include "insn.h"

#define REX_MASK	0xf0
#define REX		0x40
#define REX_W		0x08

/* ModRM, SIB and displacement; 0 where the address depends on the place. */
static unsigned int modrm_length(const u8 *p)
{
	unsigned int mod = p[0] >> 6, rm = p[0] & 7, sib = 0;

	if (mod == 3)
		return 1;
	if (rm == 4) {
		sib = 1;
		if (mod == 0 && (p[1] & 7) == 5)
			return 1 + sib + 4;
	} else if (mod == 0 && rm == 5) {
		return 0;
	}
	return 1 + sib + (mod == 1 ? 1 : mod == 2 ? 4 : 0);
}

/* One-byte opcodes with ModRM and no immediate: moves, arithmetic, lea. */
static bool plain_modrm(u8 op)
{
	switch (op) {
	case 0x63:
	case 0x84: case 0x85:
	case 0x88: case 0x89: case 0x8a: case 0x8b: case 0x8d:
		return true;
	}
	/* add or adc sbb and sub xor cmp: rows of eight, the first four */
	return op < 0x40 && (op & 7) < 4;
}

static bool plain_modrm_0f(u8 op)
{
	return op == 0x1f || (op & 0xf0) == 0x40 ||	/* nop, cmov */
	       (op & 0xf0) == 0x90 ||			/* set */
	       op == 0xb6 || op == 0xb7 || op == 0xbe || op == 0xbf;
}

static unsigned int with_modrm(const u8 *p, unsigned int before,
			       unsigned int after)
{
	unsigned int n = modrm_length(p);

	return n ? before + n + after : 0;
}

static unsigned int opcode_length(const u8 *p, bool wide, bool *ends)
{
	u8 op = p[0];

	if (plain_modrm(op))
		return with_modrm(p + 1, 1, 0);
	if (op >= 0x50 && op <= 0x5f)		/* push, pop */
		return 1;
	if (op >= 0xb8 && op <= 0xbf)		/* mov imm */
		return wide ? 9 : 5;
	if (op < 0x40 && (op & 7) == 5)		/* arithmetic eax, imm32 */
		return 5;
	switch (op) {
	case 0x0f:
		return plain_modrm_0f(p[1]) ? with_modrm(p + 2, 2, 0) : 0;
	case 0xc7:				/* mov; else xbegin */
		if (p[1] >> 3 & 7)
			return 0;
		return with_modrm(p + 1, 1, 4);
	case 0x81:
		return with_modrm(p + 1, 1, 4);
	case 0x83:
		return with_modrm(p + 1, 1, 1);
	case 0xf7:				/* not, neg; test has imm32 */
		if ((p[1] >> 3 & 7) == 2 || (p[1] >> 3 & 7) == 3)
			return with_modrm(p + 1, 1, 0);
		return 0;
	case 0x90:
	case 0xc9:
		return 1;
	case 0xc3:
		*ends = true;
		return 1;
	}
	return 0;
}

unsigned int insn_movable(const u8 *code, bool *ends)
{
	bool rex = (code[0] & REX_MASK) == REX;
	unsigned int n;

	*ends = false;
	n = opcode_length(code + rex, rex && (code[0] & REX_W), ends);
	return n ? n + rex : 0;
}

static bool within(unsigned long addr, unsigned long first, unsigned long last)
{
	return addr >= first && addr <= last;
}

bool insn_branches_into(const u8 *code, unsigned long base, size_t len,
			unsigned long first, unsigned long last)
{
	unsigned long next;
	size_t i;

	for (i = 0; i + 6 <= len; i++) {
		const u8 *p = code + i;

		next = base + i;
		/* jcc rel8, jmp rel8, loop and jcxz */
		if (((p[0] & 0xf0) == 0x70 || p[0] == 0xeb ||
		     (p[0] & 0xfc) == 0xe0) &&
		    within(next + 2 + (s8)p[1], first, last))
			return true;
		if ((p[0] & 0xfe) == 0xe8 &&	/* call, jmp rel32 */
		    within(next + 5 + (s32)__get_unaligned_cpu32(p + 1), first,
			   last))
			return true;
		if (p[0] == 0x0f && (p[1] & 0xf0) == 0x80 &&	/* jcc rel32 */
		    within(next + 6 + (s32)__get_unaligned_cpu32(p + 2), first,
			   last))
			return true;
	}
	return false;
}
