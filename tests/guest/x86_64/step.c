// SPDX-License-Identifier: ISC
/*
 * What a debugger does: single steps, breakpoints, registers read and written.
 */
#include <elf.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define SYSCALL_STOP	(SIGTRAP | 0x80)

/* Ten instructions, the sixth and seventh of which are a system call. */
long ten(long n);
extern char ten_label[], ten_call[], ten_end[];
__asm__(
".text\n.balign 64\n.global ten, ten_label, ten_call, ten_end\n"
"ten:\n	lea	1(%rdi), %rbx\n"
"ten_label:\n	inc	%rbx\n	inc %rbx\n	inc %rbx\n	inc %rbx\n"
"	mov	$110, %eax\n"
"ten_call:\n	syscall\n"
"	inc	%rbx\n	mov %rbx, %rax\n"
"ten_end:\n	ret\n");

static long run_ten(long n)
{
	long r = n;

	__asm__ volatile("call ten" : "=a"(r), "+D"(n) : :
			 "rbx", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11",
			 "memory");
	return r;
}

static void body(void)
{
	_exit(run_ten(30));
}

static int stop_of(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, 0) == pid && WIFSTOPPED(status));
	return status >> 8;
}

static pid_t traced(void (*fn)(void))
{
	pid_t pid = start();

	if (!pid) {
		check(!ptrace(PTRACE_TRACEME, 0, 0, 0));
		raise(SIGSTOP);
		fn();
		_exit(0);
	}
	check(stop_of(pid) == SIGSTOP);
	check(!ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD));
	return pid;
}

static void go(int request, pid_t pid)
{
	check(!ptrace(request, pid, 0, 0));
}

static struct user_regs_struct regs_of(pid_t pid)
{
	struct user_regs_struct r;

	check(!ptrace(PTRACE_GETREGS, pid, 0, &r));
	return r;
}

/* Plants a breakpoint, runs into it, takes it away: stands before @at. */
static void run_to(pid_t pid, char *at)
{
	long old = ptrace(PTRACE_PEEKTEXT, pid, at, 0);
	struct user_regs_struct r;

	check(!ptrace(PTRACE_POKETEXT, pid, at, (old & ~0xffL) | 0xcc));
	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGTRAP);
	r = regs_of(pid);
	check((char *)r.rip == at + 1);
	check(!ptrace(PTRACE_POKETEXT, pid, at, old));
	r.rip--;
	check(!ptrace(PTRACE_SETREGS, pid, 0, &r));
}

static void t_breakpoint(void)
{
	pid_t pid = traced(body);
	siginfo_t si;

	run_to(pid, ten_label);
	check(regs_of(pid).rbx == 31);
	check(!ptrace(PTRACE_GETSIGINFO, pid, 0, &si));
	check(si.si_signo == SIGTRAP && si.si_code == SI_KERNEL);
	run_to(pid, ten_end);
	check(regs_of(pid).rbx == 36);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 36);
}

static void t_step(void)
{
	pid_t pid = traced(body);
	siginfo_t si;
	int n = 0;

	run_to(pid, ten_label);
	while ((char *)regs_of(pid).rip != ten_end) {
		go(PTRACE_SINGLESTEP, pid);
		check(stop_of(pid) == SIGTRAP);
		check(++n < 100);
	}
	check(n == 8);
	check(!ptrace(PTRACE_GETSIGINFO, pid, 0, &si));
	check(si.si_code == TRAP_TRACE);
	check(!(regs_of(pid).eflags & 0x100));
	go(PTRACE_CONT, pid);
	check(finish(pid) == 36);
}

/* The site was used, and perhaps changed, before the debugger came to it. */
static void used_before(void)
{
	for (int i = 0; i < 1000; i++)
		run_ten(1);
	raise(SIGUSR1);
	_exit(run_ten(30));
}

static void t_step_used(void)
{
	pid_t pid = traced(used_before);
	long text = ptrace(PTRACE_PEEKTEXT, pid, ten_call, 0);

	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGUSR1);
	check(ptrace(PTRACE_PEEKTEXT, pid, ten_call, 0) == text);
	run_to(pid, ten_call);
	check(regs_of(pid).rax == SYS_getppid);
	go(PTRACE_SINGLESTEP, pid);
	check(stop_of(pid) == SIGTRAP);
	check((char *)regs_of(pid).rip == ten_call + 2);
	check((pid_t)regs_of(pid).rax == getpid());
	go(PTRACE_CONT, pid);
	check(finish(pid) == 36);
}

static void t_set_registers(void)
{
	struct user_regs_struct r;
	pid_t pid = traced(body);

	run_to(pid, ten_label);
	r = regs_of(pid);
	r.rbx = 100;
	check(!ptrace(PTRACE_SETREGS, pid, 0, &r));
	check(!ptrace(PTRACE_POKEUSER, pid, offsetof(struct user, regs.r12),
		      0x777));
	check(regs_of(pid).r12 == 0x777);
	check(ptrace(PTRACE_PEEKUSER, pid, offsetof(struct user, regs.rbx),
		     0) == 100);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 105);
}

/* The call is changed on its way in, its result on its way out. */
static void t_change_call(void)
{
	struct user_regs_struct r;
	pid_t pid = traced(body);

	run_to(pid, ten_call);
	go(PTRACE_SYSCALL, pid);
	check(stop_of(pid) == SYSCALL_STOP);
	r = regs_of(pid);
	check(r.orig_rax == SYS_getppid && r.rax == (unsigned long)-ENOSYS);
	r.orig_rax = SYS_gettid;
	check(!ptrace(PTRACE_SETREGS, pid, 0, &r));
	go(PTRACE_SYSCALL, pid);
	check(stop_of(pid) == SYSCALL_STOP);
	r = regs_of(pid);
	check((pid_t)r.rax == pid);
	r.rbx = 7;
	check(!ptrace(PTRACE_SETREGS, pid, 0, &r));
	go(PTRACE_CONT, pid);
	check(finish(pid) == 8);
}

static void t_emulate(void)
{
	struct user_regs_struct r;
	pid_t pid = traced(body);

	run_to(pid, ten_call);
	check(!ptrace(31 /* PTRACE_SYSEMU */, pid, 0, 0));
	check(stop_of(pid) == SYSCALL_STOP);
	r = regs_of(pid);
	check(r.orig_rax == SYS_getppid);
	r.rax = 1234;
	check(!ptrace(PTRACE_SETREGS, pid, 0, &r));
	go(PTRACE_SINGLESTEP, pid);
	check(stop_of(pid) == SIGTRAP);
	check(regs_of(pid).rax == 1234 || (char *)regs_of(pid).rip > ten_call);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 36);
}

static void hold_vector(void)
{
	__asm__ volatile("movl $0x4321, %%eax\n\tmovd %%eax, %%xmm9\n\t"
			 "int3\n\tmovd %%xmm9, %%edi\n\t"
			 "movl $231, %%eax\n\tsyscall"
			 : : : "rax", "rdi", "xmm9");
}

static void t_vectors(void)
{
	struct user_fpregs_struct f;
	static char area[16384];
	struct iovec iov = { area, sizeof(area) };
	pid_t pid = traced(hold_vector);

	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGTRAP);
	check(!ptrace(PTRACE_GETFPREGS, pid, 0, &f));
	check(f.xmm_space[9 * 4] == 0x4321);
	check(!ptrace(PTRACE_GETREGSET, pid, NT_X86_XSTATE, &iov));
	check(iov.iov_len >= 576);
	check(!memcmp(area + 160 + 9 * 16, &f.xmm_space[9 * 4], 16));
	f.xmm_space[9 * 4] = 0x55;
	check(!ptrace(PTRACE_SETFPREGS, pid, 0, &f));
	go(PTRACE_CONT, pid);
	check(finish(pid) == 0x55);
}

static const struct test tests[] = {
	{ "breakpoint", t_breakpoint }, { "step", t_step },
	{ "step-used", t_step_used }, { "set-registers", t_set_registers },
	{ "change-call", t_change_call }, { "emulate", t_emulate },
	{ "vectors", t_vectors }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
