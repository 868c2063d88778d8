// SPDX-License-Identifier: ISC
/* The seccomp profile of config.json; seccomp.c compiles it. */
#include "runtime/spec.h"

#define AT(member)	offsetof(struct spec_seccomp, member)
#define RULE(member)	offsetof(struct spec_seccomp_rule, member)
#define ARG(member)	offsetof(struct spec_seccomp_arg, member)

static const struct field arg_fields[] = {
	{ "index", FIELD_UINT, true, ARG(index) },
	{ "value", FIELD_UINT, true, ARG(value) },
	{ "valueTwo", FIELD_UINT, false, ARG(value_two) },
	{ "op", FIELD_STRING, true, ARG(op) },
	{ NULL },
};

/* The last three are for people and engines, which have obeyed them. */
static const struct field rule_fields[] = {
	{ "names", FIELD_STRINGS, true, RULE(names) },
	{ "action", FIELD_STRING, true, RULE(action) },
	{ "errnoRet", FIELD_UINT, false, RULE(errno_ret) },
	{ "args", FIELD_LIST, false, RULE(args),
	  sizeof(struct spec_seccomp_arg), arg_fields },
	{ "comment", FIELD_IGNORE },
	{ "includes", FIELD_IGNORE },
	{ "excludes", FIELD_IGNORE },
	{ NULL },
};

const struct field spec_seccomp_fields[] = {
	{ "defaultAction", FIELD_STRING, true, AT(default_action) },
	{ "defaultErrnoRet", FIELD_UINT, false, AT(default_errno) },
	{ "architectures", FIELD_STRINGS, false, AT(architectures) },
	{ "flags", FIELD_STRINGS, false, AT(flags) },
	{ "syscalls", FIELD_LIST, false, AT(rules),
	  sizeof(struct spec_seccomp_rule), rule_fields },
	{ "listenerPath", FIELD_REFUSE, .why = "a listener of system calls" },
	{ "listenerMetadata", FIELD_IGNORE },
	{ NULL },
};
