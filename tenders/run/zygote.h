/* SPDX-License-Identifier: ISC */
/*
 * The zygote: a process that branches off once libc has left, and makes members
 * at the guest's request.  All it needs to know is in one structure.
 */
#ifndef RUN_ZYGOTE_H
#define RUN_ZYGOTE_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>

#include <nabla/member.h>

#define CPUS_MAX	8192		/* no host kernel has more */

/* The one CPU of the host that all share, the zygote excepted. */
struct placement {
	bool wanted;			/* there are several to choose from */
	bool chosen;
	unsigned int cpu;
	int64_t since_ms;
	uint64_t mask[CPUS_MAX / 64];	/* of that CPU */
};

struct zygote {
	int first;			/* pid of the first process */
	int self;			/* its own; set by itself */
	unsigned int nr_members;
	int socket, deaths, wake;	/* as in struct members */
	uint64_t signals;		/* that a member takes */
	struct sock_fprog filter;	/* its own, and so every member's too */
	struct sock_fprog member_filter;

	int pid[NABLA_MEMBERS_MAX];	/* of members; 0: none; [0]: not used */
	struct placement place;
};

/* In the first process; 0 or the negative error number. */
long zygote_start(struct zygote *z);

/* What a newborn does: does not return. */
__attribute__((noreturn)) void newborn_main(const struct zygote *z, int index);

/* To the guest.  One that does not fit is lost: it has not read others. */
void zygote_answer(const struct zygote *z, int value);

/* A new member is to be where the others are; or all are to be elsewhere. */
void placement_join(struct zygote *z, int pid);
void placement_move(struct zygote *z);

#endif
