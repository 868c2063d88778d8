/* SPDX-License-Identifier: ISC */
/* Without the host's root: another user, or only a user namespace's root. */
#ifndef RUNTIME_ROOTLESS_H
#define RUNTIME_ROOTLESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "lib/err.h"
#include "runtime/spec.h"

/* This process is without it. */
bool rootless(void);

/*
 * Writes the id maps of a process in a new user namespace: itself where it
 * may, else by newuidmap and newgidmap (uidmap), which know what the
 * administrator gave to this user.
 */
int rootless_write_maps(const struct spec *s, pid_t pid, struct err *e);

#endif
