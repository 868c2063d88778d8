// SPDX-License-Identifier: ISC
#include <errno.h>
#include <stddef.h>

#include "runtime/commands.h"

int command_unsupported(const struct runtime *rt, int argc, char **argv,
			struct err *e)
{
	(void)rt, (void)argc;
	return err_set(e, ENOTSUP, "%s is not supported", argv[0]);
}

const struct command commands[] = {
	{ "create", command_create,
	  "[--bundle DIR] [--config FILE] [--pid-file FILE]\n"
	  "         [--console-socket SOCKET] [--preserve-fds N] ID" },
	{ "start", command_start, "ID" },
	{ "run", command_run, "[options of create] [--detach] [--keep] ID" },
	{ "state", command_state, "ID" },
	{ "list", command_list, "[--format table|json] [--quiet]" },
	{ "kill", command_kill, "[--all] ID [SIGNAL]" },
	{ "delete", command_delete, "[--force] ID" },
	{ "exec", command_exec,
	  "[--process FILE] [--detach] [--tty] [--cwd DIR] [--env N=V]\n"
	  "         [--user UID[:GID]] [--pid-file FILE] "
	  "[--console-socket SOCKET]\n"
	  "         ID [PROGRAM ARGUMENT...]" },
	{ "ps", command_ps, "[--format table|json] ID" },
	{ "pause", command_pause, "ID" },
	{ "resume", command_resume, "ID" },
	{ "update", command_update, "[--resources FILE|-] [--memory BYTES] ... "
	  "ID" },
	{ "events", command_events, "[--stats] [--interval SECONDS] ID" },
	{ "spec", command_spec, "[--bundle DIR]" },
	{ "features", command_features, "" },
	{ "doctor", command_doctor, "" },
	{ "checkpoint", command_unsupported, "(not supported)" },
	{ "restore", command_unsupported, "(not supported)" },
	{ NULL, NULL, NULL },
};
