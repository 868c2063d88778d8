/* SPDX-License-Identifier: ISC */
/*
 * Judges calls by a table of rules: good calls, each of which stands for a
 * rule, and everything near them.  And sees that no rule and no check of the
 * table is idle, which means that it makes no difference to any of these.
 */
#ifndef FILTER_SAMPLES_H
#define FILTER_SAMPLES_H

#include <stdbool.h>
#include <string.h>

#include "cbpf.h"
#include "tenders/run/filter.h"
#include "tenders/run/isa.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct call {
	uint64_t ip;
	int nr;
	uint64_t arg[6];
};

struct samples {
	const struct rule *rules[FILTER_RULES_MAX];
	size_t nr_rules;
	struct filter_env env;
	const struct call *good;
	size_t nr_good;
	const uint64_t *values;		/* to be tried as arguments */
	size_t nr_values;
	struct bpf filter;		/* of all rules */
	struct bpf other;
};

static inline uint32_t judge_by(const struct bpf *b, const struct call *c,
				uint32_t arch)
{
	struct seccomp_data d = {
		.nr = c->nr, .arch = arch, .instruction_pointer = c->ip,
	};

	for (int i = 0; i < 6; i++)
		d.args[i] = c->arg[i];
	return cbpf_run(b->code, b->len, &d);
}

static inline int samples_compile(struct samples *s)
{
	return filter_compile(&s->filter, s->rules, s->nr_rules, &s->env);
}

typedef bool visit_fn(const struct call *c, void *data);

/* Calls visit for each sample near *c; stops when it returns true. */
static inline bool near_call(const struct samples *s, const struct call *c,
			     visit_fn *visit, void *data)
{
	struct call near = *c;

	if (visit(&near, data))
		return true;
	for (int i = 0; i < 6; i++) {
		for (size_t k = 0; k < s->nr_values; k++) {
			near.arg[i] = s->values[k];
			if (visit(&near, data))
				return true;
		}
		for (int bit = 0; bit < 64; bit++) {
			near.arg[i] = c->arg[i] ^ 1ULL << bit;
			if (visit(&near, data))
				return true;
		}
		near.arg[i] = c->arg[i];
	}
	return false;
}

static inline bool each_sample(const struct samples *s, visit_fn *visit,
			       void *data)
{
	for (size_t i = 0; i < s->nr_good; i++)
		if (near_call(s, &s->good[i], visit, data))
			return true;
	return false;
}

static inline bool samples_differ(const struct call *c, void *data)
{
	const struct samples *s = data;

	return judge_by(&s->filter, c, isa_audit_arch) !=
	       judge_by(&s->other, c, isa_audit_arch);
}

static inline void no_rule_of_it_is_idle(struct samples *s)
{
	const struct rule *fewer[FILTER_RULES_MAX];

	for (size_t i = 0; i < s->nr_rules; i++) {
		assert_non_null(s->rules[i]->why);
		memcpy(fewer, s->rules, sizeof(fewer));
		memmove(&fewer[i], &fewer[i + 1],
			(s->nr_rules - i - 1) * sizeof(fewer[0]));
		assert_int_equal(filter_compile(&s->other, fewer,
						s->nr_rules - 1, &s->env), 0);
		if (!each_sample(s, samples_differ, s))
			fail_msg("rule %zu (%s) changes nothing", i,
				 s->rules[i]->why);
	}
}

static inline bool check_is_idle(struct samples *s, size_t i, size_t k)
{
	const struct rule *table[FILTER_RULES_MAX];
	struct rule less = *s->rules[i];

	memmove(&less.check[k], &less.check[k + 1],
		(CHECKS_MAX - k) * sizeof(less.check[0]));
	memcpy(table, s->rules, sizeof(table));
	table[i] = &less;
	assert_int_equal(filter_compile(&s->other, table, s->nr_rules,
					&s->env), 0);
	return !each_sample(s, samples_differ, s);
}

static inline void no_check_of_it_is_idle(struct samples *s)
{
	const struct check *c;

	for (size_t i = 0; i < s->nr_rules; i++) {
		for (size_t k = 0; s->rules[i]->check[k].op != CHECK_END; k++) {
			c = &s->rules[i]->check[k];
			assert_true(k < CHECKS_MAX);
			assert_non_null(c->why);
			if (check_is_idle(s, i, k))
				fail_msg("%s: '%s' changes nothing",
					 s->rules[i]->why, c->why);
		}
	}
}

#endif
