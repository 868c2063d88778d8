// SPDX-License-Identifier: ISC
/*
 * A container from description to end, with init's functions as pid 1 of their
 * own namespaces.
 */
#include "test_init.h"

#include <errno.h>
#include <fcntl.h>
#include <nabla/config.h>
#include <nabla/exit.h>
#include <signal.h>

#include "init/container.h"
#include "init/reap.h"

#define NEW	(CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | \
		 CLONE_NEWIPC)

static struct err e;

/* Write the description where only this namespace sees it, and run it. */
static int run(const char *text)
{
	char *bytes;
	ssize_t size = describe(text, &bytes);
	int fd;

	CHECK(!mount("t", "/mnt", "tmpfs", 0, NULL));
	fd = open("/mnt/config", O_CREAT | O_WRONLY, 0600);
	CHECK(fd >= 0 && write(fd, bytes, size) == size);
	close(fd);
	free(bytes);
	return container_run("/mnt/config", &e);
}

static void is_status(const char *text, int status)
{
	int is = run(text);

	if (is != status || e.code)
		fprintf(stderr, "status %d, not %d; %s\n", is, status, e.text);
	CHECK(is == status && !e.code);
}

static void status_body(void)
{
	is_status("arg|sh|arg|-c|arg|exit 7|", 7);
}

static void killed_body(void)
{
	is_status("arg|sh|arg|-c|arg|kill -KILL $$|", 128 + SIGKILL);
}

static void set_up_body(void)
{
	is_status("hostname|h|domainname|d|mkdir|/mnt/x/y|700|"
		  "mkdir|/mnt/x/open|1777|"
		  "write|/mnt/x/f|text|symlink|f|/mnt/x/l|"
		  "mount|t|/mnt/x/y|tmpfs|ro|sysctl|net.ipv4.ip_forward|1|"
		  "link|lo|up|mtu|lo|9000|address|lo|10.0.0.1/8|"
		  "route|lo|10.1.0.0/16|-|"
		  "arg|sh|arg|-ec|arg|"
		  "test $(uname -n) = h; test $(cat /mnt/x/l) = text;"
		  "test $(cat /proc/sys/kernel/domainname) = d;"
		  "test $(stat -c %a /mnt/x/open) = 1777;"
		  "mountpoint -q /mnt/x/y; ! touch /mnt/x/y/z;"
		  "test $(cat /proc/sys/net/ipv4/ip_forward) = 1;"
		  "ip address show lo >/mnt/x/o; grep -q 'mtu 9000' /mnt/x/o;"
		  "grep -q 10.0.0.1/8 /mnt/x/o; exit 3|", 3);
}

/* First of its namespace, as is seen in /proc; init is outside. */
static void namespace_body(void)
{
	is_status("namespace|pid|mount|proc|/proc|proc||arg|sh|arg|-ec|arg|"
		  "test $$ = 1; test $(cat /proc/1/comm) = sh; exit 8|", 8);
}

static void lost_namespace_body(void)
{
	is_status("namespace|pid|mount|proc|/proc|proc||arg|sh|arg|-ec|arg|"
		  "kill -KILL 1; (exit 3); exit 3|", 3);
}

/* The same, but / is replaced between, by a root with busybox or the like. */
static void root_body(void)
{
	is_status("mkdir|/mnt/r|755|mount|/|/mnt/r|none|bind|"
		  "write|/mnt/before|x|root|/mnt/r|"
		  "mount|t|/mnt|tmpfs|size=64k|write|/mnt/after|x|"
		  "mount|proc|/proc|proc||cwd|/mnt|"
		  "arg|sh|arg|-ec|arg|"
		  "test -e after; ! test -e before;"
		  "! grep -q /sys /proc/self/mounts; exit 4|", 4);
}

/* One whose parent is gone becomes init's, is reaped, and dies in the end. */
static void orphans_body(void)
{
	is_status("arg|sh|arg|-c|arg|"
		  "(sh -c 'exit 1' & sleep 0.1 &) ; sleep 0.3;"
		  "(trap '' TERM HUP INT; exec sleep 100) & exit 5|", 5);
	CHECK(!kill(-1, 0));
	reap_rest();
	CHECK(kill(-1, 0) && errno == ESRCH);
	CHECK(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD);
}

static void zombies_body(void)
{
	is_status("mount|p|/proc|proc||arg|sh|arg|-c|arg|"
		  "(true & true & true &) ; sleep 0.3;"
		  "! grep -l 'State:.Z' /proc/[0-9]*/status|", 0);
}

static void forward_body(void)
{
	is_status("arg|sh|arg|-c|arg|"
		  "trap 'a=$((a+1))' USR1; trap 'a=$((a+10))' USR2;"
		  "trap 'a=$((a+2))' HUP; trap 'a=$((a+4))' WINCH;"
		  "trap 'exit $a' TERM;"
		  "for s in USR1 USR2 HUP WINCH TERM; do kill -$s 1;"
		  "sleep 0.2; done; exit 99|", 17);
}

static void interrupt_body(void)
{
	is_status("arg|sh|arg|-c|arg|kill -INT 1; exec sleep 10|",
		  128 + SIGINT);
}

/* What came before the program was there is not lost. */
static void early_signal_body(void)
{
	reap_block();
	if (!fork()) {
		kill(1, SIGQUIT);
		_exit(0);
	}
	usleep(100000);
	is_status("arg|sh|arg|-c|arg|sleep 10; exit 1|", 128 + SIGQUIT);
}

static void nothing_is_started_body(void)
{
	static const struct { const char *text, *says; } bad[] = {
		{ "arg|touch|arg|/tmp/started|nope|x|",
		  "record 3: unknown directive \"nope\"" },
		{ "arg|touch|arg|/tmp/started|cwd|", "record 3, cwd: cut" },
		{ "arg|touch|arg|/tmp/started|mkdir|/a|9|",
		  "record 3, mkdir: mode \"9\"" },
		{ "arg|touch|arg|/tmp/started|mount|a|/no/no|tmpfs||",
		  "record 3, mount: a on /no/no" },
		{ "arg|touch|arg|/tmp/started|sysctl|no.such|1|",
		  "record 3, sysctl: no.such: No such file" },
		{ "arg|touch|arg|/tmp/started|address|lo|1.2.3/4|",
		  "record 3, address: \"1.2.3/4\"" },
		{ "hostname|x|", "no arg record" },
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		CHECK(!mount("t", "/tmp", "tmpfs", 0, NULL));
		e.code = 0;
		CHECK(run(bad[i].text) == NABLA_EXIT_TENDER);
		if (!strstr(e.text, bad[i].says))
			fprintf(stderr, "%s: %s\n", bad[i].text, e.text);
		CHECK(e.code && strstr(e.text, bad[i].says));
		CHECK(access("/tmp/started", F_OK));
	}
}

static void no_description_body(void)
{
	CHECK(container_run("/mnt/no", &e) == NABLA_EXIT_TENDER);
	CHECK(strstr(e.text, "description /mnt/no: No such file"));
}

static void over_long_body(void)
{
	static char text[NABLA_CONFIG_MAX + 2] = "arg|true|env|A=";

	memset(text + 15, 'x', sizeof(text) - 16);
	text[sizeof(text) - 2] = '|';
	CHECK(run(text) == NABLA_EXIT_TENDER);
	CHECK(e.code == EFBIG);
	/* 128 KB is as long as the kernel lets one word be. */
	text[100000] = '|';
	text[100001] = 0;
	e.code = 0;
	is_status(text, 0);
}

/* In a pid namespace the kernel answers reboot() by SIGHUP to pid 1. */
static void end_body(void)
{
	is_status("arg|sh|arg|-c|arg|sleep 100 & exit 0|", 0);
	signal(SIGHUP, SIG_DFL);
	container_end(5);
	_exit(96);
}

#define TEST(name, status)					\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(NEW, name ## _body), status);	\
}
TEST(status, 0)
TEST(killed, 0)
TEST(set_up, 0)
TEST(namespace, 0)
TEST(lost_namespace, 0)
TEST(root, 0)
TEST(orphans, 0)
TEST(zombies, 0)
TEST(forward, 0)
TEST(interrupt, 0)
TEST(early_signal, 0)
TEST(nothing_is_started, 0)
TEST(no_description, 0)
TEST(over_long, 0)
TEST(end, 128 + SIGHUP)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_set_up),
		cmocka_unit_test(test_namespace),
		cmocka_unit_test(test_lost_namespace),
		cmocka_unit_test(test_root),
		cmocka_unit_test(test_orphans),
		cmocka_unit_test(test_zombies),
		cmocka_unit_test(test_forward),
		cmocka_unit_test(test_interrupt),
		cmocka_unit_test(test_early_signal),
		cmocka_unit_test(test_nothing_is_started),
		cmocka_unit_test(test_no_description),
		cmocka_unit_test(test_over_long),
		cmocka_unit_test(test_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
