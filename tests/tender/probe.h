/* SPDX-License-Identifier: ISC */
/* What the probe has in assembler, for each ISA. */
#ifndef PROBE_H
#define PROBE_H

#include <nabla/boot.h>
#include <nabla/layout.h>
#include <nabla/member.h>

#include "nr.h"

/* Exit statuses. */
enum {
	BAD_BOOT = 2, BAD_COMMAND = 3, BAD_SIGINFO = 4, BAD_STACK = 5,
	BAD_CLOCK = 6, BAD_CONTEXT = 7, BAD_ANSWER = 8, BAD_MEMBER = 9,
	SIGNAL_BASE = 40, ERRNO_BASE = 100,
};

#define BOOT	((const struct nabla_boot *)(NABLA_RAM + NABLA_BOOT_PHYS))
#define SIGVTALRM 26
#define BIT(sig)	(1UL << ((sig) - 1))

#define MEMBER	((const volatile struct nabla_member *)NABLA_MEMBER)

struct siginfo {
	int signo, error, code, pad;
	const char *call_addr;
	int value;			/* or the system call's number */
	unsigned int arch;
};

#pragma GCC visibility push(hidden)	/* no GOT: the addresses are too high */

/* A system call from the host-call stub, another address, and another gate. */
long stub(long nr, long a, long b, long c, long d, long e, long f);
long elsewhere(long nr, long a, long b, long c, long d, long e, long f);
long foreign(long nr, long a, long b, long c, long d, long e, long f);
extern const char elsewhere_ip[], foreign_ip[];
extern const char signal_entry[];
/* Goes back to what a signal has interrupted, if that was in the probe. */
void resume(const void *context) __attribute__((noreturn));

/* What is peculiar to the ISA: verbs, ended by a null one, and boot data. */
struct verb {
	const char *name;
	void (*run)(void);
};
extern const struct verb isa_verbs[];
void put_isa(const struct nabla_boot_isa *isa);
/* What a signal has interrupted: where, and its third argument there. */
unsigned long context_ip(const void *context);
const void *context_third(const void *context);
/* What such verbs need, and members.c. */
typedef long call_fn(long nr, long a, long b, long c, long d, long e, long f);
void make_call(call_fn *fn, const char *ip);
void put_number(const char *name, unsigned long v);
void put(const char *s);
int same(const char *a, const char *b);
char *next_word(void);
long value(const char *word);
void quit(int status) __attribute__((noreturn));
void finish(int status) __attribute__((noreturn));
/* Ends when the verb does. */
void run_verb(const char *name) __attribute__((noreturn));

/* members.c */
extern int without_ticks;
void run_script(void);
void zygote_says(int sig, int value) __attribute__((noreturn));
void probe_member(void) __attribute__((noreturn));

void probe_main(void) __attribute__((noreturn));
void probe_signal(int sig, const struct siginfo *info, const void *context)
	__attribute__((noreturn));

#pragma GCC visibility pop

#endif
