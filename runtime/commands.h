/* SPDX-License-Identifier: ISC */
/* The commands; see struct command for what they return. */
#ifndef RUNTIME_COMMANDS_H
#define RUNTIME_COMMANDS_H

#include "runtime/runtime.h"

#define COMMAND(name) \
	int name(const struct runtime *rt, int argc, char **argv, struct err *e)

COMMAND(command_create);
COMMAND(command_delete);
COMMAND(command_doctor);
COMMAND(command_events);
COMMAND(command_exec);
COMMAND(command_features);
COMMAND(command_kill);
COMMAND(command_list);
COMMAND(command_pause);
COMMAND(command_ps);
COMMAND(command_resume);
COMMAND(command_run);
COMMAND(command_spec);
COMMAND(command_start);
COMMAND(command_state);
COMMAND(command_unsupported);
COMMAND(command_update);

#endif
