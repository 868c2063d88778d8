/* SPDX-License-Identifier: ISC */
/*
 * Whether the library kernel rewrites system calls of programs.  A program that
 * checks its own text sees the jumps; the annotation nabla.rewrite=off keeps its
 * text as it is, and its system calls are host signals.
 */
#ifndef RUNTIME_REWRITING_H
#define RUNTIME_REWRITING_H

struct err;
struct launch;

/* Sets l->keep_text; refuses what can't be honoured.  0 or -errno. */
int rewriting_find(struct launch *l, struct err *e);

#endif
