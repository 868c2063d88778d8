/* SPDX-License-Identifier: ISC */
/*
 * Sessions without a program: a connection to the guest's localhost, for
 * somebody outside who thinks it is theirs (NABLA_CONTROL_CONNECT); and
 * descriptors from outside that the program is to have (NABLA_CONTROL_GIVE).
 */
#ifndef INIT_CONNECTION_H
#define INIT_CONNECTION_H

#include <nabla/control.h>
#include <stdint.h>

#include "lib/err.h"
#include "guest.h"
#include "session.h"

/* *session is in no list yet. */
int connection_start(uint32_t id, const struct nabla_control_place *to,
		     struct session **session, struct err *e);

/* The program's end is in g->gift. */
int connection_give(struct guest *g, uint32_t id,
		    const struct nabla_control_gift *gift,
		    struct session **session, struct err *e);
/* In the program's process: they get their numbers. */
int connection_take_gifts(const struct guest *g, struct err *e);
/* In init, which has no use for the program's ends once it has them. */
void connection_drop_gifts(struct guest *g);

#endif
