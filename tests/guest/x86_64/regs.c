// SPDX-License-Identifier: ISC
/*
 * Registers: all of them survive system calls, signals and preemption; handlers
 * see and can change the interrupted program's.
 */
#include <fenv.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

static volatile int hits;
static volatile int stop;

/*
 * Fills thirteen registers and the red zone with @seed + n, waits until *flag is
 * not zero, and stores all into out[].  The wait is a busy loop, or, if @call,
 * one system call (getppid) before a busy loop.
 */
void hold_regs(uint64_t seed, uint64_t *out, volatile int *flag, int call);
__asm__(
".text\n.global hold_regs\nhold_regs:\n"
"	push	%rbx\n	push %rbp\n	push %r12\n	push %r13\n"
"	push	%r14\n	push %r15\n	push %rsi\n	push %rdx\n"
"	mov	%ecx, %eax\n"
"	lea	1(%rdi), %rbx\n	lea 2(%rdi), %rbp\n	lea 3(%rdi), %rsi\n"
"	lea	5(%rdi), %r8\n	lea 6(%rdi), %r9\n	lea 7(%rdi), %r10\n"
"	lea	8(%rdi), %r12\n	lea 9(%rdi), %r13\n	lea 10(%rdi), %r14\n"
"	lea	11(%rdi), %r15\n"
".set i, 1\n.rept 16\n	mov	%rdi, -8 * i(%rsp)\n"
"	addq	$100 + i, -8 * i(%rsp)\n.set i, i + 1\n.endr\n"
"	test	%eax, %eax\n	jz 1f\n"
"	mov	$110, %eax\n	syscall\n"
"1:	mov	(%rsp), %rax\n"
"	cmpl	$0, (%rax)\n	je 1b\n"
"	mov	8(%rsp), %rax\n"
"	mov	%rbx, 8(%rax)\n	mov %rbp, 16(%rax)\n	mov %rsi, 24(%rax)\n"
"	mov	%rdi, (%rax)\n	mov %r8, 40(%rax)\n	mov %r9, 48(%rax)\n"
"	mov	%r10, 56(%rax)\n	mov %r12, 64(%rax)\n	mov %r13, 72(%rax)\n"
"	mov	%r14, 80(%rax)\n	mov %r15, 88(%rax)\n"
".set i, 1\n.rept 16\n	mov	-8 * i(%rsp), %rdx\n"
"	mov	%rdx, 96 + 8 * i(%rax)\n.set i, i + 1\n.endr\n"
"	pop	%rdx\n	pop %rsi\n	pop %r15\n	pop %r14\n"
"	pop	%r13\n	pop %r12\n	pop %rbp\n	pop %rbx\n	ret\n");

static void held(uint64_t seed, const uint64_t *out)
{
	for (int i = 0; i < 12; i++)
		check(i == 4 || out[i] == seed + i);
	for (int i = 1; i <= 16; i++)
		check(out[12 + i] == seed + 100 + i);
}

static void t_call(void)
{
	uint64_t out[32];

	stop = 1;
	for (uint64_t i = 0; i < 5000; i++) {
		hold_regs(i << 40, out, &stop, 1);
		held(i << 40, out);
	}
}

static void clobber(int sig)
{
	(void)sig;
	__asm__ volatile(
		"xor %%eax, %%eax\n\txor %%ebx, %%ebx\n\txor %%ecx, %%ecx\n\t"
		"xor %%edx, %%edx\n\txor %%esi, %%esi\n\txor %%edi, %%edi\n\t"
		"xor %%r8d, %%r8d\n\txor %%r9d, %%r9d\n\txor %%r10d, %%r10d\n\t"
		"xor %%r11d, %%r11d\n\txor %%r12d, %%r12d\n\t"
		"xor %%r13d, %%r13d\n\txor %%r14d, %%r14d\n\t"
		"xor %%r15d, %%r15d\n\t"
		"pxor %%xmm0, %%xmm0\n\tpxor %%xmm7, %%xmm7\n\t"
		"pxor %%xmm15, %%xmm15\n\tfninit"
		: : : "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9",
		"r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm7",
		"xmm15");
	hits++;
}

static void every_ms(int ms, void (*fn)(int))
{
	struct itimerval it = { { 0, ms * 1000 }, { 0, ms * 1000 } };

	signal(SIGALRM, fn);
	check(!setitimer(ITIMER_REAL, &it, NULL));
}

static void t_signal(void)
{
	uint64_t out[32];

	every_ms(2, clobber);
	for (uint64_t i = 1; i <= 50; i++) {
		hits = 0;
		hold_regs(i << 44, out, &hits, i & 1);
		held(i << 44, out);
	}
}

static void set_stop(int sig)
{
	(void)sig;
	stop = 1;
}

static void one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	check(!sched_setaffinity(0, sizeof(set), &set));
}

/* Runs @body(i) in four processes that share a processor. */
static void in_four(void (*body)(uint64_t))
{
	pid_t pid[4];

	one_cpu();
	for (int i = 0; i < 4; i++) {
		pid[i] = start();
		if (!pid[i]) {
			every_ms(200 + i, set_stop);
			body(i + 1);
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++)
		check(finish(pid[i]) == 0);
}

static void keep_regs(uint64_t n)
{
	uint64_t out[32];

	hold_regs(n << 50, out, &stop, n & 1);
	held(n << 50, out);
}

static void t_preempted(void)
{
	in_four(keep_regs);
}

/* Of the vector registers: xmm, ymm or zmm, whichever the CPU has. */
static uint8_t vec[32 * 64] __attribute__((aligned(64)));

void hold_xmm(volatile int *flag, void *v);
void hold_ymm(volatile int *flag, void *v);
void hold_zmm(volatile int *flag, void *v);
__asm__(
".altmacro\n"
".macro vload insn, reg, size, n\n	\\insn	\\n * \\size(%rsi), %\\reg\\n\n.endm\n"
".macro vstore insn, reg, size, n\n	\\insn	%\\reg\\n, \\n * \\size(%rsi)\n.endm\n"
".macro hold name, insn, reg, size, count\n"
".global \\name\n\\name:\n"
".set i, 0\n.rept \\count\n	vload \\insn, \\reg, \\size, %i\n.set i, i + 1\n.endr\n"
"1:	cmpl	$0, (%rdi)\n	je 1b\n"
".set i, 0\n.rept \\count\n	vstore \\insn, \\reg, \\size, %i\n.set i, i + 1\n.endr\n"
"	ret\n.endm\n"
".text\n"
"hold hold_xmm, movdqu, xmm, 16, 16\n"
"hold hold_ymm, vmovdqu, ymm, 32, 16\n"
"hold hold_zmm, vmovdqu64, zmm, 64, 32\n"
".noaltmacro\n");

static void hold_vectors(volatile int *flag)
{
	if (__builtin_cpu_supports("avx512f"))
		hold_zmm(flag, vec);
	else if (__builtin_cpu_supports("avx2"))
		hold_ymm(flag, vec);
	else
		hold_xmm(flag, vec);
}

static void keep_vectors(uint64_t n)
{
	for (size_t i = 0; i < sizeof(vec); i++)
		vec[i] = i * 7 + n;
	hold_vectors(&stop);
	for (size_t i = 0; i < sizeof(vec); i++)
		check(vec[i] == (uint8_t)(i * 7 + n));
}

static void t_vectors_preempted(void)
{
	in_four(keep_vectors);
}

static void t_vectors_signal(void)
{
	every_ms(2, clobber);
	for (int n = 0; n < 30; n++) {
		for (size_t i = 0; i < sizeof(vec); i++)
			vec[i] = i * 5 + n;
		hits = 0;
		hold_vectors(&hits);
		for (size_t i = 0; i < sizeof(vec); i++)
			check(vec[i] == (uint8_t)(i * 5 + n));
	}
}

static volatile int round_inside;

static void see_rounding(int sig)
{
	(void)sig;
	round_inside = fegetround();
	fesetround(FE_DOWNWARD);
	hits++;
}

/* Handlers start with a clean state and do not leave theirs behind. */
static void t_rounding(void)
{
	volatile double a = 1.0, b = 3.0;
	double up;

	signal(SIGUSR1, see_rounding);
	check(!fesetround(FE_UPWARD));
	up = a / b;
	raise(SIGUSR1);
	check(hits == 1 && round_inside == FE_TONEAREST);
	check(fegetround() == FE_UPWARD && a / b == up);
	fesetround(FE_TONEAREST);
	check(a / b < up);
}

static long double pi_like(void)
{
	long double x = 0;

	for (volatile int i = 1; i < 3000000; i += 2)
		x += (i & 2 ? -1.0L : 1.0L) / i;
	return x * 4;
}

/* The x87 stack is in use all the time, under a storm of signals. */
static void t_x87(void)
{
	long double want = pi_like();

	every_ms(1, clobber);
	while (hits < 20)
		check(pi_like() == want);
}

extern char fault_here[], fault_next[];

static void look(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;
	greg_t *g = uc->uc_mcontext.gregs;
	uint32_t *xmm5 = (uint32_t *)((char *)uc->uc_mcontext.fpregs + 160) +
			 5 * 4;

	check(sig == SIGSEGV && si->si_addr == (void *)0x30);
	check((char *)g[REG_RIP] == fault_here);
	check(g[REG_RAX] == 0x30 && g[REG_RBX] == 0x1111);
	check(g[REG_RDX] == 0x2222 && g[REG_R9] == 0x3333);
	check(g[REG_TRAPNO] == 14 && (g[REG_ERR] & 7) == 4);
	check(g[REG_CR2] == 0x30);
	check(xmm5[0] == 0xabcd && xmm5[1] == 0);
	g[REG_RIP] = (greg_t)fault_next;
	g[REG_RBX] = 0x4444;
	g[REG_R9] = 0x5555;
	g[REG_EFL] |= 1;
	xmm5[0] = 0x6666;
}

static void t_context(void)
{
	struct sigaction sa = { .sa_sigaction = look, .sa_flags = SA_SIGINFO };
	uint64_t bx = 0x1111, dx = 0x2222, r9, vec5;
	unsigned char carry;

	check(!sigaction(SIGSEGV, &sa, NULL));
	__asm__ volatile(
		"movl $0x3333, %%r9d\n\t"
		"movl $0xabcd, %%eax\n\tmovd %%eax, %%xmm5\n\t"
		"movl $0x30, %%eax\n\tclc\n\t"
		".global fault_here\nfault_here:\n\tmovq (%%rax), %%rax\n\t"
		"ud2\n\t"
		".global fault_next\nfault_next:\n\tsetc %0\n\tmovq %%xmm5, %1\n\t"
		"movq %%r9, %2"
		: "=m"(carry), "=m"(vec5), "=m"(r9), "+b"(bx), "+d"(dx)
		: : "rax", "r9", "xmm5", "cc", "memory");
	check(bx == 0x4444 && dx == 0x2222 && r9 == 0x5555);
	check(carry == 1 && vec5 == 0x6666);
}

static sigjmp_buf back;
static volatile int got_sig, got_code;
static char *volatile got_addr;
static char *volatile got_ip;

static void report(int sig, siginfo_t *si, void *ctx)
{
	ucontext_t *uc = ctx;

	got_sig = sig;
	got_code = si->si_code;
	got_addr = si->si_addr;
	got_ip = (char *)uc->uc_mcontext.gregs[REG_RIP];
	siglongjmp(back, 1);
}

static void expect(void (*fn)(void), int sig, int code, int at_ip)
{
	struct sigaction sa = { .sa_sigaction = report,
				.sa_flags = SA_SIGINFO };

	got_sig = 0;
	check(!sigaction(sig, &sa, NULL));
	if (!sigsetjmp(back, 1))
		fn();
	check(got_sig == sig);
	check(got_code == code);
	check(!at_ip || got_addr == got_ip);
}

static void do_ud2(void) { __asm__ volatile("ud2"); }
static void do_int3(void) { __asm__ volatile("int3"); }
static void do_hlt(void) { __asm__ volatile("hlt"); }

static void do_div(void)
{
	__asm__ volatile("xor %%ecx, %%ecx\n\tdivl %%ecx" : : :
			 "rax", "rcx", "rdx");
}

static void do_sse(void)
{
	unsigned int csr = 0x1d80;	/* divide by zero is not masked */
	float one = 1, zero = 0;

	__asm__ volatile("ldmxcsr %0\n\tmovss %1, %%xmm0\n\t"
			 "divss %2, %%xmm0"
			 : : "m"(csr), "m"(one), "m"(zero) : "xmm0");
}

static void do_wild(void)
{
	__asm__ volatile("movabs $0x8000000000001000, %%rax\n\tmovb (%%rax), %%al"
			 : : : "rax");
}

static void t_traps(void)
{
	expect(do_ud2, SIGILL, ILL_ILLOPN, 1);
	expect(do_int3, SIGTRAP, SI_KERNEL, 0);
	expect(do_div, SIGFPE, FPE_INTDIV, 1);
	expect(do_sse, SIGFPE, FPE_FLTDIV, 1);
	expect(do_hlt, SIGSEGV, SI_KERNEL, 0);
	expect(do_wild, SIGSEGV, SI_KERNEL, 0);
}

static volatile uint64_t flag_at_entry;

static void look_at_flags(int sig)
{
	uint64_t f;

	(void)sig;
	__asm__ volatile("pushfq\n\tpop %0" : "=r"(f));
	flag_at_entry = f;
	hits++;
}

/* The direction flag is clear in handlers, and set again behind them. */
static void t_direction(void)
{
	uint64_t f;

	every_ms(5, look_at_flags);
	__asm__ volatile("std\n1:	cmpl $0, %1\n\tje 1b\n\t"
			 "pushfq\n\tcld\n\tpop %0" : "=r"(f) : "m"(hits));
	check((f & 0x400) && !(flag_at_entry & 0x400));
}

static const struct test tests[] = {
	{ "call", t_call }, { "signal", t_signal },
	{ "preempted", t_preempted },
	{ "vectors-preempted", t_vectors_preempted },
	{ "vectors-signal", t_vectors_signal }, { "rounding", t_rounding },
	{ "x87", t_x87 }, { "context", t_context }, { "traps", t_traps },
	{ "direction", t_direction }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
