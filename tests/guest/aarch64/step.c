// SPDX-License-Identifier: ISC
/*
 * What a debugger does: single steps over every kind of branch, breakpoints,
 * registers read and written.
 */
#include <elf.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define SYSCALL_STOP	(SIGTRAP | 0x80)
#define BRK		0xd4200000UL

/*
 * walk(n) is n + 3; from walk_label to walk_end it executes STEPS instructions,
 * and never one of its traps.
 */
#define STEPS	19
long walk(long n);
extern char walk_label[], walk_call[], walk_end[];
__asm__(
".text\n.balign 64\n.global walk, walk_label, walk_call, walk_end\n"
"walk:\n	mov	x9, x0\n"
"walk_label:\n	add	x9, x9, #1\n	cmp	x9, #0\n"
"	b.eq	1f\n	b.ne	2f\n"
"1:	brk	#1\n"
"2:	cbz	x9, 1b\n	cbnz	x9, 3f\n	brk	#1\n"
"3:	tbz	x9, #40, 4f\n	brk	#1\n"
"4:	tbnz	x9, #40, 1b\n"
"	adr	x10, 5f\n	br	x10\n	brk	#1\n"
"5:	adr	x10, 6f\n	mov	x11, x30\n	blr	x10\n"
"	mov	x30, x11\n	mov	x8, #173\n"
"walk_call:\n	svc	#0\n	add	x0, x9, #1\n"
"walk_end:\n	ret\n"
"6:	add	x9, x9, #1\n	ret\n");

static void body(void)
{
	_exit(walk(30));
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
	struct iovec iov = { &r, sizeof(r) };

	check(!ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov));
	check(iov.iov_len == sizeof(r));
	return r;
}

static void set_regs(pid_t pid, struct user_regs_struct *r)
{
	struct iovec iov = { r, sizeof(*r) };

	check(!ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &iov));
}

/* Plants a breakpoint, runs into it, takes it away: stands before @at. */
static void run_to(pid_t pid, char *at)
{
	long old = ptrace(PTRACE_PEEKTEXT, pid, at, 0);

	check(!ptrace(PTRACE_POKETEXT, pid, at, (old & ~0xffffffffL) | BRK));
	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGTRAP);
	check((char *)regs_of(pid).pc == at);
	check(!ptrace(PTRACE_POKETEXT, pid, at, old));
}

/*
 * Single steps until the program stands at @end; how many instructions they were.
 * After a system call a processor may stop twice at one place.
 */
static int steps_to(pid_t pid, char *end, int most)
{
	unsigned long at = regs_of(pid).pc, before;
	int n = 0;

	while ((char *)at != end) {
		before = at;
		go(PTRACE_SINGLESTEP, pid);
		check(stop_of(pid) == SIGTRAP);
		at = regs_of(pid).pc;
		n += at != before;
		check(n < most);
	}
	return n;
}

static void t_breakpoint(void)
{
	pid_t pid = traced(body);
	siginfo_t si;

	run_to(pid, walk_label);
	check(regs_of(pid).regs[9] == 30);
	check(!ptrace(PTRACE_GETSIGINFO, pid, 0, &si));
	check(si.si_signo == SIGTRAP && si.si_code == TRAP_BRKPT);
	run_to(pid, walk_end);
	check(regs_of(pid).regs[0] == 33);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 33);
}

static void t_step(void)
{
	pid_t pid = traced(body);
	siginfo_t si;

	run_to(pid, walk_label);
	check(steps_to(pid, walk_end, 100) == STEPS);
	check(!ptrace(PTRACE_GETSIGINFO, pid, 0, &si));
	check(si.si_code == TRAP_TRACE);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 33);
}

/* The site was used, and perhaps changed, before the debugger came to it. */
static void used_before(void)
{
	for (int i = 0; i < 1000; i++)
		walk(1);
	raise(SIGUSR1);
	_exit(walk(30));
}

static void t_step_used(void)
{
	pid_t pid = traced(used_before);
	long text = ptrace(PTRACE_PEEKTEXT, pid, walk_call, 0);

	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGUSR1);
	check(ptrace(PTRACE_PEEKTEXT, pid, walk_call, 0) == text);
	run_to(pid, walk_call);
	check(regs_of(pid).regs[8] == SYS_getppid);
	go(PTRACE_SINGLESTEP, pid);
	check(stop_of(pid) == SIGTRAP);
	check((char *)regs_of(pid).pc == walk_call + 4);
	check((pid_t)regs_of(pid).regs[0] == getpid());
	go(PTRACE_CONT, pid);
	check(finish(pid) == 33);
}

/*
 * What a debugger without watchpoints does: every instruction, the vDSO's too.  On
 * a slow machine that can try again for ever, since the clock's page changes while
 * it is read: so many steps are enough.
 */
void clock_is_read(void);
__attribute__((noinline)) void clock_is_read(void)
{
	__asm__ volatile("nop");
}

static void reads_the_clock(void)
{
	struct timespec ts = { 0, -1 };

	raise(SIGUSR1);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	clock_is_read();
	_exit(ts.tv_nsec < 0 ? 1 : 44);
}

static void t_step_through_the_vdso(void)
{
	pid_t pid = traced(reads_the_clock);

	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGUSR1);
	for (int n = 0; n < 300; n++) {
		if ((char *)regs_of(pid).pc == (char *)clock_is_read)
			break;
		go(PTRACE_SINGLESTEP, pid);
		check(stop_of(pid) == SIGTRAP);
	}
	go(PTRACE_CONT, pid);
	check(finish(pid) == 44);
}

static void t_set_registers(void)
{
	struct user_regs_struct r;
	pid_t pid = traced(body);

	run_to(pid, walk_label);
	r = regs_of(pid);
	r.regs[9] = 100;
	r.regs[12] = 0x777;
	set_regs(pid, &r);
	check(regs_of(pid).regs[12] == 0x777);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 103);
}

/* The call is changed on its way in, its result on its way out. */
static void t_change_call(void)
{
	struct user_regs_struct r;
	pid_t pid = traced(body);
	int nr = SYS_gettid;
	struct iovec iov = { &nr, sizeof(nr) };

	run_to(pid, walk_call);
	go(PTRACE_SYSCALL, pid);
	check(stop_of(pid) == SYSCALL_STOP);
	check(regs_of(pid).regs[8] == SYS_getppid);
	check(!ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &iov));
	go(PTRACE_SYSCALL, pid);
	check(stop_of(pid) == SYSCALL_STOP);
	r = regs_of(pid);
	check((pid_t)r.regs[0] == pid);
	r.regs[9] = 7;
	set_regs(pid, &r);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 8);
}

static void hold_vector(void)
{
	__asm__ volatile("mov	w9, #0x4321\n\tfmov	s9, w9\n\t"
			 "brk	#0\n\tfmov	w0, s9\n\t"
			 "mov	x8, #94\n\tsvc	#0"
			 : : : "x0", "x8", "x9", "v9");
}

static void t_vectors(void)
{
	struct user_fpsimd_struct f;
	struct iovec iov = { &f, sizeof(f) };
	pid_t pid = traced(hold_vector);
	struct user_regs_struct r;

	go(PTRACE_CONT, pid);
	check(stop_of(pid) == SIGTRAP);
	check(!ptrace(PTRACE_GETREGSET, pid, NT_FPREGSET, &iov));
	check((unsigned int)f.vregs[9] == 0x4321);
	f.vregs[9] = 0x56;
	check(!ptrace(PTRACE_SETREGSET, pid, NT_FPREGSET, &iov));
	r = regs_of(pid);
	r.pc += 4;
	set_regs(pid, &r);
	go(PTRACE_CONT, pid);
	check(finish(pid) == 0x56);
}

static const struct test tests[] = {
	{ "breakpoint", t_breakpoint }, { "step", t_step },
	{ "step-used", t_step_used }, { "vdso", t_step_through_the_vdso },
	{ "set-registers", t_set_registers },
	{ "change-call", t_change_call }, { "vectors", t_vectors },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
