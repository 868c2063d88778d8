/* SPDX-License-Identifier: ISC */
/*
 * The three standard descriptors and the console.
 */
#ifndef INIT_STDFDS_H
#define INIT_STDFDS_H

#include "lib/err.h"
#include "guest.h"
#include "program.h"

/* Descriptors 0 to 2 of init, which the program inherits; opens g->console. */
int stdfds_open(struct guest *g, struct err *e);

/*
 * In the program, which leads its session: the console is its terminal, and so
 * large, unless @size has no rows.
 */
int stdfds_console(const struct guest *g, const struct winsize *size,
		   struct err *e);

/* So that the program's user can open /dev/stdout and the like anew. */
void stdfds_give(uid_t uid);

#endif
