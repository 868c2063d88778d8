/* SPDX-License-Identifier: ISC */
/*
 * Who the program is and what it may: ids, groups, capabilities.
 */
#ifndef INIT_IDS_H
#define INIT_IDS_H

#include "lib/err.h"
#include "program.h"

/* In the program, before its exec.  Raw system calls: see launch.c. */
int ids_set(const struct program *p, struct err *e);

#endif
