/* SPDX-License-Identifier: ISC */
/*
 * Runs a seccomp filter as the host kernel would.  Whatever the kernel's
 * checker would refuse (an unknown instruction, a jump or a load out of bounds,
 * scratch memory read before it is written) aborts the test.
 */
#ifndef CBPF_H
#define CBPF_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cbpf {
	uint32_t a, x, m[BPF_MEMWORDS];
	uint32_t written;		/* bit per word of m */
};

static inline void cbpf_require(bool good, const char *what, unsigned int pc)
{
	if (good)
		return;
	fprintf(stderr, "filter, instruction %u: %s\n", pc, what);
	abort();
}

static inline uint32_t cbpf_load(const struct seccomp_data *data, uint32_t at,
				 unsigned int pc)
{
	uint32_t v;

	cbpf_require(at % 4 == 0 && at + 4 <= sizeof(*data), "load", pc);
	memcpy(&v, (const char *)data + at, sizeof(v));
	return v;
}

static inline bool cbpf_test(uint16_t code, uint32_t a, uint32_t b,
			     unsigned int pc)
{
	switch (BPF_OP(code)) {
	case BPF_JEQ:
		return a == b;
	case BPF_JGT:
		return a > b;
	case BPF_JGE:
		return a >= b;
	}
	cbpf_require(false, "unknown test", pc);
	return false;
}

static inline uint32_t cbpf_alu(uint16_t code, uint32_t a, uint32_t b,
				unsigned int pc)
{
	switch (BPF_OP(code)) {
	case BPF_ADD:
		return a + b;
	case BPF_AND:
		return a & b;
	}
	cbpf_require(false, "unknown arithmetic", pc);
	return 0;
}

static inline uint32_t cbpf_scratch(const struct cbpf *s, uint32_t k,
				    unsigned int pc)
{
	cbpf_require(k < BPF_MEMWORDS && (s->written >> k & 1),
		     "scratch memory", pc);
	return s->m[k];
}

/* All instructions but jumps and returns. */
static inline void cbpf_step(struct cbpf *s, const struct sock_filter *f,
			     const struct seccomp_data *data, unsigned int pc)
{
	switch (f->code) {
	case BPF_LD | BPF_W | BPF_ABS:
		s->a = cbpf_load(data, f->k, pc);
		return;
	case BPF_LD | BPF_IMM:
		s->a = f->k;
		return;
	case BPF_LD | BPF_MEM:
		s->a = cbpf_scratch(s, f->k, pc);
		return;
	case BPF_LDX | BPF_MEM:
		s->x = cbpf_scratch(s, f->k, pc);
		return;
	case BPF_ST:
		cbpf_require(f->k < BPF_MEMWORDS, "scratch memory", pc);
		s->m[f->k] = s->a;
		s->written |= 1U << f->k;
		return;
	case BPF_MISC | BPF_TAX:
		s->x = s->a;
		return;
	}
	cbpf_require(BPF_CLASS(f->code) == BPF_ALU, "unknown", pc);
	s->a = cbpf_alu(f->code, s->a, BPF_SRC(f->code) == BPF_X ? s->x : f->k,
			pc);
}

static inline uint32_t cbpf_run(const struct sock_filter *code,
				unsigned int len,
				const struct seccomp_data *data)
{
	struct cbpf s = { 0 };
	unsigned int pc = 0;

	for (;;) {
		const struct sock_filter *f = &code[pc];

		cbpf_require(pc < len, "ran off the end", pc);
		if (f->code == (BPF_RET | BPF_K))
			return f->k;
		pc++;
		if (f->code == (BPF_JMP | BPF_JA))
			pc += f->k;
		else if (BPF_CLASS(f->code) == BPF_JMP)
			pc += cbpf_test(f->code, s.a,
					BPF_SRC(f->code) == BPF_X ? s.x : f->k,
					pc) ? f->jt : f->jf;
		else
			cbpf_step(&s, f, data, pc);
	}
}

#endif
