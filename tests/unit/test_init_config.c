// SPDX-License-Identifier: ISC
/*
 * The description: cut into records, read into a program, refused where it is
 * wrong.
 */
#include "test_init.h"

#include <errno.h>

#include "init/config.h"
#include "init/program.h"

/* Every directive with its arguments, as <nabla/config.h> has them. */
static const struct {
	enum directive what;
	unsigned int nargs;
	const char *text;
} all[] = {
	{ D_ARG, 1, "arg|/bin/true|" },
	{ D_ENV, 1, "env|A=b|" },
	{ D_CWD, 1, "cwd|/tmp|" },
	{ D_ROOT, 1, "root|/new|" },
	{ D_FILES, 2, "files|tag|root|" },
	{ D_BIND, 3, "bind|3|/data|ro|" },
	{ D_DEV, 0, "dev|" },
	{ D_HOME, 0, "home|" },
	{ D_USER, 2, "user|1000|1001|" },
	{ D_GROUP, 1, "group|5|" },
	{ D_UMASK, 1, "umask|27|" },
	{ D_RLIMIT, 3, "rlimit|nofile|10|20|" },
	{ D_HOSTNAME, 1, "hostname|h|" },
	{ D_DOMAINNAME, 1, "domainname|d|" },
	{ D_SYSCTL, 2, "sysctl|net.ipv4.ip_forward|1|" },
	{ D_MKDIR, 2, "mkdir|/a/b|755|" },
	{ D_MOUNT, 4, "mount|tmpfs|/a|tmpfs|ro,size=1m|" },
	{ D_SYMLINK, 2, "symlink|text|/path|" },
	{ D_WRITE, 2, "write|/path|text|" },
	{ D_LINK, 2, "link|eth0|up|" },
	{ D_MTU, 2, "mtu|eth0|1500|" },
	{ D_ADDRESS, 2, "address|eth0|10.0.0.1/8|" },
	{ D_PEER, 3, "peer|eth0|10.0.0.1|10.0.0.9/32|" },
	{ D_ROUTE, 3, "route|eth0|default|10.0.0.2|" },
	{ D_RESOLVER, 1, "resolver|127.0.0.11|" },
	{ D_ROUTING, 6, "routing|eth0|default|-|5|10.0.0.1|1300|" },
	{ D_DEVICE, 7, "device|/dev/x|c|1|3|666|0|0|" },
	{ D_MASK, 1, "mask|/proc/kcore|" },
	{ D_READONLY, 1, "readonly|/proc/sys|" },
	{ D_NAMESPACE, 1, "namespace|pid|" },
	{ D_CGROUP, 2, "cgroup|pids.max|9|" },
	{ D_WAIT, 0, "wait|" },
	{ D_WINSIZE, 2, "winsize|24|80|" },
	{ D_OOM, 1, "oom|-500|" },
	{ D_SCHED, 3, "sched|batch|5|0|" },
	{ D_IOPRIO, 2, "ioprio|be|4|" },
	{ D_SECCOMP, 2, "seccomp|0|06000000000000ff|" },
	{ D_CAP, 2, "cap|bounding|ff|" },
	{ D_NNP, 0, "nnp|" },
	{ D_CONSOLE, 0, "console|" },
};

#define ALL	(sizeof(all) / sizeof(*all))

static unsigned int count_args(const struct record *r)
{
	unsigned int n = 0;

	while (n < RECORD_ARGS_MAX && r->arg[n])
		n++;
	return n;
}

static void every_directive(void **state)
{
	struct err e = { 0 };
	struct cursor c;
	struct record r;
	char *bytes;
	size_t size;

	(void)state;
	assert_int_equal(ALL, D_COUNT);
	for (size_t i = 0; i < ALL; i++) {
		size = describe(all[i].text, &bytes);
		config_rewind(&c, bytes, size);
		assert_int_equal(config_next(&c, &r, &e), 1);
		assert_int_equal(r.what, all[i].what);
		assert_int_equal(r.number, 1);
		assert_int_equal(count_args(&r), all[i].nargs);
		assert_int_equal(config_next(&c, &r, &e), 0);
		free(bytes);
	}
}

/* How many there are before an error or the end. */
static int records_in(const char *text, int *rc, struct err *e)
{
	struct cursor c;
	struct record r;
	char *bytes;
	size_t size = describe(text, &bytes);
	int n = 0;

	config_rewind(&c, bytes, size);
	while ((*rc = config_next(&c, &r, e)) > 0)
		n++;
	free(bytes);
	return n;
}

static void cut_short_anywhere(void **state)
{
	char text[128];
	struct err e;
	int rc;

	(void)state;
	for (size_t i = 0; i < ALL; i++) {
		for (size_t size = 1; size < strlen(all[i].text); size++) {
			snprintf(text, sizeof(text), "%.*s", (int)size,
				 all[i].text);
			e.code = 0;
			assert_int_equal(records_in(text, &rc, &e), 0);
			assert_int_equal(rc, -EINVAL);
			assert_int_equal(e.code, EINVAL);
			assert_non_null(strstr(e.text, "record 1"));
			assert_non_null(strstr(e.text, "cut short"));
		}
	}
	assert_int_equal(records_in("", &rc, &e), 0);
	assert_int_equal(rc, 0);
}

static void unknown_directive(void **state)
{
	static const char *const bad[] = {
		"Arg|x|", "args|x|", "ar|x|", "|", "arg |x|", "\xff\xfe|x|",
	};
	struct err e;
	int rc;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		records_in(bad[i], &rc, &e);
		assert_int_equal(rc, -EINVAL);
		assert_non_null(strstr(e.text, "unknown directive"));
	}
}

static void error_names_the_record(void **state)
{
	struct err e;
	int rc;

	(void)state;
	assert_int_equal(records_in("nnp|arg|x|mount|a|b|", &rc, &e), 2);
	assert_int_equal(rc, -EINVAL);
	assert_string_equal(e.text,
			    "record 3, mount: cut short: argument 3 of 4 is missing");
}

static void over_long_strings(void **state)
{
	static char text[1 << 18];
	struct err e;
	int rc;

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	records_in(text, &rc, &e);
	assert_non_null(strstr(e.text, "cut short"));
	text[sizeof(text) - 2] = '|';
	records_in(text, &rc, &e);
	assert_non_null(strstr(e.text, "unknown directive \"xxx"));
	assert_true(strlen(e.text) < sizeof(e.text));
	memcpy(text, "arg|", 4);
	assert_int_equal(records_in(text, &rc, &e), 1);
	assert_int_equal(rc, 0);
}

static void whole_program(void **state)
{
	static const char text[] =
		"arg|sh|env|A=|user|10|11|arg|\xff \n|"
		"group|1|group|4294967294|umask|077|cwd|/w|"
		"hostname|h|env|B=x=y|nnp|cap|effective|0xF|"
		"cap|ambient|ffffffffffffffff|"
		"rlimit|RLIMIT_NOFILE|1|unlimited|console|";
	struct err e = { 0 };
	struct program p;
	char *bytes;
	size_t size = describe(text, &bytes);

	(void)state;
	assert_int_equal(program_read(&p, bytes, size, &e), 0);
	assert_string_equal(p.argv[0], "sh");
	assert_string_equal(p.argv[1], "\xff \n");
	assert_null(p.argv[2]);
	assert_string_equal(p.envp[0], "A=");
	assert_string_equal(p.envp[1], "B=x=y");
	assert_null(p.envp[2]);
	assert_string_equal(p.cwd, "/w");
	assert_true(p.has_ids && p.nnp && p.console && !p.has_root);
	assert_int_equal(p.uid, 10);
	assert_int_equal(p.gid, 11);
	assert_int_equal(p.ngroups, 2);
	assert_int_equal(p.groups[1], 4294967294U);
	assert_int_equal(p.umask, 077);
	assert_int_equal(p.caps.named,
			 1 << CAPS_EFFECTIVE | 1 << CAPS_AMBIENT);
	assert_int_equal(p.caps.mask[CAPS_EFFECTIVE], 15);
	assert_true(p.caps.mask[CAPS_AMBIENT] == UINT64_MAX);
	assert_true(p.limits[RLIMIT_NOFILE].named);
	assert_int_equal(p.limits[RLIMIT_NOFILE].soft, 1);
	assert_true(p.limits[RLIMIT_NOFILE].hard == UINT64_MAX);
	assert_false(p.limits[RLIMIT_CORE].named);
	program_free(&p);
	free(bytes);
}

static void defaults(void **state)
{
	struct err e = { 0 };
	struct program p;

	(void)state;
	assert_int_equal(program_read(&p, "arg\0x", 6, &e), 0);
	assert_string_equal(p.cwd, "/");
	assert_int_equal(p.umask, 022);
	assert_int_equal(p.uid, 0);
	assert_int_equal(p.gid, 0);
	assert_false(p.has_ids || p.nnp || p.console || p.has_root);
	assert_null(p.envp[0]);
	program_free(&p);
}

static void whole_weight(void **state)
{
	struct program p;
	struct err e = { 0 };
	char *bytes;
	size_t size = describe("arg|x|wait|winsize|24|80|oom|-1000|"
			       "sched|batch|-20|0|ioprio|be|4|"
			       "seccomp|2|0600000000000cff060000000000ff7f|",
			       &bytes);

	(void)state;
	assert_int_equal(program_read(&p, bytes, size, &e), 0);
	assert_true(p.wait);
	assert_int_equal(p.size.ws_row, 24);
	assert_int_equal(p.size.ws_col, 80);
	assert_int_equal(p.weight.oom, -1000);
	assert_int_equal(p.weight.policy, 3);
	assert_int_equal(p.weight.nice, -20);
	assert_int_equal(p.weight.ioprio, 2 << 13 | 4);
	assert_int_equal(p.syscalls.flags, 2);
	assert_int_equal(p.syscalls.size, 16);
	assert_int_equal(p.syscalls.filter[0].code, 6);
	assert_int_equal(p.syscalls.filter[0].k, 0xff0c0000);
	assert_int_equal(p.syscalls.filter[1].k, 0x7fff0000);
	program_free(&p);
	free(bytes);
}

/* For a session: nothing that changes the container. */
static void program_only(void **state)
{
	static const char *const bad[] = {
		"arg|x|mount|a|/b|c||", "arg|x|root|/|", "arg|x|wait|",
		"arg|x|namespace|pid|", "arg|x|link|lo|up|",
		"arg|x|cgroup|pids.max|9|",
	};
	struct program p;
	struct err e = { 0 };
	char *bytes;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		size = describe(bad[i], &bytes);
		assert_int_equal(program_read_only(&p, bytes, size, &e),
				 -EINVAL);
		assert_non_null(strstr(e.text, "record 2, "));
		free(bytes);
	}
	size = describe("arg|x|env|A=b|user|1|2|console|nnp|", &bytes);
	assert_int_equal(program_read_only(&p, bytes, size, &e), 0);
	program_free(&p);
	free(bytes);
}

static void refused_values(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} bad[] = {
		{ "nnp|", "no arg record" },
		{ "", "no arg record" },
		{ "arg|x|env|A|", "record 2, env: \"A\"" },
		{ "arg|x|env|=A|", "record 2, env" },
		{ "arg|x|cwd|tmp|", "cwd: \"tmp\"" },
		{ "arg|x|root||", "root: \"\"" },
		{ "arg|x|user|1x|1|", "user: user id \"1x\"" },
		{ "arg|x|user|1|-1|", "user: group id \"-1\"" },
		{ "arg|x|user||1|", "user id \"\"" },
		{ "arg|x|group|4294967295|", "4294967295" },
		{ "arg|x|umask|8|", "octal" },
		{ "arg|x|umask|1000|", "umask: mask \"1000\"" },
		{ "arg|x|rlimit|no|1|1|", "\"no\"" },
		{ "arg|x|rlimit|cpu|2|1|", "above" },
		{ "arg|x|rlimit|cpu|unlimited|1|", "above" },
		{ "arg|x|rlimit|cpu|1|18446744073709551616|",
		  "18446744073709551616" },
		{ "arg|x|cap|all|1|", "\"all\"" },
		{ "arg|x|cap|bounding|fg|", "hexadecimal" },
		{ "arg|x|cap|bounding|0x|", "hexadecimal" },
		{ "arg|x|winsize|24|65536|", "columns \"65536\"" },
		{ "arg|x|oom|1001|", "score \"1001\"" },
		{ "arg|x|oom|--1|", "score \"--1\"" },
		{ "arg|x|sched|best|0|0|", "\"best\"" },
		{ "arg|x|sched|other|20|0|", "nice value \"20\"" },
		{ "arg|x|sched|fifo|0|100|", "priority \"100\"" },
		{ "arg|x|ioprio|be|8|", "level \"8\"" },
		{ "arg|x|seccomp|8|0600000000000000|", "flags 8" },
		{ "arg|x|seccomp|0||", "0 digits" },
		{ "arg|x|seccomp|0|060000000000000|", "15 digits" },
		{ "arg|x|seccomp|0|06000000|", "8 digits" },
		{ "arg|x|seccomp|0|060000000000000G|", "digits that are not" },
		{ "arg|x|seccomp|0|0600000000000000|"
		  "seccomp|0|0600000000000000|", "record 3, seccomp: a second" },
	};
	struct program p;
	struct err e;
	char *bytes;
	size_t size;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e.code = 0;
		size = describe(bad[i].text, &bytes);
		assert_int_equal(program_read(&p, bytes, size, &e), -EINVAL);
		free(bytes);
		assert_int_equal(e.code, EINVAL);
		if (!strstr(e.text, bad[i].says))
			fail_msg("\"%s\" lacks \"%s\"", e.text, bad[i].says);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_directive),
		cmocka_unit_test(cut_short_anywhere),
		cmocka_unit_test(unknown_directive),
		cmocka_unit_test(error_names_the_record),
		cmocka_unit_test(over_long_strings),
		cmocka_unit_test(whole_program),
		cmocka_unit_test(defaults),
		cmocka_unit_test(whole_weight),
		cmocka_unit_test(program_only),
		cmocka_unit_test(refused_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
