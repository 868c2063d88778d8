/* SPDX-License-Identifier: ISC */
/*
 * The seccomp filter: a table of rules, and the compiler that turns it into a
 * BPF program.
 *
 * A system call is judged by where it was made (the site), then by its number,
 * then by its arguments.  There are three such tables:
 *
 *	a member's (filter_rules.c)
 *	a site of the table, a rule whose checks all pass	ALLOW
 *	a site of the table, anything else			KILL_PROCESS
 *	any other instruction: the guest program's own call	TRAP
 *
 *	the zygote's (zygote_rules.c), which members but the first have as well
 *	a rule whose checks all pass				ALLOW
 *	anything else						ERRNO
 *
 *	the steward's (steward_rules.c)
 *	a rule whose checks all pass				ALLOW
 *	anything else						KILL_PROCESS
 */
#ifndef RUN_FILTER_H
#define RUN_FILTER_H

#include <stddef.h>
#include <stdint.h>

#include "lib/bpf.h"

enum site {
	SITE_STUB,		/* the library kernel's host-call stub */
	SITE_SIGRETURN,		/* its rt_sigreturn, where the ISA needs one */
	NR_SITES,
	SITE_ANY = NR_SITES,	/* for filters that don't ask where */
};

enum check_op {
	CHECK_END = 0,
	/* int or unsigned int arguments: the host looks at the low half only */
	FD_STREAM,		/* one of env->stream */
	FD_BLOCK,		/* one of env->block */
	FD_WRITABLE,		/* one of env->writable */
	FD_EVENT,		/* in [env->event, env->event_end) */
	/* all 64 bits of the argument */
	EQUAL,			/* == value */
	IS_RAM_FD,		/* == env->ram_fd */
	IS_FIRST,		/* == env->first */
	SUBSET,			/* no bit outside value */
	EQUAL_BUT,		/* == value, leaving aside the bits of but */
	NOT_ZERO,
	AT_LEAST,		/* >= value */
	BELOW,			/* < value */
	END_AT_MOST,		/* arg + len_arg <= value, without wrapping */
	END_IN_RAM,		/* arg + len_arg <= env->ram_size, likewise */
};

struct check {
	enum check_op op;
	unsigned int arg;
	uint64_t value;
	union {
		uint64_t but;
		unsigned int len_arg;
	};
	const char *why;
};

#define CHECKS_MAX	10

struct rule {
	enum site site;
	int nr;
	const char *why;
	struct check check[CHECKS_MAX + 1];	/* ends with CHECK_END */
};

/* What the table's symbols stand for in this process. */
struct filter_env {
	uint64_t ip[NR_SITES];		/* as seccomp sees it; 0: none */
	const int *stream, *block, *writable;
	size_t nr_streams, nr_blocks, nr_writable;
	int event, event_end;
	int ram_fd;
	uint64_t ram_size;
	int first;			/* process id of the first process */
	/* SECCOMP_RET_* for what no rule allows: */
	uint32_t at_site;
	uint32_t elsewhere;
	uint32_t foreign;		/* not our architecture, nor int 0x80 */
};

/* The rules of every ISA; the ISA's own are in isa.h. */
extern const struct rule filter_rules[];
extern const size_t filter_nr_rules;

/* The zygote's, of every ISA. */
extern const struct rule zygote_rules[];
extern const size_t zygote_nr_rules;

/* The steward's, likewise. */
extern const struct rule steward_rules[];
extern const size_t steward_nr_rules;

#define FILTER_RULES_MAX	32

/* A member's, the zygote's, the steward's; return their number. */
size_t filter_table(const struct rule *rules[FILTER_RULES_MAX]);
size_t zygote_table(const struct rule *rules[FILTER_RULES_MAX]);
size_t steward_table(const struct rule *rules[FILTER_RULES_MAX]);

/* The verdicts of env, which differ between them. */
void filter_verdicts(struct filter_env *env);
void zygote_verdicts(struct filter_env *env);
void steward_verdicts(struct filter_env *env);

/* 0 or -errno: see bpf.h. */
int filter_compile(struct bpf *b, const struct rule *const *rules,
		   size_t nr_rules, const struct filter_env *env);

#endif
