/* SPDX-License-Identifier: ISC */
/*
 * The lock of a container's directory.  Whoever has it may run hooks and wait
 * for a guest: nobody waits for it without a limit.
 */
#ifndef RUNTIME_LOCK_H
#define RUNTIME_LOCK_H

#include "runtime/proc.h"

/* -ETIMEDOUT: somebody has it. */
int lock_take(int dir, unsigned int milliseconds);

/* Who, as far as the host tells; -ESRCH.  It is a runnc. */
int lock_holder(int dir, struct process *p);

#endif
