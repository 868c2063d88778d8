// SPDX-License-Identifier: ISC
/*
 * Resource limits, identities and capabilities: where the kernel says no.
 */
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "check.h"

static void limit(int what, rlim_t n)
{
	struct rlimit l = { n, n };

	check(!setrlimit(what, &l));
}

static void t_files(void)
{
	int fd;

	limit(RLIMIT_NOFILE, 10);
	while ((fd = open("/dev/null", O_RDONLY)) >= 0)
		check(fd < 10);
	check(errno == EMFILE);
	check_errno(dup2(0, 10), EBADF);
}

static void t_address_space(void)
{
	limit(RLIMIT_AS, 64 << 20);
	check(mmap(NULL, 128 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		   -1, 0) == MAP_FAILED);
	check(errno == ENOMEM);
}

static void t_file_size(void)
{
	char buf[8192] = "";
	int fd = get_file(0);

	signal(SIGXFSZ, SIG_IGN);
	limit(RLIMIT_FSIZE, 4096);
	check(write(fd, buf, 8192) == 4096);
	check_errno(write(fd, buf, 1), EFBIG);
	check_errno(ftruncate(fd, 5000), EFBIG);
}

static void grow_file(void)
{
	char buf[8192] = "";
	int fd = get_file(0);

	limit(RLIMIT_FSIZE, 4096);
	check(write(fd, buf, 8192) == 4096);
	write(fd, buf, 1);
}

static int eat(int n)
{
	volatile char room[8192];

	room[0] = n;
	return n ? eat(n + 1) + room[0] : 0;
}

static void overflow(void)
{
	limit(RLIMIT_STACK, 256 << 10);
	limit(RLIMIT_CORE, 0);
	eat(1);
}

static void t_deaths(void)
{
	check(status_of(grow_file) == 128 + SIGXFSZ);
	check(status_of(overflow) == 128 + SIGSEGV);
}

static void become(uid_t id)
{
	check(!setgroups(0, NULL));
	check(!setresgid(id, id, id) && !setresuid(id, id, id));
}

static void t_processes(void)
{
	int n = 0;
	pid_t pid;

	become(54321);
	limit(RLIMIT_NPROC, 5);
	while ((pid = fork()) >= 0) {
		if (!pid) {
			pause();
			_exit(0);
		}
		check(++n < 5);
	}
	check(errno == EAGAIN && n == 4);
	signal(SIGTERM, SIG_IGN);
	kill(-1, SIGKILL);
}

static void t_locked(void)
{
	char *p = get_pages(1 << 20);

	limit(RLIMIT_MEMLOCK, 65536);
	become(54321);
	check(!mlock(p, 65536));
	check_errno(mlock(p, 1 << 20), ENOMEM);
}

static void t_identity(void)
{
	char path[64];

	/* Nobody else's: its mode is 0600. */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", get_file(10));
	check(open(path, O_RDONLY) >= 0);
	become(54321);
	check(getuid() == 54321 && geteuid() == 54321 && getgid() == 54321);
	check_errno(open(path, O_RDONLY), EACCES);
	check_errno(setuid(0), EPERM);
	check_errno(kill(1, SIGTERM), EPERM);
	check_errno(chroot("/"), EPERM);
	check_errno(sethostname("x", 1), EPERM);
}

static void t_hard_limit(void)
{
	struct rlimit l = { 20, 20 };

	check(!setrlimit(RLIMIT_NOFILE, &l));
	become(54321);
	l.rlim_max = 30;
	check_errno(setrlimit(RLIMIT_NOFILE, &l), EPERM);
	check(!getrlimit(RLIMIT_NOFILE, &l) && l.rlim_max == 20);
}

static void t_dropped(void)
{
	check(!prctl(PR_CAPBSET_DROP, 18 /* CAP_SYS_CHROOT */, 0, 0, 0));
	check(prctl(PR_CAPBSET_READ, 18, 0, 0, 0) == 0);
	check(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	check(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1);
	check(!prctl(PR_SET_NAME, "renamed", 0, 0, 0));
}

static void t_nice(void)
{
	check(nice(5) == 5 && getpriority(PRIO_PROCESS, 0) == 5);
	become(54321);
	check_errno(setpriority(PRIO_PROCESS, 0, 0), EACCES);
	check(syscall(SYS_sched_getscheduler, 0) == SCHED_OTHER);
}

static const struct test tests[] = {
	{ "files", t_files }, { "address-space", t_address_space },
	{ "file-size", t_file_size }, { "deaths", t_deaths },
	{ "processes", t_processes }, { "locked", t_locked },
	{ "identity", t_identity }, { "hard-limit", t_hard_limit },
	{ "dropped", t_dropped }, { "nice", t_nice }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
