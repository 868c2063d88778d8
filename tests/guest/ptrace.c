// SPDX-License-Identifier: ISC
/*
 * Tracing, as far as it is the same on every ISA: stops, memory, signals, births.
 */
#include <elf.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define GET_SYSCALL_INFO	0x420e	/* not in every C library */
#define SYSCALL_STOP		(SIGTRAP | 0x80)

struct syscall_info {
	uint8_t op, pad[3];
	uint32_t arch;
	uint64_t ip, sp;
	union {
		struct { uint64_t nr, args[6]; } entry;
		struct { int64_t rval; uint8_t is_error; } exit;
	};
};

enum { INFO_ENTRY = 1, INFO_EXIT = 2 };

static volatile long word = 0x1122334455667788;

static int stop_of(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, __WALL) == pid);
	check(WIFSTOPPED(status));
	return status >> 8;
}

static void go(int request, pid_t pid, int sig)
{
	check(!ptrace(request, pid, 0, (void *)(long)sig));
}

/* A child that has stopped itself under our trace, and runs @body next. */
static pid_t traced(void (*body)(void))
{
	pid_t pid = start();

	if (!pid) {
		check(!ptrace(PTRACE_TRACEME, 0, 0, 0));
		raise(SIGSTOP);
		body();
		_exit(0);
	}
	check(stop_of(pid) == SIGSTOP);
	return pid;
}

static void nothing(void) { }

static void t_memory(void)
{
	pid_t pid = traced(nothing);
	char path[64];
	long v = 0;
	int fd;

	check(ptrace(PTRACE_PEEKDATA, pid, &word, 0) == word);
	check(!ptrace(PTRACE_POKEDATA, pid, &word, 0x99));
	check(word == 0x1122334455667788);
	check(ptrace(PTRACE_PEEKDATA, pid, &word, 0) == 0x99);
	errno = 0;
	check(ptrace(PTRACE_PEEKDATA, pid, 16, 0) == -1 && errno == EIO);
	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	fd = open(path, O_RDWR);
	check(pread(fd, &v, sizeof(v), (off_t)(uintptr_t)&word) == 8);
	check(v == 0x99);
	/* Text is written through its protection. */
	check(pwrite(fd, &v, 1, (off_t)(uintptr_t)&nothing) == 1);
	go(PTRACE_KILL, pid, 0);
	check(finish(pid) == 128 + SIGKILL);
}

static void three_calls(void)
{
	syscall(SYS_getppid);
	syscall(SYS_close, -1);
	syscall(SYS_dup, 12345);
}

static struct syscall_info info_of(pid_t pid)
{
	struct syscall_info i;

	memset(&i, 0, sizeof(i));
	check(ptrace(GET_SYSCALL_INFO, pid, sizeof(i), &i) > 0);
	return i;
}

/* Entry and exit of the next call, which must be @nr and return @rval. */
static void one_call(pid_t pid, uint64_t nr, int64_t rval)
{
	struct syscall_info i;

	go(PTRACE_SYSCALL, pid, 0);
	check(stop_of(pid) == SYSCALL_STOP);
	i = info_of(pid);
	check(i.op == INFO_ENTRY && i.entry.nr == nr);
	go(PTRACE_SYSCALL, pid, 0);
	check(stop_of(pid) == SYSCALL_STOP);
	i = info_of(pid);
	check(i.op == INFO_EXIT && i.exit.rval == rval);
	check(i.exit.is_error == (rval < 0));
}

static void t_syscalls(void)
{
	pid_t pid = traced(three_calls);
	struct syscall_info i;

	check(!ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	/* The rest of the raise() that stopped it may make calls of its own. */
	do {
		go(PTRACE_SYSCALL, pid, 0);
		check(stop_of(pid) == SYSCALL_STOP);
		i = info_of(pid);
	} while (i.op != INFO_ENTRY || i.entry.nr != SYS_getppid);
	go(PTRACE_SYSCALL, pid, 0);
	check(stop_of(pid) == SYSCALL_STOP);
	i = info_of(pid);
	check(i.op == INFO_EXIT && i.exit.rval == getpid());
	one_call(pid, SYS_close, -EBADF);
	one_call(pid, SYS_dup, -EBADF);
	go(PTRACE_CONT, pid, 0);
	check(finish(pid) == 0);
}

/* Calls made many times before the tracer came are seen as well. */
static volatile int *ready;

static void call_for_ever(void)
{
	for (;;) {
		syscall(SYS_getppid);
		(*ready)++;
	}
}

static void t_late(void)
{
	int seen = 0, status;
	pid_t pid;

	ready = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid = start();
	if (!pid)
		call_for_ever();
	while (*ready < 1000)
		sleep_ms(1);
	check(!ptrace(PTRACE_ATTACH, pid, 0, 0));
	check(stop_of(pid) == SIGSTOP);
	check(!ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	for (int i = 0; i < 20; i++) {
		struct syscall_info si;

		go(PTRACE_SYSCALL, pid, 0);
		check(stop_of(pid) == SYSCALL_STOP);
		si = info_of(pid);
		seen += si.op == INFO_ENTRY && si.entry.nr == SYS_getppid;
	}
	check(seen >= 9);
	check(!ptrace(PTRACE_DETACH, pid, 0, 0));
	seen = *ready;
	while (*ready < seen + 1000)
		sleep_ms(1);
	check(!kill(pid, SIGKILL));
	check(waitpid(pid, &status, 0) == pid);
}

static void raise_two(void)
{
	raise(SIGUSR1);
	raise(SIGUSR2);
	pause();
}

/* The tracer sees each signal first, and drops or changes it. */
static void t_signals(void)
{
	pid_t pid = traced(raise_two);
	siginfo_t si;

	go(PTRACE_CONT, pid, 0);
	check(stop_of(pid) == SIGUSR1);
	check(!ptrace(PTRACE_GETSIGINFO, pid, 0, &si));
	check(si.si_signo == SIGUSR1 && si.si_pid == pid);
	go(PTRACE_CONT, pid, 0);
	check(stop_of(pid) == SIGUSR2);
	go(PTRACE_CONT, pid, SIGTERM);
	check(finish(pid) == 128 + SIGTERM);
}

static void have_child(void)
{
	pid_t pid = start();

	if (!pid)
		_exit(4);
	check(finish(pid) == 4);
}

static void t_births(void)
{
	pid_t pid = traced(have_child);
	unsigned long child = 0;
	int status;

	check(!ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEFORK |
		      PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXIT));
	go(PTRACE_CONT, pid, 0);
	status = stop_of(pid);
	check(status == (SIGTRAP | PTRACE_EVENT_FORK << 8) ||
	      status == (SIGTRAP | PTRACE_EVENT_CLONE << 8));
	check(!ptrace(PTRACE_GETEVENTMSG, pid, 0, &child));
	check(stop_of(child) == SIGSTOP);
	go(PTRACE_CONT, child, 0);
	check(stop_of(child) == (SIGTRAP | PTRACE_EVENT_EXIT << 8));
	go(PTRACE_CONT, child, 0);
	check(finish(child) == 4);
	go(PTRACE_CONT, pid, 0);
	check(stop_of(pid) == SIGCHLD);
	go(PTRACE_CONT, pid, 0);
	check(stop_of(pid) == (SIGTRAP | PTRACE_EVENT_EXIT << 8));
	go(PTRACE_CONT, pid, 0);
	check(finish(pid) == 0);
}

static void run_self(void)
{
	execl("/proc/self/exe", "ptrace", "no-such-case", NULL);
}

static void t_exec(void)
{
	pid_t pid = traced(run_self);

	check(!ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACEEXEC));
	go(PTRACE_CONT, pid, 0);
	check(stop_of(pid) == (SIGTRAP | PTRACE_EVENT_EXEC << 8));
	go(PTRACE_KILL, pid, 0);
	check(finish(pid) == 128 + SIGKILL);
}

static void burn(void)
{
	for (;;)
		;
}

static void t_interrupt(void)
{
	pid_t pid = start();

	if (!pid)
		burn();
	check(!ptrace(PTRACE_SEIZE, pid, 0, PTRACE_O_EXITKILL));
	for (int i = 0; i < 10; i++) {
		check(!ptrace(PTRACE_INTERRUPT, pid, 0, 0));
		check(stop_of(pid) == (SIGTRAP | PTRACE_EVENT_STOP << 8));
		go(PTRACE_CONT, pid, 0);
	}
	check(!kill(pid, SIGKILL));
	check(finish(pid) == 128 + SIGKILL);
}

static void t_errors(void)
{
	check_errno(ptrace(PTRACE_ATTACH, 1 << 21, 0, 0), ESRCH);
	check_errno(ptrace(PTRACE_ATTACH, getpid(), 0, 0), EPERM);
	check_errno(ptrace(PTRACE_CONT, getppid(), 0, 0), ESRCH);
}

static const struct test tests[] = {
	{ "memory", t_memory }, { "syscalls", t_syscalls },
	{ "late", t_late }, { "signals", t_signals }, { "births", t_births },
	{ "exec", t_exec }, { "interrupt", t_interrupt },
	{ "errors", t_errors }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
