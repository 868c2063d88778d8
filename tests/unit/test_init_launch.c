// SPDX-License-Identifier: ISC
/*
 * The program as it is started: ids, capabilities, limits, terminal.  A shell
 * looks at itself and exits with 0 if all is as it should be.
 */
#include "test_init.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#include <errno.h>
#include <fcntl.h>
#include <nabla/exit.h>
#include <sys/stat.h>
#include <termios.h>

#include "init/launch.h"
#include "init/reap.h"

static struct guest g = {
	.proc = -1, .console = -1, .netlink = -1, .cgroup = -1
};
static struct err e;

/* "has FIELD TEXT": a line of /proc/self/status of the shell. */
#define HAS	"has() { grep -qx \"$1:[[:space:]]*$2[[:space:]]*\" " \
		"/proc/$$/status || { echo \"no $1 $2\" >&2; exit 1; }; }; " \
		"is() { [ \"$1\" = \"$2\" ] || { echo \"$1, not $2\" >&2; " \
		"exit 1; }; }; "

/* What launch() says of @description; NULL, or what its shell shall do. */
static int start(const char *description, const char *script, int *status)
{
	char text[4096], *bytes;
	struct program p;
	pid_t pid;
	int rc;

	snprintf(text, sizeof(text), "%s%s",
		 script ? "arg|sh|arg|-ec|arg|~|" : "", description);
	rc = describe(text, &bytes);
	CHECK_OK(program_read(&p, bytes, rc, &e), &e);
	if (script)
		p.argv[2] = script;
	rc = launch(&g, &p, NULL, &pid, status, &e);
	if (!rc)
		CHECK(waitpid(pid, status, 0) == pid);
	program_free(&p);
	free(bytes);
	return rc;
}

static void passes(const char *description, const char *script)
{
	int status;

	CHECK_OK(start(description, script, &status), &e);
	if (status)
		fprintf(stderr, "%s: status %x\n", description, status);
	CHECK(!status);
}

static void plain_body(void)
{
	passes("", HAS
	       "has Uid '0[[:space:]]0[[:space:]]0[[:space:]]0'; is $PWD /;"
	       "has NoNewPrivs 0; is $(umask) 0022;"
	       "set -- $(cat /proc/$$/stat); is $6 $$; is $5 $$");
}

/*
 * Not by a shell, which cleans its own.  Under a parent that used posix_spawn
 * the C library's two own signals, 32 and 33, come ignored; nobody else can set
 * them.
 */
static void signals_body(void)
{
	reap_block();
	passes("arg|grep|arg|-qx|arg|SigBlk:.0000000000000000|"
	       "arg|/proc/self/status|", NULL);
	passes("arg|grep|arg|-qx|arg|SigIgn:.0000000[01][08]0000000|"
	       "arg|/proc/self/status|", NULL);
}

static void environment_body(void)
{
	passes("env|A=b c|env|PATH=/usr/bin:/bin|cwd|/tmp|umask|027|",
	       HAS "is \"$A\" 'b c'; is $PWD /tmp; is $(umask) 0027;"
	       "is \"$(tr '\\0' ' ' </proc/$$/environ)\" "
	       "'A=b c PATH=/usr/bin:/bin '");
}

static void user_body(void)
{
	passes("user|1000|1001|group|7|group|4294967294|",
	       HAS "has Uid "
	       "'1000[[:space:]]1000[[:space:]]1000[[:space:]]1000';"
	       "has Gid "
	       "'1001[[:space:]]1001[[:space:]]1001[[:space:]]1001';"
	       "has Groups '7 4294967294';"
	       "has CapPrm 0000000000000000; has CapEff 0000000000000000");
	passes("user|5|6|", HAS "has Groups ''");
	passes("group|8|", HAS "is $(id -u) 0; has Groups 8");
}

static void limits_body(void)
{
	passes("rlimit|nofile|64|128|rlimit|RLIMIT_CORE|0|8192|"
	       "rlimit|nproc|5000|5001|user|1000|1000|",
	       HAS "is $(ulimit -Sn) 64; is $(ulimit -Hn) 128;"
	       "is $(ulimit -Sc) 0; is $(ulimit -Hc) 16;"
	       "grep -q 'Max processes *5000 *5001' /proc/$$/limits");
}

static void root_caps_body(void)
{
	/* Of root's the bounding set is what remains after exec. */
	passes("cap|bounding|c0|cap|inheritable|0|nnp|",
	       HAS "has CapBnd 00000000000000c0; has CapPrm 00000000000000c0;"
	       "has CapEff 00000000000000c0; has NoNewPrivs 1");
}

static void user_caps_body(void)
{
	passes("user|1000|1000|cap|bounding|4ff|cap|permitted|400|"
	       "cap|effective|400|cap|inheritable|0x400|cap|ambient|400|",
	       HAS "has CapBnd 00000000000004ff; has CapPrm 0000000000000400;"
	       "has CapEff 0000000000000400; has CapInh 0000000000000400;"
	       "has CapAmb 0000000000000400");
	/* Effective alone: the others stay as the kernel makes them. */
	passes("user|1000|1000|cap|effective|1|",
	       HAS "has CapEff 0000000000000000; has CapAmb 0000000000000000");
}

static void refused(const char *description, int status, const char *says)
{
	int is = 0;

	CHECK(start(description, "exit 0", &is));
	if (is != status || !strstr(e.text, says))
		fprintf(stderr, "%s: %d, %s\n", description, is, e.text);
	CHECK(is == status && strstr(e.text, says));
}

static void refused_body(void)
{
	refused("cwd|/nonexistent|", NABLA_EXIT_TENDER,
		"cwd /nonexistent: No such file");
	refused("rlimit|nofile|1|99999999999|", NABLA_EXIT_TENDER,
		"rlimit nofile to 1, 99999999999: Operation not permitted");
	refused("user|1|1|cap|ambient|1|", NABLA_EXIT_TENDER,
		"cap ambient: raising 0");
	refused("cap|inheritable|3|cap|bounding|1|", NABLA_EXIT_TENDER,
		"cap: ");
	CHECK(!mount("/dev/null", "/dev/console", NULL, MS_BIND, NULL));
	refused("console|", NABLA_EXIT_TENDER,
		"console as controlling terminal: Inappropriate ioctl");
	refused("env|PATH=/nonexistent|", NABLA_EXIT_NOTFOUND,
		"cannot find \"sh\" in PATH /nonexistent");
	CHECK(waitpid(-1, NULL, 0) > 0);
	/* One that was refused leaves its error, one that starts none. */
	e.code = 0;
	passes("", "exit 0");
	CHECK(!e.code);
}

/* A pseudoterminal as /dev/console: its slave's path. */
static const char *make_console(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	CHECK(master >= 0 && !grantpt(master) && !unlockpt(master));
	return ptsname(master);
}

static void console_body(void)
{
	struct stat st;

	CHECK(!mount(make_console(), "/dev/console", NULL, MS_BIND, NULL));
	g.console = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(g.console >= 0);
	passes("console|user|1000|1000|", HAS
	       "test -t 0; test -t 1; test -t 2;"
	       "set -- $(cat /proc/$$/stat); is $6 $$; is $8 $$;"
	       "echo hello >/dev/tty");
	CHECK(!fstat(g.console, &st) && st.st_uid == 1000);
}

/* The user can open the pipes it was given anew. */
static void pipes_body(void)
{
	int p[2];

	CHECK(!pipe(p) && dup2(p[1], 1) == 1);
	passes("user|1000|1000|", "echo x >/proc/self/fd/1");
}

/* A filter under which uname() gives EPERM, as a record. */
static void no_uname(char *record, size_t size)
{
	const struct sock_filter f[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ, SYS_uname, 0, 1),
		BPF_STMT(BPF_RET, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET, SECCOMP_RET_ALLOW),
	};
	const unsigned char *byte = (const unsigned char *)f;
	int n = snprintf(record, size, "seccomp|0|");

	for (size_t i = 0; i < sizeof(f); i++)
		n += snprintf(record + n, size - n, "%02x", byte[i]);
	snprintf(record + n, size - n, "|");
}

static void weight_body(void)
{
	g.proc = open("/proc", O_PATH);
	passes("oom|500|sched|batch|5|0|ioprio|idle|7|",
	       "[ $(cat /proc/$$/oom_score_adj) = 500 ]; "
	       "[ $(nice) = 5 ]; [ \"$(ionice)\" = idle ]; "
	       "chrt -p $$ | grep -q SCHED_BATCH");
}

static void filter_body(void)
{
	const char *script = "! uname 2>/dev/null;" HAS "has Seccomp 2";
	char record[256], as_user[512];

	no_uname(record, sizeof(record));
	passes(record, script);
	/* without privileges for it: no_new_privs comes first */
	snprintf(as_user, sizeof(as_user), "%snnp|user|1|1|", record);
	passes(as_user, script);
}

#define TEST(name)						\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNS, name ## _body), 0); \
}
TEST(plain)
TEST(signals)
TEST(environment)
TEST(user)
TEST(limits)
TEST(root_caps)
TEST(user_caps)
TEST(weight)
TEST(filter)
TEST(refused)
TEST(console)
TEST(pipes)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_signals),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_root_caps),
		cmocka_unit_test(test_user_caps),
		cmocka_unit_test(test_weight),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_console),
		cmocka_unit_test(test_pipes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
