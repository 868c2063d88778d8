// SPDX-License-Identifier: ISC
/*
 * Compiles a table of rules.  Invariant of the emitted code: the only ways to
 * ALLOW lead through one rule's site, its number and all of its checks;
 * whatever falls through ends in one of the environment's verdicts.
 *
 * BPF words have 32 bits: low() and high() are the halves of a 64-bit
 * argument.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "tenders/run/filter.h"
#include "tenders/run/isa.h"

enum { SCRATCH_LOW, SCRATCH_CARRY };

#define LOAD		(BPF_LD | BPF_W | BPF_ABS)
#define FIELD(f)	((uint32_t)offsetof(struct seccomp_data, f))

static uint32_t low(unsigned int arg)
{
	return FIELD(args) + 8 * arg;
}

static uint32_t high(unsigned int arg)
{
	return low(arg) + 4;
}

static void require(struct bpf *b, uint16_t test, uint32_t k, int fail)
{
	bpf_jump(b, test | BPF_K, k, BPF_NEXT, fail);
}

static void refuse(struct bpf *b, uint16_t test, uint32_t k, int fail)
{
	bpf_jump(b, test | BPF_K, k, fail, BPF_NEXT);
}

static void check_equal(struct bpf *b, uint32_t at, uint64_t value, int fail)
{
	bpf_stmt(b, LOAD, at);
	require(b, BPF_JEQ, (uint32_t)value, fail);
	bpf_stmt(b, LOAD, at + 4);
	require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
}

static void check_masked(struct bpf *b, unsigned int arg, uint64_t mask,
			 uint64_t value, int fail)
{
	bpf_stmt(b, LOAD, low(arg));
	bpf_stmt(b, BPF_ALU | BPF_AND | BPF_K, (uint32_t)mask);
	require(b, BPF_JEQ, (uint32_t)value, fail);
	bpf_stmt(b, LOAD, high(arg));
	bpf_stmt(b, BPF_ALU | BPF_AND | BPF_K, (uint32_t)(mask >> 32));
	require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
}

static void check_not_zero(struct bpf *b, unsigned int arg, int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, low(arg));
	bpf_jump(b, BPF_JEQ | BPF_K, 0, BPF_NEXT, pass);
	bpf_stmt(b, LOAD, high(arg));
	refuse(b, BPF_JEQ, 0, fail);
	bpf_bind(b, pass);
}

/* The high half decides unless it is equal. */
static void check_at_least(struct bpf *b, unsigned int arg, uint64_t value,
			   int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, high(arg));
	bpf_jump(b, BPF_JGT | BPF_K, (uint32_t)(value >> 32), pass, BPF_NEXT);
	require(b, BPF_JEQ, (uint32_t)(value >> 32), fail);
	bpf_stmt(b, LOAD, low(arg));
	require(b, BPF_JGE, (uint32_t)value, fail);
	bpf_bind(b, pass);
}

static void check_below(struct bpf *b, unsigned int arg, uint64_t value,
			int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, high(arg));
	refuse(b, BPF_JGT, (uint32_t)(value >> 32), fail);
	bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)(value >> 32), BPF_NEXT, pass);
	bpf_stmt(b, LOAD, low(arg));
	refuse(b, BPF_JGE, (uint32_t)value, fail);
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

	bpf_stmt(b, LOAD, low(len));
	bpf_stmt(b, BPF_MISC | BPF_TAX, 0);
	bpf_stmt(b, LOAD, low(arg));
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

static void check_end(struct bpf *b, unsigned int arg, unsigned int len,
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
	refuse(b, BPF_JGT, (uint32_t)(limit >> 32), fail);
	bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)(limit >> 32), BPF_NEXT, pass);
	bpf_stmt(b, BPF_LD | BPF_MEM, SCRATCH_LOW);
	refuse(b, BPF_JGT, (uint32_t)limit, fail);
	bpf_bind(b, pass);
}

static void check_fd(struct bpf *b, unsigned int arg, const int *fd, size_t n,
		     int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, low(arg));
	for (size_t i = 0; i < n; i++)
		bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)fd[i], pass, BPF_NEXT);
	bpf_goto(b, fail);
	bpf_bind(b, pass);
}

static void check_fd_range(struct bpf *b, unsigned int arg, int from, int end,
			   int fail)
{
	bpf_stmt(b, LOAD, low(arg));
	require(b, BPF_JGE, (uint32_t)from, fail);
	refuse(b, BPF_JGE, (uint32_t)end, fail);
}

static void check(struct bpf *b, const struct check *c,
		  const struct filter_env *env, int fail)
{
	switch (c->op) {
	case CHECK_END:
		break;
	case FD_STREAM:
		check_fd(b, c->arg, env->stream, env->nr_streams, fail);
		break;
	case FD_BLOCK:
		check_fd(b, c->arg, env->block, env->nr_blocks, fail);
		break;
	case FD_EVENT:
		check_fd_range(b, c->arg, env->event, env->event_end, fail);
		break;
	case EQUAL:
		check_equal(b, low(c->arg), c->value, fail);
		break;
	case IS_RAM_FD:
		check_equal(b, low(c->arg), (uint32_t)env->ram_fd, fail);
		break;
	case IS_FIRST:
		check_equal(b, low(c->arg), (uint32_t)env->first, fail);
		break;
	case SUBSET:
		check_masked(b, c->arg, ~c->value, 0, fail);
		break;
	case EQUAL_BUT:
		check_masked(b, c->arg, ~c->but, c->value, fail);
		break;
	case NOT_ZERO:
		check_not_zero(b, c->arg, fail);
		break;
	case AT_LEAST:
		check_at_least(b, c->arg, c->value, fail);
		break;
	case BELOW:
		check_below(b, c->arg, c->value, fail);
		break;
	case END_AT_MOST:
		check_end(b, c->arg, c->len_arg, c->value, fail);
		break;
	case END_IN_RAM:
		check_end(b, c->arg, c->len_arg, env->ram_size, fail);
		break;
	}
}

/* Allows the call, or falls through behind itself. */
static void emit_rule(struct bpf *b, const struct rule *r,
		      const struct filter_env *env)
{
	int fail = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(nr));
	require(b, BPF_JEQ, (uint32_t)r->nr, fail);
	for (const struct check *c = r->check; c->op != CHECK_END; c++)
		check(b, c, env, fail);
	bpf_return(b, SECCOMP_RET_ALLOW);
	bpf_bind(b, fail);
}

static void emit_rules(struct bpf *b, enum site site,
		       const struct rule *const *rules, size_t n,
		       const struct filter_env *env)
{
	for (size_t i = 0; i < n; i++)
		if (rules[i]->site == site)
			emit_rule(b, rules[i], env);
}

static void emit_site(struct bpf *b, enum site site,
		      const struct rule *const *rules, size_t n,
		      const struct filter_env *env)
{
	int other = bpf_label(b), here = bpf_label(b), next = bpf_label(b);

	/* the way past all the rules is too long for a conditional jump */
	check_equal(b, FIELD(instruction_pointer), env->ip[site], other);
	bpf_goto(b, here);
	bpf_bind(b, other);
	bpf_goto(b, next);
	bpf_bind(b, here);
	emit_rules(b, site, rules, n, env);
	bpf_return(b, env->at_site);
	bpf_bind(b, next);
}

/*
 * A foreign architecture is never the stub's, so it is treated as the guest
 * program's own call where a program can get at it, and as an attack
 * elsewhere.
 */
static void emit_arch(struct bpf *b, const struct filter_env *env)
{
	int ours = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(arch));
	bpf_jump(b, BPF_JEQ | BPF_K, isa_audit_arch, ours, BPF_NEXT);
	if (isa_audit_trapped) {
		int other = bpf_label(b);

		require(b, BPF_JEQ, isa_audit_trapped, other);
		bpf_return(b, env->elsewhere);
		bpf_bind(b, other);
	}
	bpf_return(b, env->foreign);
	bpf_bind(b, ours);
}

size_t filter_table(const struct rule *rules[FILTER_RULES_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < filter_nr_rules; i++)
		rules[n++] = &filter_rules[i];
	for (size_t i = 0; i < isa_nr_rules; i++)
		rules[n++] = &isa_rules[i];
	return n;
}

size_t zygote_table(const struct rule *rules[FILTER_RULES_MAX])
{
	for (size_t i = 0; i < zygote_nr_rules; i++)
		rules[i] = &zygote_rules[i];
	return zygote_nr_rules;
}

void filter_verdicts(struct filter_env *env)
{
	env->at_site = env->foreign = SECCOMP_RET_KILL_PROCESS;
	env->elsewhere = SECCOMP_RET_TRAP;
}

/*
 * The host follows the strictest of a process's filters.  KILL or TRAP here
 * would take the place of what a member's own filter says about a call of the
 * guest's; ERRNO does so for none that it kills or traps.
 */
void zygote_verdicts(struct filter_env *env)
{
	env->at_site = env->elsewhere = env->foreign =
		SECCOMP_RET_ERRNO | EPERM;
}

int filter_compile(struct bpf *b, const struct rule *const *rules,
		   size_t nr_rules, const struct filter_env *env)
{
	bpf_init(b);
	emit_arch(b, env);
	for (enum site s = 0; s < NR_SITES; s++)
		if (env->ip[s])
			emit_site(b, s, rules, nr_rules, env);
	emit_rules(b, SITE_ANY, rules, nr_rules, env);
	bpf_return(b, env->elsewhere);
	return bpf_finish(b);
}
