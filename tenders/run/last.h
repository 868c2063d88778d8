/* SPDX-License-Identifier: ISC */
/*
 * For code that runs once libc has left: in the last stage, in the zygote, in
 * a newborn member.  It calls nothing of libc, has no errno, no thread-local
 * storage and so no stack protector; system calls go by isa_call(), data is
 * static or on the stack, which each process has a copy of.
 */
#ifndef RUN_LAST_H
#define RUN_LAST_H

#include <stddef.h>
#include <stdint.h>

#define LAST	__attribute__((no_stack_protector))

#define GIVE_UP(text)							\
	give_up("nabla-run: " text "\n", sizeof("nabla-run: " text))

__attribute__((noreturn)) void give_up(const char *message, size_t len);

/*
 * Notes for the guest which signals of the set have come while all were
 * blocked. The gate would do it as well, but the host would deliver all of it
 * at once, with a frame on the alternate stack for each, to a process that may
 * be slow to touch these pages.
 */
void note_pending(uint64_t set);

/* The preemption timer of this process: 0 or the negative error number. */
long tick_start(void);

/* Signals that are only the first process's, in any other: 0 or likewise. */
long signals_leave_to_first(void);

#endif
