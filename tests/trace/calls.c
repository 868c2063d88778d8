// SPDX-License-Identifier: ISC
/*
 * Names of system calls, counters, and the tables made of them.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/trace/calls.h"

static const char *const names[CALLS_MAX] = {
#include "call_names.h"
};

const char *call_name(int nr)
{
	return nr >= 0 && nr < CALLS_MAX ? names[nr] : NULL;
}

int call_number(const char *name)
{
	for (int i = 0; i < CALLS_MAX; i++) {
		if (names[i] && !strcmp(names[i], name))
			return i;
	}
	return -1;
}

static enum role role_of_child(const struct process *parent)
{
	if (!parent)
		return FIRST;
	if (parent->role == OTHER)
		return OTHER;
	return parent->role == FIRST ? ZYGOTE : MEMBER;
}

struct process *process_new(struct process **list, pid_t pid,
			    const struct process *parent)
{
	struct process *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->pid = pid;
	p->role = role_of_child(parent);
	p->filters = p->born_with = parent ? parent->filters : 0;
	p->next = *list;
	*list = p;
	return p;
}

void process_begin(struct process *p)
{
	for (unsigned int n = 0; n < PHASES_MAX; n++) {
		free(p->phase[n]);
		p->phase[n] = NULL;
	}
	p->filters = p->born_with = 0;
	p->role = FIRST;
}

int process_count(struct process *p, unsigned int filters, int nr,
		  enum outcome what)
{
	unsigned int n = filters < PHASES_MAX ? filters : PHASES_MAX - 1;

	if (!p->phase[n])
		p->phase[n] = calloc(1, sizeof(*p->phase[n]));
	if (!p->phase[n])
		return -1;
	if (nr < 0 || nr >= CALLS_MAX)
		nr = CALLS_MAX - 1;
	p->phase[n]->count[nr][what]++;
	return 0;
}

/*
 * A newborn member runs under the zygote's filter until its own goes on, and so
 * does a zygote of a command whose filter was on before it: that is the zygote's.
 */
static enum role judged_as(const struct process *p, unsigned int filters)
{
	if (p->role == MEMBER && filters <= p->born_with)
		return ZYGOTE;
	return p->role;
}

static const char *const role_names[ROLES] = {
	[FIRST] = "first process", [ZYGOTE] = "zygote", [MEMBER] = "members",
};

/* Only a zygote's filter answers EPERM; elsewhere the host itself did. */
static unsigned long really_made(const unsigned long *c, enum role role)
{
	return c[MADE] + (role == ZYGOTE ? 0 : c[REFUSED]);
}

static unsigned long print_row(FILE *f, int nr, const unsigned long *c,
			       enum role role, const bool *allowed)
{
	bool bad = allowed && !allowed[nr] && really_made(c, role);
	char number[16];
	const char *name = call_name(nr);

	if (!c[MADE] && !c[TRAPPED] && !c[REFUSED] && !c[KILLED])
		return 0;
	snprintf(number, sizeof(number), "%d", nr);
	fprintf(f, "  %-20s %10lu %10lu %10lu %8lu%s\n", name ? name : number,
		c[MADE], c[TRAPPED], c[REFUSED], c[KILLED],
		bad ? "  NOT ALLOWED" : "");
	return bad ? really_made(c, role) : 0;
}

static unsigned long print_table(FILE *f, const struct phase *t, enum role role,
				 const struct report *r)
{
	unsigned long bad = 0;

	fprintf(f, "  %-20s %10s %10s %10s %8s\n", "call", "made", "trapped",
		"eperm", "killed");
	for (int nr = 0; nr < CALLS_MAX; nr++)
		bad += print_row(f, nr, t->count[nr], role,
				 r->allowed[role]);
	return bad;
}

static void add(struct phase *to, const struct phase *from)
{
	for (int nr = 0; nr < CALLS_MAX; nr++) {
		for (int o = 0; o < OUTCOMES; o++)
			to->count[nr][o] += from->count[nr][o];
	}
}

/* All phases of @p that are judged as @role, phase 0 aside. */
static int gather(struct phase *sum, const struct process *p, enum role role)
{
	int found = 0;

	for (unsigned int n = 1; n < PHASES_MAX; n++) {
		if (!p->phase[n] || judged_as(p, n) != role)
			continue;
		add(sum, p->phase[n]);
		found = 1;
	}
	return found;
}

static unsigned long print_role(FILE *f, const struct process *list,
				enum role role, const struct report *r)
{
	static struct phase sum;
	int processes = 0;

	memset(&sum, 0, sizeof(sum));
	for (const struct process *p = list; p; p = p->next)
		processes += gather(&sum, p, role);
	if (!processes)
		return 0;
	fprintf(f, "%s (%d), after the filter:\n", role_names[role], processes);
	return print_table(f, &sum, role, r);
}

static unsigned long print_each(FILE *f, const struct process *p,
				const struct report *r)
{
	static struct phase sum;
	unsigned long bad = 0;

	for (int role = 0; role < ROLES; role++) {
		memset(&sum, 0, sizeof(sum));
		if (!gather(&sum, p, role))
			continue;
		fprintf(f, "process %d, as %s, after the filter:\n", p->pid,
			role_names[role]);
		bad += print_table(f, &sum, role, r);
	}
	return bad;
}

unsigned long report_print(FILE *f, const struct process *list,
			   const struct report *r)
{
	unsigned long bad = 0;

	if (r->each) {
		for (const struct process *p = list; p; p = p->next)
			bad += print_each(f, p, r);
		return bad;
	}
	for (int role = 0; role < ROLES; role++)
		bad += print_role(f, list, role, r);
	return bad;
}
