/* SPDX-License-Identifier: ISC */
/* What the probe has in assembler, for each ISA. */
#ifndef PROBE_H
#define PROBE_H

#include <nabla/isa/boot.h>

#include "nr.h"

struct siginfo {
	int signo, error, code, pad;
	const char *call_addr;
	int syscall;
	unsigned int arch;
};

#pragma GCC visibility push(hidden)	/* no GOT: the addresses are too high */

/* A system call from the host-call stub, another address, and another gate. */
long stub(long nr, long a, long b, long c, long d, long e, long f);
long elsewhere(long nr, long a, long b, long c, long d, long e, long f);
long foreign(long nr, long a, long b, long c, long d, long e, long f);
extern const char elsewhere_ip[], foreign_ip[];
extern const char signal_entry[];

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
/* What such verbs need. */
typedef long call_fn(long nr, long a, long b, long c, long d, long e, long f);
void make_call(call_fn *fn, const char *ip);
void put_number(const char *name, unsigned long v);
int same(const char *a, const char *b);

void probe_main(void) __attribute__((noreturn));
void probe_signal(int sig, const struct siginfo *info, const void *context)
	__attribute__((noreturn));

#pragma GCC visibility pop

#endif
