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
	{ "state", command_state, "ID" },
	{ "list", command_list, "[--format table|json] [--quiet]" },
	{ "delete", command_delete, "[--force] ID" },
	{ "spec", command_spec, "[--bundle DIR]" },
	{ "features", command_features, "" },
	{ "doctor", command_doctor, "" },
	{ "checkpoint", command_unsupported, "(not supported)" },
	{ "restore", command_unsupported, "(not supported)" },
	{ NULL, NULL, NULL },
};
