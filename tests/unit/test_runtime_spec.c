// SPDX-License-Identifier: ISC
/* config.json: what is read, what is refused, what is warned about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <cmocka.h>

#include "runtime/spec.h"

static char warnings[4096];

static void warn(const char *text)
{
	size_t at = strlen(warnings);

	snprintf(warnings + at, sizeof(warnings) - at, "%s\n", text);
}

static int read_text(struct spec *s, const char *text, struct err *e)
{
	struct json_object *json;

	warnings[0] = '\0';
	*e = (struct err){ 0 };
	if (json_parse(text, strlen(text), &json, e) < 0)
		return -e->code;
	return spec_read(s, json, warn, e);
}

#define HEAD	"{\"ociVersion\":\"1.0.2\",\"root\":{\"path\":\"rootfs\"}"
#define PROCESS	",\"process\":{\"cwd\":\"/\",\"args\":[\"sh\"]"

static void assert_refused(const char *text, const char *message)
{
	struct spec s;
	struct err e;

	assert_true(read_text(&s, text, &e) < 0);
	if (!strstr(e.text, message))
		fail_msg("\"%s\" does not say \"%s\"", e.text, message);
}

static void test_smallest(void **state)
{
	struct spec s;
	struct err e;

	(void)state;
	assert_int_equal(read_text(&s, HEAD "}", &e), 0);
	assert_string_equal(s.version, "1.0.2");
	assert_string_equal(s.root.path, "rootfs");
	assert_false(s.has_process);
	assert_string_equal(warnings, "");
	spec_free(&s);
}

static void test_process(void **state)
{
	const struct spec_rlimit *limit;
	struct spec s;
	struct err e;

	(void)state;
	assert_int_equal(read_text(&s, HEAD PROCESS
		",\"terminal\":true,\"user\":{\"uid\":5,\"gid\":6,"
		"\"additionalGids\":[7,8]},\"env\":[\"A=b\"],"
		"\"capabilities\":{\"bounding\":[\"CAP_KILL\",\"CAP_CHOWN\"]},"
		"\"rlimits\":[{\"type\":\"RLIMIT_NOFILE\",\"soft\":1,"
		"\"hard\":18446744073709551615}],\"oomScoreAdj\":-5,"
		"\"noNewPrivileges\":true}}", &e), 0);
	assert_true(s.process.terminal && s.process.no_new_privs);
	assert_int_equal(s.process.user.uid.value, 5);
	assert_int_equal(s.process.user.n_groups, 2);
	assert_int_equal(s.process.user.groups[1], 8);
	assert_string_equal(s.process.env[0], "A=b");
	assert_null(s.process.env[1]);
	assert_int_equal(s.process.caps[CAP_SET_BOUNDING],
			 1 << CAP_KILL | 1 << CAP_CHOWN);
	limit = s.process.rlimits.items;
	assert_true(limit->hard.value == UINT64_MAX);
	assert_int_equal(s.process.oom_score_adj.value, -5);
	spec_free(&s);
}

static void test_mounts_and_linux(void **state)
{
	const struct spec_mount *m;
	struct spec s;
	struct err e;

	(void)state;
	assert_int_equal(read_text(&s, HEAD
		",\"mounts\":[{\"destination\":\"/a\",\"source\":\"/b\","
		"\"type\":\"bind\",\"options\":[\"rbind\",\"ro\"]}],"
		"\"linux\":{\"namespaces\":[{\"type\":\"network\","
		"\"path\":\"/x\"},{\"type\":\"pid\",\"path\":\"\"}],"
		"\"resources\":{\"memory\":{\"limit\":5},\"devices\":[{}]},"
		"\"maskedPaths\":[\"/p\"],\"sysctl\":{\"k\":\"v\"}}}", &e), 0);
	m = s.mounts.items;
	assert_int_equal(s.mounts.n, 1);
	assert_string_equal(m->options[1], "ro");
	assert_string_equal(spec_namespace(&s, "network")->path, "/x");
	assert_null(spec_namespace(&s, "pid")->path);
	assert_null(spec_namespace(&s, "user"));
	assert_int_equal(s.linux_.resources.memory.limit.value, 5);
	assert_string_equal(s.linux_.masked[0], "/p");
	assert_string_equal(json_string(s.linux_.sysctl, "k"), "v");
	assert_string_equal(warnings, "");
	spec_free(&s);
}

/* The specification wants them passed over, and people want to know. */
static void test_warnings(void **state)
{
	struct spec s;
	struct err e;

	(void)state;
	assert_int_equal(read_text(&s, HEAD PROCESS ",\"apparmorProfile\":\"p\","
		"\"selinuxLabel\":\"\",\"future\":1}}", &e), 0);
	assert_non_null(strstr(warnings, "process.apparmorProfile: not "
			       "honoured"));
	assert_non_null(strstr(warnings, "process.future: not known"));
	assert_null(strstr(warnings, "selinux"));
	spec_free(&s);
}

static void test_null_is_missing(void **state)
{
	struct spec s;
	struct err e;

	(void)state;
	assert_int_equal(read_text(&s, HEAD ",\"mounts\":null,\"hooks\":null}",
				   &e), 0);
	assert_int_equal(s.mounts.n, 0);
	spec_free(&s);
	assert_refused("{\"ociVersion\":\"1.0.2\",\"root\":null}",
		       "\"root\" is missing");
}

static void test_refused(void **state)
{
	(void)state;
	assert_refused("[]", "not a JSON object");
	assert_refused("{} x", "not JSON");
	assert_refused("{\"a\":", "unexpected end");
	assert_refused("{}", "\"ociVersion\" is missing");
	assert_refused("{\"ociVersion\":\"2.0\",\"root\":{\"path\":\"r\"}}",
		       "is not 1.x");
	assert_refused("{\"ociVersion\":5,\"root\":{\"path\":\"r\"}}",
		       "ociVersion: not a string");
	assert_refused(HEAD ",\"hostname\":\"a\\u0000b\"}",
		       "hostname: a NUL character");
	assert_refused(HEAD ",\"windows\":{\"x\":1}}",
		       "windows: not supported");
	assert_refused(HEAD ",\"linux\":{\"intelRdt\":{\"closID\":\"x\"}}}",
		       "linux.intelRdt: not supported");
	assert_refused(HEAD ",\"linux\":{\"namespaces\":[{\"type\":\"x\"}]}}",
		       "no namespace is named");
	assert_refused(HEAD ",\"linux\":{\"namespaces\":[{\"type\":\"pid\"},"
		       "{\"type\":\"pid\"}]}}", "pid is there twice");
	assert_refused(HEAD ",\"linux\":{\"personality\":{\"domain\":"
		       "\"LINUX32\"}}}", "LINUX32");
	assert_refused(HEAD ",\"hooks\":{\"prestart\":[{\"path\":\"x\"}]}}",
		       "hooks.prestart: [0].path \"x\" is not an absolute");
	assert_refused(HEAD ",\"mounts\":[{\"destination\":\"\"}]}",
		       "mounts[0]: an empty destination");
}

static void test_refused_process(void **state)
{
	(void)state;
	assert_refused(HEAD ",\"process\":{\"cwd\":\"/\"}}",
		       "\"args\" is missing");
	assert_refused(HEAD ",\"process\":{\"cwd\":\"/\",\"args\":[]}}",
		       "args is empty");
	assert_refused(HEAD ",\"process\":{\"cwd\":\"x\",\"args\":[\"a\"]}}",
		       "not an absolute path");
	assert_refused(HEAD PROCESS ",\"env\":[\"=x\"]}}", "env[0]");
	assert_refused(HEAD PROCESS ",\"args\":[5]}}",
		       "process.args[0]: not a string");
	assert_refused(HEAD PROCESS ",\"user\":{\"uid\":-1}}}",
		       "process.user.uid: negative");
	assert_refused(HEAD PROCESS ",\"user\":{\"uid\":4294967295}}}",
		       "no user or group id");
	assert_refused(HEAD PROCESS ",\"terminal\":1}}",
		       "process.terminal: not true or false");
	assert_refused(HEAD PROCESS ",\"rlimits\":[{\"type\":\"NOFILE\","
		       "\"soft\":1,\"hard\":1}]}}", "no limit is named");
	assert_refused(HEAD PROCESS ",\"rlimits\":[{\"type\":\"RLIMIT_CPU\","
		       "\"soft\":2,\"hard\":1}]}}", "soft is above hard");
	assert_refused(HEAD PROCESS ",\"oomScoreAdj\":1001}}",
		       "not from -1000 to 1000");
}

/* Deeper than any configuration: no stack is used up. */
static void test_depth(void **state)
{
	static char text[4000];
	struct json_object *json;
	struct err e = { 0 };

	(void)state;
	memset(text, '[', sizeof(text) - 1);
	assert_true(json_parse(text, sizeof(text) - 1, &json, &e) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smallest),
		cmocka_unit_test(test_process),
		cmocka_unit_test(test_mounts_and_linux),
		cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_null_is_missing),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_refused_process),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
