// SPDX-License-Identifier: ISC
/* Checks of a system call's arguments.  BPF words have 32 bits. */
#include <linux/seccomp.h>
#include <stddef.h>

#include "lib/bpf_check.h"

enum { SCRATCH_LOW, SCRATCH_CARRY };

#define LOAD		(BPF_LD | BPF_W | BPF_ABS)

uint32_t bpf_arg_low(unsigned int arg)
{
	return (uint32_t)offsetof(struct seccomp_data, args) + 8 * arg;
}

static uint32_t high(unsigned int arg)
{
	return bpf_arg_low(arg) + 4;
}

void bpf_require(struct bpf *b, uint16_t test, uint32_t k, int fail)
{
	bpf_jump(b, test | BPF_K, k, BPF_NEXT, fail);
}

void bpf_refuse(struct bpf *b, uint16_t test, uint32_t k, int fail)
{
	bpf_jump(b, test | BPF_K, k, fail, BPF_NEXT);
}

void bpf_equal(struct bpf *b, uint32_t at, uint64_t value, int fail)
{
	bpf_stmt(b, LOAD, at);
	bpf_require(b, BPF_JEQ, (uint32_t)value, fail);
	bpf_stmt(b, LOAD, at + 4);
	bpf_require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
}

void bpf_masked(struct bpf *b, unsigned int arg, uint64_t mask,
		uint64_t value, int fail)
{
	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_stmt(b, BPF_ALU | BPF_AND | BPF_K, (uint32_t)mask);
	bpf_require(b, BPF_JEQ, (uint32_t)value, fail);
	bpf_stmt(b, LOAD, high(arg));
	bpf_stmt(b, BPF_ALU | BPF_AND | BPF_K, (uint32_t)(mask >> 32));
	bpf_require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
}

void bpf_not_zero(struct bpf *b, unsigned int arg, int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_jump(b, BPF_JEQ | BPF_K, 0, BPF_NEXT, pass);
	bpf_stmt(b, LOAD, high(arg));
	bpf_refuse(b, BPF_JEQ, 0, fail);
	bpf_bind(b, pass);
}

/* The high half decides unless it is equal. */
void bpf_at_least(struct bpf *b, unsigned int arg, uint64_t value, int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, high(arg));
	bpf_jump(b, BPF_JGT | BPF_K, (uint32_t)(value >> 32), pass, BPF_NEXT);
	bpf_require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_require(b, BPF_JGE, (uint32_t)value, fail);
	bpf_bind(b, pass);
}

void bpf_below(struct bpf *b, unsigned int arg, uint64_t value, int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, high(arg));
	bpf_refuse(b, BPF_JGT, (uint32_t)(value >> 32), fail);
	/* no half is below 0 */
	if (value >> 32)
		bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)(value >> 32), BPF_NEXT,
			 pass);
	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_refuse(b, BPF_JGE, (uint32_t)value, fail);
	bpf_bind(b, pass);
}

/* A = A + X; jumps to wrapped if that does not fit in 32 bits. */
static void add_x(struct bpf *b, int wrapped)
{
	bpf_stmt(b, BPF_ALU | BPF_ADD | BPF_X, 0);
	bpf_jump(b, BPF_JGE | BPF_X, 0, BPF_NEXT, wrapped);
}

/* Leaves the low half of arg + len in scratch memory, and its carry. */
static void add_low(struct bpf *b, unsigned int arg, unsigned int len)
{
	int carry = bpf_label(b), done = bpf_label(b);

	bpf_stmt(b, LOAD, bpf_arg_low(len));
	bpf_stmt(b, BPF_MISC | BPF_TAX, 0);
	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_stmt(b, BPF_ALU | BPF_ADD | BPF_X, 0);
	bpf_stmt(b, BPF_ST, SCRATCH_LOW);
	bpf_jump(b, BPF_JGE | BPF_X, 0, BPF_NEXT, carry);
	bpf_stmt(b, BPF_LD | BPF_IMM, 0);
	bpf_goto(b, done);
	bpf_bind(b, carry);
	bpf_stmt(b, BPF_LD | BPF_IMM, 1);
	bpf_bind(b, done);
	bpf_stmt(b, BPF_ST, SCRATCH_CARRY);
}

void bpf_end(struct bpf *b, unsigned int arg, unsigned int len,
	     uint64_t limit, int fail)
{
	int pass = bpf_label(b);

	add_low(b, arg, len);
	bpf_stmt(b, LOAD, high(len));
	bpf_stmt(b, BPF_MISC | BPF_TAX, 0);
	bpf_stmt(b, LOAD, high(arg));
	add_x(b, fail);
	bpf_stmt(b, BPF_LDX | BPF_MEM, SCRATCH_CARRY);
	add_x(b, fail);
	bpf_refuse(b, BPF_JGT, (uint32_t)(limit >> 32), fail);
	bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)(limit >> 32), BPF_NEXT, pass);
	bpf_stmt(b, BPF_LD | BPF_MEM, SCRATCH_LOW);
	bpf_refuse(b, BPF_JGT, (uint32_t)limit, fail);
	bpf_bind(b, pass);
}
