/* SPDX-License-Identifier: ISC */
/*
 * The records that are carried out before the program starts.
 */
#ifndef INIT_ACTIONS_H
#define INIT_ACTIONS_H

#include <stddef.h>

#include "lib/err.h"
#include "guest.h"

/* All of a description, in its order; stops at the first that fails. */
int actions_run(struct guest *g, const char *bytes, size_t size,
		struct err *e);

/* Is there nothing in it but such records? */
int actions_only(const char *bytes, size_t size, struct err *e);

#endif
