/* SPDX-License-Identifier: ISC */
/*
 * Hooks: programs of the host that engines have run at points of a container's
 * life.  Each gets the state on its standard input.
 */
#ifndef RUNTIME_HOOKS_H
#define RUNTIME_HOOKS_H

#include "runtime/container.h"
#include "runtime/spec.h"

/*
 * Runs those of one place, one after the other, in the bundle's directory;
 * stops at the first that fails or takes longer than its timeout.
 */
int hooks_run(const struct spec *s, enum hook_place place,
	      struct json_object *state, const char *bundle, struct err *e);

/* The same, going on after a failure, which is warned about. */
void hooks_run_all(const struct spec *s, enum hook_place place,
		   struct json_object *state, const char *bundle);

#endif
