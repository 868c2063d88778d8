/* SPDX-License-Identifier: ISC */
/*
 * Judges calls by a Solo5 tender's filter: good calls, each of which stands for
 * a rule, and everything near them, against a second statement of the rules.
 * And sees that no jump of the filter is idle: each is made to go one way only,
 * in turn, and some call must then be judged otherwise.  So none could be left
 * out, and no rule either, since a jump leads to each.
 */
#ifndef RULES_SAMPLES_H
#define RULES_SAMPLES_H

#include <stdbool.h>

#include <linux/audit.h>

#include "cbpf.h"
#include "lib/bpf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define NUMBERS	600		/* more than any ISA has */

struct call {
	int nr;
	uint64_t arg[4];
};

struct samples {
	uint32_t arch;
	bool (*good)(const struct call *c);	/* the rules, said again */
	const struct call *base;
	size_t nr_base;
	const uint64_t *values;			/* to be tried as arguments */
	size_t nr_values;
	const struct bpf *filter;
	struct bpf mutant;
};

typedef bool visit_fn(const struct samples *s, const struct call *c,
		      uint32_t arch);

static inline uint32_t judge(const struct bpf *b, const struct call *c,
			     uint32_t arch)
{
	struct seccomp_data d = { .nr = c->nr, .arch = arch };

	memcpy(d.args, c->arg, sizeof(c->arg));
	return cbpf_run(b->code, b->len, &d);
}

/* Whether visit returns true for one of the calls near *c. */
static inline bool near_call(const struct samples *s, const struct call *c,
			     visit_fn *visit)
{
	struct call near = *c;

	for (size_t i = 0; i < COUNT(near.arg); i++) {
		for (size_t k = 0; k < s->nr_values; k++) {
			near.arg[i] = s->values[k];
			if (visit(s, &near, s->arch))
				return true;
		}
		for (int bit = 0; bit < 64; bit++) {
			near.arg[i] = c->arg[i] ^ 1ULL << bit;
			if (visit(s, &near, s->arch))
				return true;
		}
		near.arg[i] = c->arg[i];
	}
	for (near.nr = -1; near.nr <= NUMBERS; near.nr++)
		if (visit(s, &near, s->arch))
			return true;
	return visit(s, c, s->arch) || visit(s, c, AUDIT_ARCH_I386) ||
	       visit(s, c, 0);
}

static inline bool any_call(const struct samples *s, visit_fn *visit)
{
	for (size_t i = 0; i < s->nr_base; i++)
		if (near_call(s, &s->base[i], visit))
			return true;
	return false;
}

static inline bool is_misjudged(const struct samples *s, const struct call *c,
				uint32_t arch)
{
	uint32_t want = arch == s->arch && s->good(c) ?
			SECCOMP_RET_ALLOW : SECCOMP_RET_KILL_PROCESS;
	uint32_t got = judge(s->filter, c, arch);

	if (got == want)
		return false;
	print_error("nr %d: %#lx %#lx %#lx %#lx: %#x, not %#x\n", c->nr,
		    c->arg[0], c->arg[1], c->arg[2], c->arg[3], got, want);
	return true;
}

static inline bool is_changed(const struct samples *s, const struct call *c,
			      uint32_t arch)
{
	return judge(s->filter, c, arch) != judge(&s->mutant, c, arch);
}

static inline void verdicts_are_as_said(const struct samples *s)
{
	for (size_t i = 0; i < s->nr_base; i++)
		assert_true(s->good(&s->base[i]));
	assert_false(any_call(s, is_misjudged));
}

static inline void no_jump_is_idle(struct samples *s)
{
	unsigned int jumps = 0;

	for (unsigned int i = 0; i < s->filter->len; i++) {
		const struct sock_filter *f = &s->filter->code[i];

		if (BPF_CLASS(f->code) != BPF_JMP ||
		    f->code == (BPF_JMP | BPF_JA))
			continue;
		jumps++;
		for (int way = 0; way < 2; way++) {
			s->mutant = *s->filter;
			if (way)
				s->mutant.code[i].jf = f->jt;
			else
				s->mutant.code[i].jt = f->jf;
			if (!any_call(s, is_changed))
				fail_msg("instruction %u (%#x) may always go "
					 "to %u", i, f->k,
					 i + 1 + s->mutant.code[i].jt);
		}
	}
	assert_true(jumps > s->nr_base);
}

#endif
