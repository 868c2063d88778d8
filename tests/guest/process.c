// SPDX-License-Identifier: ISC
/*
 * Processes: every way to start one, what it inherits, and how it is buried.
 */
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

extern char **environ;
static const char *self = "/proc/self/exe";
static volatile int shared_word;

static void t_fork(void)
{
	int *p = get_pages(4096);
	pid_t pid;

	*p = 1;
	pid = start();
	if (!pid) {
		*p = 2;
		_exit(*p == 2 ? 33 : 1);
	}
	check(finish(pid) == 33);
	check(*p == 1);
}

static void t_many(void)
{
	pid_t pid[100];

	for (int i = 0; i < 100; i++) {
		pid[i] = start();
		if (!pid[i])
			_exit(i);
	}
	for (int i = 0; i < 100; i++)
		check(finish(pid[i]) == i);
	check_errno(waitpid(-1, NULL, 0), ECHILD);
}

static int chain(int n)
{
	pid_t pid;

	if (!n)
		return 17;
	pid = start();
	if (!pid)
		_exit(chain(n - 1));
	return finish(pid);
}

static void t_chain(void)
{
	check(chain(30) == 17);
}

static void t_vfork(void)
{
	char *argv[] = { (char *)self, "exit", "12", NULL };
	pid_t pid;

	for (int i = 0; i < 50; i++) {
		pid = vfork();
		check(pid >= 0);
		if (!pid) {
			shared_word = i + 1;
			execv(self, argv);
			_exit(99);
		}
		check(shared_word == i + 1);
		check(finish(pid) == 12);
	}
}

static int on_clone(void *arg)
{
	shared_word = 77;
	return (int)(intptr_t)arg;
}

static void t_clone_vm(void)
{
	char *stack = get_pages(65536);
	pid_t pid = clone(on_clone, stack + 65536, CLONE_VM | SIGCHLD,
			  (void *)21);

	check(pid > 0);
	check(finish(pid) == 21);
	check(shared_word == 77);
}

static void t_clone_files(void)
{
	char *stack = get_pages(65536);
	int fd = open("/dev/null", O_RDONLY);
	pid_t pid;

	pid = clone((int (*)(void *))(void *)close, stack + 65536,
		    CLONE_FILES | SIGCHLD, (void *)(intptr_t)fd);
	check(pid > 0);
	check(finish(pid) == 0);
	check_errno(fcntl(fd, F_GETFD), EBADF);
}

static void t_clone3(void)
{
	int pidfd = -1, status = 0;
	struct clone_args a = { .flags = CLONE_PIDFD,
				.pidfd = (uintptr_t)&pidfd,
				.exit_signal = SIGCHLD };
	siginfo_t si;
	pid_t pid = syscall(SYS_clone3, &a, sizeof(a));

	check(pid >= 0);
	if (!pid) {
		pause();
		_exit(1);
	}
	check(pidfd >= 0);
	check(!syscall(SYS_pidfd_send_signal, pidfd, SIGTERM, NULL, 0));
	check(!waitid(3 /* P_PIDFD */, pidfd, &si, WEXITED));
	check(si.si_pid == pid && si.si_code == CLD_KILLED);
	check(si.si_status == SIGTERM);
	check_errno(waitpid(pid, &status, 0), ECHILD);
}

/* The word at child_tid is cleared when the thread's memory is released. */
static void t_cleartid(void)
{
	char *stack = get_pages(65536);
	volatile pid_t *tid = get_pages(4096);
	pid_t pid = clone(on_clone, stack + 65536, CLONE_VM | SIGCHLD |
			  CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID,
			  NULL, NULL, NULL, (void *)tid);

	check(finish(pid) == 0);
	check(*tid == 0);
}

static int exec_status(const char *path, char **argv, char **envp)
{
	pid_t pid = start();

	if (!pid) {
		execve(path, argv, envp);
		_exit(errno);
	}
	return finish(pid);
}

static void t_exec(void)
{
	char *argv[] = { "myself", "exit", "44", NULL };
	char *show[] = { "myself", "environ", NULL };
	char *envp[] = { "A=1", "GUEST=yes", NULL };

	check(exec_status(self, argv, environ) == 44);
	check(exec_status(self, show, envp) == 2);
	check(exec_status("/nonexistent", argv, environ) == ENOENT);
	check(exec_status("/tmp", argv, environ) == EACCES);
	check(exec_status("/proc/self/mem", argv, environ) == EACCES);
}

static void write_file(const char *path, const void *text, size_t n, int mode)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, mode);

	check(fd >= 0);
	check(write(fd, text, n) == (ssize_t)n);
	check(!fchmod(fd, mode));
	close(fd);
}

static void t_exec_script(void)
{
	char path[] = "/tmp/guest-script-XXXXXX", line[4096], exe[4000];
	char *argv[] = { path, "7", NULL };
	ssize_t n = readlink(self, exe, sizeof(exe) - 1);

	check(n > 0);
	exe[n] = 0;
	close(mkstemp(path));
	n = snprintf(line, sizeof(line), "#!%s script-arg\n", exe);
	write_file(path, line, n, 0700);
	check(exec_status(path, argv, environ) == 7 + 3);
	write_file(path, "#!/nonexistent\n", 15, 0700);
	check(exec_status(path, argv, environ) == ENOENT);
	write_file(path, "\177ELFxxxxxxxxxxxxxxxxx", 20, 0700);
	check(exec_status(path, argv, environ) == ENOEXEC);
	write_file(path, line, n, 0600);
	check(exec_status(path, argv, environ) == EACCES);
	unlink(path);
}

static void t_exec_fd(void)
{
	char *argv[] = { "x", "exit", "55", NULL };
	pid_t pid = start();

	if (!pid) {
		fexecve(open(self, O_RDONLY | O_CLOEXEC), argv, environ);
		_exit(99);
	}
	check(finish(pid) == 55);
	pid = start();
	if (!pid) {
		syscall(SYS_execveat, open(self, O_RDONLY), "", argv, environ,
			AT_EMPTY_PATH);
		_exit(99);
	}
	check(finish(pid) == 55);
}

static void t_exec_busy(void)
{
	char path[] = "/tmp/guest-busy-XXXXXX";
	char *argv[] = { path, NULL };
	int fd = mkstemp(path);

	check(!fchmod(fd, 0700));
	check(exec_status(path, argv, environ) == ETXTBSY);
	unlink(path);
}

static void t_exec_big(void)
{
	static char big[100000], *argv[40];

	memset(big, 'x', sizeof(big) - 1);
	argv[0] = "x";
	argv[1] = "count";
	for (int i = 2; i < 12; i++)
		argv[i] = big;
	check(exec_status(self, argv, environ) == 12);
	memset(big, 'x', sizeof(big));
	argv[2] = get_pages(200 * 4096);
	memset(argv[2], 'x', 200 * 4096 - 1);
	check(exec_status(self, argv, environ) == E2BIG);
}

static void t_cloexec(void)
{
	char keep[16], drop[16];
	char *argv[] = { "x", "fds", keep, drop, NULL };
	int a = open("/dev/null", O_RDONLY);
	int b = open("/dev/null", O_RDONLY | O_CLOEXEC);

	snprintf(keep, sizeof(keep), "%d", a);
	snprintf(drop, sizeof(drop), "%d", b);
	check(exec_status(self, argv, environ) == 0);
}

/* Handlers go, ignored signals and the mask stay. */
static void t_exec_signals(void)
{
	char *argv[] = { "x", "signals", NULL };
	sigset_t set;

	signal(SIGUSR1, SIG_IGN);
	signal(SIGUSR2, (void (*)(int))(void *)_exit);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	check(!sigprocmask(SIG_BLOCK, &set, NULL));
	check(exec_status(self, argv, environ) == 0);
}

static void t_spawn(void)
{
	char *argv[] = { "x", "exit", "66", NULL };
	pid_t pid;

	for (int i = 0; i < 20; i++) {
		check(!posix_spawn(&pid, self, NULL, NULL, argv, environ));
		check(finish(pid) == 66);
	}
	check(posix_spawn(&pid, "/nonexistent", NULL, NULL, argv, environ) ==
	      ENOENT);
}

static void t_orphan(void)
{
	int status;
	pid_t pid;

	check(!prctl(PR_SET_CHILD_SUBREAPER, 1));
	pid = start();
	if (!pid) {
		if (!start()) {
			while (getppid() == 1)
				sleep_ms(1);
			sleep_ms(20);
			_exit(31);
		}
		_exit(30);
	}
	check(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 30);
	check(waitpid(-1, &status, 0) > 0 && WEXITSTATUS(status) == 31);
}

static void t_waitid(void)
{
	siginfo_t si;
	pid_t pid = start();

	if (!pid)
		_exit(3);
	check(!waitid(P_PID, pid, &si, WEXITED | WNOWAIT));
	check(si.si_pid == pid && si.si_status == 3);
	check(!waitid(P_ALL, 0, &si, WEXITED));
	check(si.si_pid == pid && si.si_code == CLD_EXITED);
	check_errno(waitid(P_PID, pid, &si, WEXITED), ECHILD);
}

static void t_rusage(void)
{
	struct rusage ru;
	int status;
	pid_t pid = start();

	if (!pid) {
		burn_ms(60);
		_exit(0);
	}
	check(wait4(pid, &status, 0, &ru) == pid);
	check(ru.ru_utime.tv_usec + ru.ru_stime.tv_usec >= 40000);
}

static void t_groups(void)
{
	pid_t pid = start();

	if (!pid) {
		check(!setpgid(0, 0));
		check(getpgrp() == getpid());
		check_errno(setsid(), EPERM);
		pause();
	}
	while (getpgid(pid) != pid)
		sleep_ms(1);
	check(!kill(-pid, SIGTERM));
	check(finish(pid) == 128 + SIGTERM);
	pid = start();
	if (!pid) {
		check(setsid() == getpid() && getsid(0) == getpid());
		_exit(0);
	}
	check(!finish(pid));
}

static void t_death_signal(void)
{
	int p[2];
	char c;
	pid_t pid;

	check(!pipe(p));
	pid = start();
	if (!pid) {
		if (!start()) {
			check(!prctl(PR_SET_PDEATHSIG, SIGKILL));
			check(write(p[1], "r", 1) == 1);
			pause();
		}
		check(read(p[0], &c, 1) == 1);
		_exit(0);
	}
	close(p[1]);
	check(finish(pid) == 0);
	/* End of file: the grandchild, which held the pipe, is gone too. */
	check(read(p[0], &c, 1) == 0);
}

/* What the exec cases start. */
static int be(int argc, char **argv)
{
	struct sigaction a, b;
	sigset_t set;
	int n = 0;

	if (!strcmp(argv[1], "exit"))
		return atol(argv[2]);
	if (!strcmp(argv[1], "script-arg"))
		return atol(argv[3]) + argc - 1;
	if (!strcmp(argv[1], "count"))
		return argc;
	if (!strcmp(argv[1], "fds"))
		return fcntl(atol(argv[2]), F_GETFD) != 0 ||
		       fcntl(atol(argv[3]), F_GETFD) != -1;
	if (!strcmp(argv[1], "environ")) {
		while (environ[n])
			n++;
		return n;
	}
	if (!strcmp(argv[1], "signals")) {
		sigaction(SIGUSR1, NULL, &a);
		sigaction(SIGUSR2, NULL, &b);
		sigprocmask(SIG_SETMASK, NULL, &set);
		return a.sa_handler != SIG_IGN || b.sa_handler != SIG_DFL ||
		       !sigismember(&set, SIGHUP);
	}
	return -1;
}

static const struct test tests[] = {
	{ "fork", t_fork }, { "many", t_many }, { "chain", t_chain },
	{ "vfork", t_vfork }, { "clone-vm", t_clone_vm },
	{ "clone-files", t_clone_files }, { "clone3", t_clone3 },
	{ "cleartid", t_cleartid }, { "exec", t_exec },
	{ "exec-script", t_exec_script }, { "exec-fd", t_exec_fd },
	{ "exec-busy", t_exec_busy }, { "exec-big", t_exec_big },
	{ "cloexec", t_cloexec }, { "exec-signals", t_exec_signals },
	{ "spawn", t_spawn }, { "orphan", t_orphan }, { "waitid", t_waitid },
	{ "rusage", t_rusage }, { "groups", t_groups },
	{ "death-signal", t_death_signal }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	int status = argc > 1 ? be(argc, argv) : -1;

	return status >= 0 ? status : tests_main(argc, argv, tests);
}
