// SPDX-License-Identifier: ISC
/* The command line: what is taken, and what is refused with which words. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <nabla/member.h>

#include "lib/err.h"
#include "tenders/run/members.h"
#include "tenders/run/options.h"

static struct options o;
static struct err err;

#define PARSE(...) parse((char *[]) { "nabla-run", __VA_ARGS__, NULL })

static int parse(char **argv)
{
	int argc = 0, r;

	while (argv[argc])
		argc++;
	memset(&err, 0, sizeof(err));
	r = options_parse(&o, argc, argv, &err);
	assert_int_equal(r, -err.code);
	return r;
}

static void just_a_kernel(void **state)
{
	(void)state;
	assert_int_equal(PARSE("vmlinux"), 0);
	assert_int_equal(o.action, ACTION_RUN);
	assert_string_equal(o.kernel, "vmlinux");
	assert_int_equal(o.mem, 0);
	assert_int_equal(o.members, MEMBERS_DEFAULT);
	assert_null(o.initrd);
	assert_null(o.config);
	assert_null(o.cmdline);
	assert_false(o.tty);
	assert_false(o.dumpable);
	assert_false(o.give_back);
	assert_int_equal(o.nr_devices, 0);
	assert_null(o.args[0]);
}

static void everything(void **state)
{
	const struct device_option *d = o.device;

	(void)state;
	assert_int_equal(PARSE("--mem=256", "--initrd=i", "--config", "c",
			       "--cmdline=a b", "--tty", "--dumpable",
			       "--give-back",
			       "--members=7",
			       "--net:eth0=tap0,mac=02:00:00:0a:Bc:ff,mtu=9000",
			       "--block:vda=/dev/sdb,sector=4096,ro",
			       "--files:root=@7",
			       "--control=@8", "--net:eth1=@9", "--",
			       "k", "--", "sh", "-c", "--mem=1"), 0);
	assert_int_equal(o.mem, 256 << 20);
	assert_int_equal(o.members, 7);
	assert_string_equal(o.initrd, "i");
	assert_string_equal(o.config, "c");
	assert_int_equal(o.config_fd, -1);
	assert_string_equal(o.cmdline, "a b");
	assert_true(o.tty);
	assert_true(o.dumpable);
	assert_true(o.give_back);
	assert_string_equal(o.kernel, "k");
	assert_string_equal(o.args[0], "sh");
	assert_string_equal(o.args[2], "--mem=1");
	assert_null(o.args[3]);
	assert_int_equal(o.nr_devices, 5);
	assert_int_equal(d[0].type, NABLA_DEV_NET);
	assert_string_equal(d[0].name, "eth0");
	assert_string_equal(d[0].where, "tap0");
	assert_int_equal(d[0].fd, -1);
	assert_memory_equal(d[0].mac, "\2\0\0\x0a\xbc\xff", 6);
	assert_int_equal(d[0].mtu, 9000);
	assert_int_equal(d[1].type, NABLA_DEV_BLOCK);
	assert_string_equal(d[1].where, "/dev/sdb");
	assert_true(d[1].read_only);
	assert_int_equal(d[1].block_size, 4096);
	assert_int_equal(d[2].type, NABLA_DEV_FILES);
	assert_string_equal(d[2].name, "root");
	assert_int_equal(d[2].fd, 7);
	assert_string_equal(d[2].where, "");
	assert_int_equal(d[3].type, NABLA_DEV_CONTROL);
	assert_int_equal(d[3].fd, 8);
	assert_int_equal(d[4].fd, 9);
	assert_int_equal(d[4].mtu, 0);
	assert_memory_equal(d[4].mac, "\0\0\0\0\0\0", 6);
}

static void only_asking(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--help"), 0);
	assert_int_equal(o.action, ACTION_HELP);
	assert_int_equal(PARSE("--version", "--nonsense"), 0);
	assert_int_equal(o.action, ACTION_VERSION);
}

static void configuration_by_descriptor(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--config=@12", "k"), 0);
	assert_int_equal(o.config_fd, 12);
}

static void options_end_at_the_kernel(void **state)
{
	(void)state;
	assert_int_equal(PARSE("k", "--mem=1"), -EINVAL);
	assert_int_equal(PARSE("--", "--mem=1"), 0);
	assert_string_equal(o.kernel, "--mem=1");
}

/* Each by itself, before a kernel. */
static void wrong_options(void **state)
{
	static char *const wrong[] = {
		"-x", "--nonsense", "--mem", "--mem=", "--mem=x", "--mem=0x10",
		"--mem= 1", "--mem=-1", "--mem=+1", "--mem=0", "--mem=1.5",
		"--mem=7340033", "--mem=18446744073709551616", "--tty=1",
		"--members", "--members=", "--members=0", "--members=-1",
		"--members=1025", "--members=4294967297", "--members=1k",
		"--config=@", "--config=@x", "--config=@-1",
		"--config=@4294967296", "--config=@2147483648",
		"--net", "--net=tap0", "--net:", "--net:eth0", "--net:eth0=",
		"--net:=tap0", "--net:a/b=tap0", "--net:a b=tap0",
		"--net:sixteencharacter=tap0", "--net:eth0=@",
		"--net:eth0=@x", "--net:eth0=@-1", "--net:eth0=@3x",
		"--net:eth0=tap0,", "--net:eth0=tap0,foo=1",
		"--net:eth0=,mtu=1500", "--net:eth0=tap0,mtu=",
		"--net:eth0=tap0,mtu=67", "--net:eth0=tap0,mtu=65536",
		"--net:eth0=tap0,mac=", "--net:eth0=tap0,mac=0:0:0:0:0:1",
		"--net:eth0=tap0,mac=02:00:00:00:00",
		"--net:eth0=tap0,mac=02:00:00:00:00:0",
		"--net:eth0=tap0,mac=02:00:00:00:00:0g",
		"--net:eth0=tap0,mac=02-00-00-00-00-01",
		"--net:eth0=tap0,mac=02:00:00:00:00:01:",
		"--net:eth0=tap0,mac=01:00:00:00:00:01",
		"--net:eth0=tap0,mac=00:00:00:00:00:00",
		"--block:vda", "--block:vda=", "--block:vda=f,",
		"--block:vda=f,rw", "--block:vda=f,ro=1", "--block:vda=f,rox",
		"--block:vda=,ro", "--block:vda=f,sector=",
		"--block:vda=f,sector=513", "--block:vda=f,sector=2048",
		"--block:vda=f,sector=1024", "--block:vda=f,mtu=1500",
		"--net:eth0=tap0,ro", "--files:root=@7,ro", "--files:root=/", "--files:r=",
		"--control=/x", "--control=", "--control",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		if (!PARSE(wrong[i], "k"))
			fail_msg("%s is taken", wrong[i]);
		assert_true(err.text[0]);
	}
	assert_int_equal(PARSE("--mem=7340032", "k"), 0);
	assert_int_equal(PARSE("--members=1", "k"), 0);
	assert_int_equal(PARSE("--members=1024", "k"), 0);
	assert_int_equal(o.members, NABLA_MEMBERS_MAX);
	assert_int_equal(PARSE("--net:fifteencharacte=t,mtu=68", "k"), 0);
}

static void devices_given_twice(void **state)
{
	(void)state;
	assert_int_equal(PARSE("--net:a=t", "--net:a=u", "k"), -EEXIST);
	assert_int_equal(PARSE("--control=@3", "--control=@4", "k"), -EEXIST);
	assert_int_equal(PARSE("--net:a=t", "--block:a=t", "k"), 0);
}

static void too_many_devices(void **state)
{
	static char name[NABLA_DEVICES_MAX + 1][32];
	char *argv[NABLA_DEVICES_MAX + 4];
	int n = 0;

	(void)state;
	argv[n++] = "nabla-run";
	for (int i = 0; i < NABLA_DEVICES_MAX; i++, n++) {
		snprintf(name[i], sizeof(name[i]), "--net:e%d=t%d", i, i);
		argv[n] = name[i];
	}
	argv[n] = "k";
	argv[n + 1] = NULL;
	assert_int_equal(parse(argv), 0);
	assert_int_equal(o.nr_devices, NABLA_DEVICES_MAX);
	argv[n++] = "--control=@9";
	argv[n] = "k";
	argv[n + 1] = NULL;
	assert_int_equal(parse(argv), -E2BIG);
}

static void long_values(void **state)
{
	char text[5000] = "--cmdline=";

	(void)state;
	memset(text + 10, 'x', NABLA_CMDLINE_MAX - 1);
	assert_int_equal(PARSE(text, "k"), 0);
	text[10 + NABLA_CMDLINE_MAX - 1] = 'x';
	assert_int_equal(PARSE(text, "k"), -E2BIG);
	memcpy(text, "--block:a=", 10);
	assert_int_equal(PARSE(text, "k"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(just_a_kernel),
		cmocka_unit_test(everything),
		cmocka_unit_test(only_asking),
		cmocka_unit_test(configuration_by_descriptor),
		cmocka_unit_test(options_end_at_the_kernel),
		cmocka_unit_test(wrong_options),
		cmocka_unit_test(devices_given_twice),
		cmocka_unit_test(too_many_devices),
		cmocka_unit_test(long_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
