// SPDX-License-Identifier: ISC
/*
 * Compiles a table of rules.  Invariant of the emitted code: the only ways to
 * ALLOW lead through one rule's site, its number and all of its checks;
 * whatever falls through ends in one of the environment's verdicts.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>

#include "lib/bpf_check.h"
#include "tenders/run/filter.h"
#include "tenders/run/isa.h"

#define LOAD		(BPF_LD | BPF_W | BPF_ABS)
#define FIELD(f)	((uint32_t)offsetof(struct seccomp_data, f))

static void check_fd(struct bpf *b, unsigned int arg, const int *fd, size_t n,
		     int fail)
{
	int pass = bpf_label(b);

	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	for (size_t i = 0; i < n; i++)
		bpf_jump(b, BPF_JEQ | BPF_K, (uint32_t)fd[i], pass, BPF_NEXT);
	bpf_goto(b, fail);
	bpf_bind(b, pass);
}

static void check_fd_range(struct bpf *b, unsigned int arg, int from, int end,
			   int fail)
{
	bpf_stmt(b, LOAD, bpf_arg_low(arg));
	bpf_require(b, BPF_JGE, (uint32_t)from, fail);
	bpf_refuse(b, BPF_JGE, (uint32_t)end, fail);
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
	case FD_WRITABLE:
		check_fd(b, c->arg, env->writable, env->nr_writable, fail);
		break;
	case FD_EVENT:
		check_fd_range(b, c->arg, env->event, env->event_end, fail);
		break;
	case EQUAL:
		bpf_equal(b, bpf_arg_low(c->arg), c->value, fail);
		break;
	case IS_RAM_FD:
		bpf_equal(b, bpf_arg_low(c->arg), (uint32_t)env->ram_fd, fail);
		break;
	case IS_FIRST:
		bpf_equal(b, bpf_arg_low(c->arg), (uint32_t)env->first, fail);
		break;
	case SUBSET:
		bpf_masked(b, c->arg, ~c->value, 0, fail);
		break;
	case EQUAL_BUT:
		bpf_masked(b, c->arg, ~c->but, c->value, fail);
		break;
	case NOT_ZERO:
		bpf_not_zero(b, c->arg, fail);
		break;
	case AT_LEAST:
		bpf_at_least(b, c->arg, c->value, fail);
		break;
	case BELOW:
		bpf_below(b, c->arg, c->value, fail);
		break;
	case END_AT_MOST:
		bpf_end(b, c->arg, c->len_arg, c->value, fail);
		break;
	case END_IN_RAM:
		bpf_end(b, c->arg, c->len_arg, env->ram_size, fail);
		break;
	}
}

/* Allows the call, or falls through behind itself. */
static void emit_rule(struct bpf *b, const struct rule *r,
		      const struct filter_env *env)
{
	int fail = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(nr));
	bpf_require(b, BPF_JEQ, (uint32_t)r->nr, fail);
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
	bpf_equal(b, FIELD(instruction_pointer), env->ip[site], other);
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

		bpf_require(b, BPF_JEQ, isa_audit_trapped, other);
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

size_t steward_table(const struct rule *rules[FILTER_RULES_MAX])
{
	for (size_t i = 0; i < steward_nr_rules; i++)
		rules[i] = &steward_rules[i];
	return steward_nr_rules;
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

void steward_verdicts(struct filter_env *env)
{
	env->at_site = env->elsewhere = env->foreign =
		SECCOMP_RET_KILL_PROCESS;
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
	if (env->elsewhere == SECCOMP_RET_TRAP)
		isa_emit_trap(b);
	bpf_return(b, env->elsewhere);
	return bpf_finish(b);
}
