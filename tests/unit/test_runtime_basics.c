// SPDX-License-Identifier: ISC
/* Signals' names, division of memory, places to mount on, descriptions. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "runtime/cgroup.h"
#include "runtime/container.h"
#include "runtime/describe.h"
#include "runtime/memory.h"
#include "runtime/mounts.h"
#include "runtime/signals.h"

static int signal_of(const char *text)
{
	struct err e = { 0 };
	int sig;

	return signal_parse(text, &sig, &e) < 0 ? -1 : sig;
}

static void test_signals(void **state)
{
	(void)state;
	assert_int_equal(signal_of("9"), SIGKILL);
	assert_int_equal(signal_of("KILL"), SIGKILL);
	assert_int_equal(signal_of("SIGTERM"), SIGTERM);
	assert_int_equal(signal_of("sigwinch"), SIGWINCH);
	assert_int_equal(signal_of("RTMIN+3"), SIGRTMIN + 3);
	assert_int_equal(signal_of("SIGRTMAX-1"), SIGRTMAX - 1);
	assert_int_equal(signal_of("0"), -1);
	assert_int_equal(signal_of("65"), -1);
	assert_int_equal(signal_of("-9"), -1);
	assert_int_equal(signal_of("9x"), -1);
	assert_int_equal(signal_of(""), -1);
	assert_int_equal(signal_of("RTMIN-1"), -1);
	assert_int_equal(signal_of("RTMIN3"), -1);
}

static void test_memory(void **state)
{
	uint64_t guest, total, members;

	(void)state;
	for (uint64_t limit = 1; limit < 1ULL << 50; limit *= 3) {
		memory_divide(limit, &guest, &total);
		assert_true(guest >= MEMORY_LEAST && !(guest % (1 << 20)));
		assert_true(total >= limit && total > guest);
		assert_true(total - guest >= MEMORY_RESERVE);
		members = memory_members(guest, total);
		assert_true(members >= 16 && members <= MEMORY_MEMBERS_MAX);
		assert_true(MEMORY_HELPERS + members * MEMORY_MEMBER <=
			    total - guest);
	}
	memory_divide(1ULL << 30, &guest, &total);
	assert_int_equal(total, 1ULL << 30);
	assert_int_equal(guest >> 20, 1024 - 16 - 64);
}

static void test_ids(void **state)
{
	struct err e = { 0 };

	(void)state;
	assert_int_equal(container_check_id("a_b+c-d.e9", &e), 0);
	assert_true(container_check_id("", &e) < 0);
	assert_true(container_check_id("..", &e) < 0);
	assert_true(container_check_id("a/b", &e) < 0);
	assert_true(container_check_id("a\nb", &e) < 0);
}

static bool is_there(int dir, const char *path, mode_t type)
{
	struct stat st;

	return !fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) &&
	       (st.st_mode & S_IFMT) == type;
}

/* Links lead nowhere but within the root. */
static void test_places(void **state)
{
	char top[] = "/tmp/nabla-test-XXXXXX", command[64];
	struct err e = { 0 };
	int dir, root;

	(void)state;
	assert_non_null(mkdtemp(top));
	dir = open(top, O_PATH | O_DIRECTORY);
	assert_int_equal(mkdirat(dir, "root", 0755), 0);
	root = openat(dir, "root", O_PATH | O_DIRECTORY);
	assert_int_equal(symlinkat("/real", root, "link"), 0);
	assert_int_equal(symlinkat("../../..", root, "up"), 0);
	assert_int_equal(mkdirat(root, "real", 0755), 0);

	assert_int_equal(mounts_make_place(root, "/a/b", true, &e), 0);
	assert_true(is_there(root, "a/b", S_IFDIR));
	assert_int_equal(mounts_make_place(root, "/a/f", false, &e), 0);
	assert_true(is_there(root, "a/f", S_IFREG));
	assert_int_equal(mounts_make_place(root, "//a//f/", false, &e), 0);
	assert_int_equal(mounts_make_place(root, "/link/x", true, &e), 0);
	assert_true(is_there(root, "real/x", S_IFDIR));
	assert_int_equal(mounts_make_place(root, "/up/y", true, &e), 0);
	assert_true(is_there(root, "y", S_IFDIR));
	assert_int_equal(mounts_make_place(root, "../../z", true, &e), 0);
	assert_true(is_there(root, "z", S_IFDIR));
	assert_false(is_there(dir, "y", S_IFDIR) || is_there(dir, "z", S_IFDIR));
	assert_true(mounts_make_place(root, "/a/f/g", true, &e) < 0);

	close(root);
	close(dir);
	snprintf(command, sizeof(command), "rm -r %s", top);
	assert_int_equal(system(command), 0);
}

/* The words of a description, with NUL as '|'. */
static char *as_text(struct records *r)
{
	for (size_t i = 0; i < r->size; i++)
		if (!r->bytes[i])
			r->bytes[i] = '|';
	records_add(r, "", NULL);
	return r->bytes;
}

static void ignore(const char *text)
{
	(void)text;
}

static void assert_describes_in(const char *json, const struct joining *j,
				const char *part)
{
	struct records r = { 0 };
	struct json_object *o;
	struct err e = { 0 };
	struct spec s;

	assert_int_equal(json_parse(json, strlen(json), &o, &e), 0);
	assert_int_equal(spec_read(&s, o, NULL, &e), 0);
	assert_int_equal(describe_system(&r, &s, j, ignore, &e), 0);
	assert_int_equal(describe_program(&r, &s.process, &e), 0);
	if (!strstr(as_text(&r), part))
		fail_msg("\"%s\" is not in \"%s\"", part, r.bytes);
	records_free(&r);
	spec_free(&s);
}

static void assert_describes(const char *json, const char *part)
{
	assert_describes_in(json, NULL, part);
}

#define SPEC(more) "{\"ociVersion\":\"1.0.2\",\"root\":{\"path\":\"r\"}," \
	"\"process\":{\"cwd\":\"/w\",\"args\":[\"a\",\"b c\"]" more "}"

static void test_description(void **state)
{
	(void)state;
	assert_describes(SPEC("}"), "files|files|root|dev|mkdir|/w|0755|");
	assert_describes(SPEC("}"), "arg|a|arg|b c|home|cwd|/w|user|0|0|");
	assert_describes(SPEC(",\"user\":{\"uid\":5,\"gid\":6,\"additionalGids\":"
			      "[7],\"umask\":18}}"),
			 "user|5|6|group|7|umask|0022|");
	assert_describes(SPEC(",\"capabilities\":{\"ambient\":[\"CAP_CHOWN\"],"
			      "\"permitted\":[\"CAP_CHOWN\"]}}"),
			 "cap|permitted|1|cap|ambient|0|");
	assert_describes(SPEC(",\"rlimits\":[{\"type\":\"RLIMIT_CORE\",\"soft\":0,"
			      "\"hard\":18446744073709551615}]}"),
			 "rlimit|RLIMIT_CORE|0|unlimited|");
	assert_describes(SPEC("},\"mounts\":[{\"destination\":\"d\",\"source\":"
			      "\"/s\",\"options\":[\"rbind\",\"rro\",\"rprivate\","
			      "\"nosuid\"]}]"), "bind|0|/d|ro,nosuid|");
	assert_describes(SPEC("},\"mounts\":[{\"destination\":\"/t\",\"type\":"
			      "\"tmpfs\",\"options\":[\"size=1m\"]}]"),
			 "mkdir|/t|0755|mount|tmpfs|/t|tmpfs|size=1m|");
	assert_describes(SPEC("},\"linux\":{\"namespaces\":[{\"type\":\"pid\"}],"
			      "\"maskedPaths\":[\"/p\"],\"sysctl\":{\"a\":\"b\"}}"),
			 "mask|/p|sysctl|a|b|");
	assert_describes(SPEC("},\"linux\":{\"resources\":{\"pids\":"
			      "{\"limit\":7}}}"), "cgroup|pids.max|7|");
}

/* In another's guest: a folder of the gofer's, limits, namespaces. */
static void test_joining(void **state)
{
	const struct joining j = { .folder = "f", .ipc = true };
	const struct joining limited = { .folder = "f", .groups = true };
	static const char *const limits = SPEC("},\"linux\":{\"resources\":"
		"{\"memory\":{\"limit\":5000},\"pids\":{\"limit\":7}}}");

	(void)state;
	assert_describes_in(SPEC("},\"mounts\":[{\"destination\":\"d\","
				 "\"source\":\"/s\",\"options\":[\"bind\"]}]"),
			    &j, "|files|files|f/root|bind|f/0|/d||");
	assert_describes_in(SPEC("}"), &j, "namespace|uts|files|");
	assert_describes_in(SPEC("}"), &limited,
			    "namespace|ipc|namespace|uts|files|");
	assert_describes_in(limits, &limited,
			    "cgroup|memory.max|5000|cgroup|pids.max|7|");
	assert_describes_in(limits, &j, "namespace|uts|cgroup|pids.max|7|");
}

static void test_profile(void **state)
{
	(void)state;
	assert_describes(SPEC("},\"linux\":{\"seccomp\":{\"defaultAction\":"
			      "\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":"
			      "[\"mkdir\",\"no_such_call\"],\"action\":"
			      "\"SCMP_ACT_ERRNO\",\"errnoRet\":5}]}}"),
			 "seccomp|0|20000000");
}

static void assert_unit(const char *path, const char *wanted)
{
	struct err e = { 0 };
	char out[200];

	assert_int_equal(cgroup_systemd_path(path, "i", out, sizeof(out), &e),
			 0);
	assert_string_equal(out, wanted);
}

static void test_systemd_path(void **state)
{
	static const char *const wrong[] = {
		"a", "a:b", "a:b:c", "a.slice:b:", "a.slice:b:c:d",
		"/a.slice:b:c", "a.slice:b:../c", "a--b.slice:b:c",
		"-a.slice:b:c", "a-.slice:b:c", ".slice:b:c", "/a/b",
	};
	struct err e = { 0 };
	char out[200], small[8];

	(void)state;
	assert_unit(NULL, "/system.slice/runnc-i.scope");
	assert_unit("", "/system.slice/runnc-i.scope");
	assert_unit("system.slice:docker:c", "/system.slice/docker-c.scope");
	assert_unit(":p:c", "/system.slice/p-c.scope");
	assert_unit("a.slice::c", "/a.slice/c.scope");
	assert_unit("-.slice:p:c", "/p-c.scope");
	assert_unit("a-b-c.slice:p:d.slice",
		    "/a.slice/a-b.slice/a-b-c.slice/d.slice");
	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(cgroup_systemd_path(wrong[i], "i", out,
						     sizeof(out), &e),
				 -EINVAL);
	for (size_t size = 1; size < sizeof(small); size++)
		assert_int_equal(cgroup_systemd_path("a-b.slice:p:c", "i",
						     small, size, &e),
				 -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_description),
		cmocka_unit_test(test_joining),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_systemd_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
