/* SPDX-License-Identifier: ISC */
/*
 * A session without a program: a connection to the guest's localhost, for
 * somebody outside who thinks it is theirs (NABLA_CONTROL_CONNECT).
 */
#ifndef INIT_CONNECTION_H
#define INIT_CONNECTION_H

#include <nabla/control.h>
#include <stdint.h>

#include "lib/err.h"
#include "session.h"

/* *session is in no list yet. */
int connection_start(uint32_t id, const struct nabla_control_place *to,
		     struct session **session, struct err *e);

#endif
