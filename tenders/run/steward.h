/* SPDX-License-Identifier: ISC */
/*
 * The steward: carries out the guest's orders (<nabla/steward.h>), in a process
 * of its own.
 */
#ifndef RUN_STEWARD_H
#define RUN_STEWARD_H

#include <nabla/steward.h>

struct tender;

struct steward {
	int socket;		/* the guest's end; -1: there is none */
	int own_socket;		/* in the steward */
};

/*
 * Carries out one order: 0 or -errno, as the guest is told.  Looks at *o
 * several times: it must be a copy that the guest can't change.
 */
int steward_carry_out(const struct tender *t, const struct nabla_order *o);

#endif
