// SPDX-License-Identifier: ISC
/* The command line of nabla-bake: what is taken, and what is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bake/options.h"
#include "lib/err.h"

static struct options o;
static struct err err;
static char *words[64];

#define PARSE(...) parse((const char *[]) { "nabla-bake", __VA_ARGS__, NULL })

/* Of words that may be written to. */
static int parse(const char **argv)
{
	int argc = 0, r;

	for (char **w = words; *w; w++) {
		free(*w);
		*w = NULL;
	}
	free(o.env);
	free(o.add);
	for (; argv[argc]; argc++)
		words[argc] = strdup(argv[argc]);
	memset(&err, 0, sizeof(err));
	r = options_parse(&o, argc, words, &err);
	assert_int_equal(r, -err.code);
	return r;
}

static void a_program(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--program=/bin/sh", "-o", "out"), 0);
	assert_int_equal(o.action, ACTION_BAKE);
	assert_string_equal(o.program, "/bin/sh");
	assert_string_equal(o.output, "out");
	assert_string_equal(o.compress, "lz4hc");
	assert_null(o.root);
	assert_null(o.kernel);
	assert_null(o.cwd);
	assert_null(o.uid);
	assert_null(o.env[0]);
	assert_null(o.add[0]);
	assert_null(o.args[0]);
	assert_int_equal(o.mem, 0);
	assert_int_equal(o.nr_nets, 0);
	assert_false(o.read_only);
}

static void everything(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--root", "dir", "--output=o", "--kernel=k",
			       "--compress=none", "--read-only", "--env=A=1",
			       "--env=B=", "--cwd=/tmp", "--user=12:34",
			       "--hostname=h", "--mem=64", "--net=eth0",
			       "--net=eth1=192.0.2.2/24,192.0.2.1",
			       "--net=eth2=2001:db8::2/64", "--", "sh", "--mem=1"),
			 0);
	assert_string_equal(o.root, "dir");
	assert_string_equal(o.kernel, "k");
	assert_null(o.compress);
	assert_true(o.read_only);
	assert_string_equal(o.env[0], "A=1");
	assert_string_equal(o.env[1], "B=");
	assert_null(o.env[2]);
	assert_string_equal(o.cwd, "/tmp");
	assert_string_equal(o.uid, "12");
	assert_string_equal(o.gid, "34");
	assert_string_equal(o.hostname, "h");
	assert_int_equal(o.mem, 64);
	assert_int_equal(o.nr_nets, 3);
	assert_string_equal(o.net[0].name, "eth0");
	assert_string_equal(o.net[0].address, "");
	assert_string_equal(o.net[1].address, "192.0.2.2/24");
	assert_string_equal(o.net[1].gateway, "192.0.2.1");
	assert_string_equal(o.net[2].address, "2001:db8::2/64");
	assert_string_equal(o.args[0], "sh");
	assert_string_equal(o.args[1], "--mem=1");
	assert_null(o.args[2]);
}

static void a_user_is_its_group(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--program=p", "-oout", "--user=7"), 0);
	assert_string_equal(o.uid, "7");
	assert_string_equal(o.gid, "7");
}

static void wrong_values(void **state)
{
	static const char *const wrong[] = {
		"-x", "--nonsense", "--mem", "--mem=", "--mem=0", "--mem=x",
		"--mem=15728641", "--mem=-1", "--compress=", "--compress=gzip",
		"--env=", "--env=A", "--env==1", "--cwd=tmp", "--cwd=",
		"--user=", "--user=root", "--user=1:", "--user=:1",
		"--user=1:2:3", "--user=4294967295", "--hostname=",
		("--hostname=1234567890123456789012345678901234567890123456789"
		 "0123456789012345"), "--read-only=1", "--net=", "--net==",
		"--net=a/b", "--net=sixteencharacter", "--net=eth0=",
		"--net=eth0=192.0.2.2", "--net=eth0=192.0.2.2/33",
		"--net=eth0=192.0.2/24", "--net=eth0=::1/129",
		"--net=eth0=::1/", "--net=eth0=192.0.2.2/24,",
		"--net=eth0=192.0.2.2/24,::1", "--net=eth0=192.0.2.2/24,x",
		"--net=eth0=192.0.2.2/24,192.0.2.1,192.0.2.1",
		"--root=r", "argument",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		if (!PARSE("--program=p", "-oout", wrong[i]))
			fail_msg("%s is taken", wrong[i]);
		assert_true(err.text[0]);
	}
}

static void what_belongs_together(void **state)
{
	(void)state;
	assert_int_equal(PARSE("-oout"), -EINVAL);
	assert_int_equal(PARSE("--program=p"), -EINVAL);
	assert_int_equal(PARSE("--root=r", "-oout"), -EINVAL);
	assert_int_equal(PARSE("--root=r", "-oout", "--"), -EINVAL);
	assert_int_equal(PARSE("--root=r", "-oout", "--add=f", "--", "sh"),
			 -EINVAL);
	assert_int_equal(PARSE("--program=p", "-oout", "--add=f"), 0);
	assert_int_equal(PARSE("--program=p", "-oout", "--net=a", "--net=a"),
			 -EEXIST);
	assert_int_equal(PARSE("--program=p", "-oout", "--net=a", "--net=b",
			       "--net=c", "--net=d", "--net=e", "--net=f",
			       "--net=g", "--net=h"), 0);
	assert_int_equal(PARSE("--program=p", "-oout", "--net=a", "--net=b",
			       "--net=c", "--net=d", "--net=e", "--net=f",
			       "--net=g", "--net=h", "--net=i"), -E2BIG);
}

#define HVT	"--program=x", "-o", "y", "--target=hvt"

static void what_starts_it(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--program=x", "-o", "y"), 0);
	assert_int_equal(o.target, TARGET_PROCESS);
	assert_int_equal(PARSE("--program=x", "-o", "y", "--target=process"),
			 0);
	assert_int_equal(o.target, TARGET_PROCESS);
	assert_int_equal(PARSE(HVT, "--net=eth0=192.0.2.2/24"), 0);
	assert_int_equal(o.target, TARGET_HVT);
	assert_int_equal(PARSE("--program=x", "-o", "y", "--target=spt"),
			 -EINVAL);
	/* what a tender's manifest cannot have, or has already */
	assert_int_equal(PARSE(HVT, "--net=eth0.1"), -EINVAL);
	assert_int_equal(PARSE(HVT, "--net=eth_0"), -EINVAL);
	assert_int_equal(PARSE(HVT, "--net=root"), -EINVAL);
	assert_int_equal(PARSE(HVT, "--mem=64"), -EINVAL);
	assert_non_null(strstr(err.text, "solo5-hvt"));
}

static void only_asking(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--help"), 0);
	assert_int_equal(o.action, ACTION_HELP);
	assert_int_equal(PARSE("--version", "--nonsense"), 0);
	assert_int_equal(o.action, ACTION_VERSION);
}

static int done(void **state)
{
	(void)state;
	return PARSE("--version");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_program),
		cmocka_unit_test(everything),
		cmocka_unit_test(a_user_is_its_group),
		cmocka_unit_test(wrong_values),
		cmocka_unit_test(what_belongs_together),
		cmocka_unit_test(what_starts_it),
		cmocka_unit_test(only_asking),
	};

	return cmocka_run_group_tests(tests, NULL, done);
}
