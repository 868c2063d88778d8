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

/*
 * Those of startContainer: programs of the container, run in it as its own will
 * be, before that is started.
 */
int hooks_run_inside(const struct spec *s, struct container *c,
		     struct json_object *state, struct err *e);

/* The state as a file: a hook need not read it, and nobody waits for it. */
int hooks_state_file(struct json_object *state, struct err *e);

/* The end of the process that one has been made; it is killed if late. */
int hooks_await(const struct spec_hook *h, enum hook_place place, pid_t pid,
		struct err *e);

#endif
