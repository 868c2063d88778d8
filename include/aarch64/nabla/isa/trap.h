/* SPDX-License-Identifier: ISC */
/*
 * A trapped system call's first argument that the host does not hand on.  It is
 * in the register of results, and the host takes two values there for a wish of
 * the call's to be restarted, which a handler of SIGSYS ends with -EINTR.  So
 * the filter, which sees the argument, says in si_errno what it was.
 */
#ifndef NABLA_ISA_TRAP_H
#define NABLA_ISA_TRAP_H

#define NABLA_LOST_NOHAND	514	/* -ERESTARTNOHAND */
#define NABLA_LOST_BLOCK	516	/* -ERESTART_RESTARTBLOCK */

/* si_errno is 0, or one of these, without its sign, */
#define NABLA_LOST_VALUE	0x7fff
/* and this, if the upper half was zero and not one of a negative number */
#define NABLA_LOST_ZERO		0x8000

#endif
