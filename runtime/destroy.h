/* SPDX-License-Identifier: ISC */
/* The end of a container, in whatever state it is. */
#ifndef RUNTIME_DESTROY_H
#define RUNTIME_DESTROY_H

#include "runtime/container.h"

/* Kills what is left of it, and waits until it is gone. */
int container_kill_all(struct container *c, struct err *e);

/*
 * That, then its control groups, poststop hooks and state.  The container must
 * be locked.
 */
int container_destroy(struct container *c, struct err *e);

#endif
