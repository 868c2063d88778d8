// SPDX-License-Identifier: ISC
/*
 * Registers survive what is none of their business: system calls (trapped, and from
 * a rewritten instruction once a site has been used a few times), preemption, signals
 * and the other programs.
 */
#include <asm/hwcap.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"

struct regs {
	uint64_t x[31], nzcv;
	unsigned __int128 v[32];
};

/*
 * Load all registers from @in but x0 and x8, which are @x0 and @x8, execute an
 * instruction or a loop, and store all to @out.
 */
void around_call(const struct regs *in, struct regs *out, long x0, long x8);
void around_loop(const struct regs *in, struct regs *out, long x0, long x8);
void around_call_without_stack(long x0, long x8, long sp);

#define AROUND(name, body)						\
	".globl " name "\n"						\
	".type " name ", %function\n"					\
	name ":\n"							\
	"	sub	sp, sp, #448\n"					\
	"	stp	x19, x20, [sp, #0]\n"				\
	"	stp	x21, x22, [sp, #16]\n"				\
	"	stp	x23, x24, [sp, #32]\n"				\
	"	stp	x25, x26, [sp, #48]\n"				\
	"	stp	x27, x28, [sp, #64]\n"				\
	"	stp	x29, x30, [sp, #80]\n"				\
	"	stp	d8, d9, [sp, #96]\n"				\
	"	stp	d10, d11, [sp, #112]\n"				\
	"	stp	d12, d13, [sp, #128]\n"				\
	"	stp	d14, d15, [sp, #144]\n"				\
	"	str	x1, [sp, #160]\n"				\
	"	stp	x2, x3, [sp, #416]\n"				\
	"	ldr	x30, [x0, #248]\n"				\
	"	msr	nzcv, x30\n"					\
	"	add	x30, x0, #256\n"				\
	".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"	\
	"21,22,23,24,25,26,27,28,29,30,31\n"				\
	"	ldr	q\\n, [x30, #16 * \\n]\n"			\
	".endr\n"							\
	".irp n, 1,2,3,4,5,6,7,9,10,11,12,13,14,15,16,17,18,19,20,"	\
	"21,22,23,24,25,26,27,28,29,30\n"				\
	"	ldr	x\\n, [x0, #8 * \\n]\n"				\
	".endr\n"							\
	"	ldr	x0, [sp, #416]\n"				\
	"	ldr	x8, [sp, #424]\n"				\
	body								\
	".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"	\
	"21,22,23,24,25,26,27,28,29,30\n"				\
	"	str	x\\n, [sp, #168 + 8 * \\n]\n"			\
	".endr\n"							\
	"	ldr	x0, [sp, #160]\n"				\
	"	mrs	x1, nzcv\n"					\
	"	str	x1, [x0, #248]\n"				\
	"	add	x1, x0, #256\n"					\
	".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"	\
	"21,22,23,24,25,26,27,28,29,30,31\n"				\
	"	str	q\\n, [x1, #16 * \\n]\n"			\
	".endr\n"							\
	".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,"	\
	"21,22,23,24,25,26,27,28,29,30\n"				\
	"	ldr	x1, [sp, #168 + 8 * \\n]\n"			\
	"	str	x1, [x0, #8 * \\n]\n"				\
	".endr\n"							\
	"	ldp	x19, x20, [sp, #0]\n"				\
	"	ldp	x21, x22, [sp, #16]\n"				\
	"	ldp	x23, x24, [sp, #32]\n"				\
	"	ldp	x25, x26, [sp, #48]\n"				\
	"	ldp	x27, x28, [sp, #64]\n"				\
	"	ldp	x29, x30, [sp, #80]\n"				\
	"	ldp	d8, d9, [sp, #96]\n"				\
	"	ldp	d10, d11, [sp, #112]\n"				\
	"	ldp	d12, d13, [sp, #128]\n"				\
	"	ldp	d14, d15, [sp, #144]\n"				\
	"	add	sp, sp, #448\n"					\
	"	ret\n"

__asm__(AROUND("around_call", "	svc	#0\n")
	AROUND("around_loop", "1:	sub	x0, x0, #1\n"
			      "	cbnz	x0, 1b\n")
	".globl around_call_without_stack\n"
	".type around_call_without_stack, %function\n"
	"around_call_without_stack:\n"
	"	mov	x8, x1\n"
	"	mov	x9, sp\n"
	"	mov	sp, x2\n"
	"	svc	#0\n"
	"	mov	sp, x9\n"
	"	ret\n");

static void fill(struct regs *r, unsigned int seed)
{
	unsigned char *p = (unsigned char *)r;

	for (size_t i = 0; i < sizeof(*r); i++) {
		seed = seed * 69069 + 1;
		p[i] = seed >> 16;
	}
	r->nzcv &= 0xf0000000;
}

static void compare(const struct regs *in, const struct regs *out)
{
	for (int i = 1; i < 31; i++)
		check(i == 8 || out->x[i] == in->x[i]);
	check(out->nzcv == in->nzcv);
	check(!memcmp(in->v, out->v, sizeof(in->v)));
}

/* The site traps, is rewritten, and is used as it then is. */
static void calls(int n)
{
	struct regs in, out;

	for (int i = 0; i < n; i++) {
		fill(&in, 4711 + i);
		around_call(&in, &out, 0, SYS_getppid);
		compare(&in, &out);
		check((pid_t)out.x[0] == getppid());
		check((long)out.x[8] == SYS_getppid);
	}
}

static void t_call(void)
{
	calls(100);
}

/* A call that another program runs in the midst of. */
static void t_switch(void)
{
	pid_t pid = start();
	struct regs in, out;

	for (int i = 0; i < 200; i++) {
		fill(&in, pid ? i : ~i);
		around_call(&in, &out, 0, SYS_sched_yield);
		compare(&in, &out);
	}
	if (!pid)
		_exit(0);
	check(finish(pid) == 0);
}

#define LOOPS 40000000L

static void t_preempted(void)
{
	pid_t pid = start();
	struct regs in, out;

	for (int i = 0; i < 5; i++) {
		fill(&in, pid ? i : ~i);
		around_loop(&in, &out, LOOPS, 0);
		compare(&in, &out);
	}
	if (!pid)
		_exit(0);
	check(finish(pid) == 0);
}

static volatile int handled;

static const struct fpsimd_context *fpsimd_of(const ucontext_t *uc)
{
	const unsigned char *at = uc->uc_mcontext.__reserved;
	const struct _aarch64_ctx *head = (const void *)at;

	while (head->magic && head->magic != FPSIMD_MAGIC) {
		at += head->size;
		head = (const void *)at;
	}
	check(head->magic == FPSIMD_MAGIC);
	return (const void *)head;
}

/* Uses registers and stack as handlers do; and another program's turn. */
static void on_alarm(int sig, siginfo_t *info, void *context)
{
	const struct fpsimd_context *fp = fpsimd_of(context);
	unsigned char junk[2000];
	struct regs in, out;

	(void)sig, (void)info;
	check(fp->head.size == sizeof(*fp));
	memset(junk, handled, sizeof(junk));
	fill(&in, handled + junk[handled % 2000]);
	around_call(&in, &out, 0, SYS_getpid);
	compare(&in, &out);
	handled++;
}

static void every(long us)
{
	struct sigaction sa = { .sa_sigaction = on_alarm,
				.sa_flags = SA_SIGINFO | SA_RESTART };
	struct itimerval it = { { 0, us }, { 0, us } };

	check(!sigaction(SIGALRM, &sa, NULL));
	check(!setitimer(ITIMER_REAL, &it, NULL));
}

static void t_signal(void)
{
	struct regs in, out;

	every(3000);
	for (int i = 0; i < 5; i++) {
		fill(&in, i);
		around_loop(&in, &out, LOOPS, 0);
		compare(&in, &out);
	}
	check(handled > 0);
}

/* Signals that find the program on its way into a call and out of it. */
static void t_storm(void)
{
	every(3000);
	while (handled < 300)
		calls(20);
}

/* A handler may change what the program goes on with. */
static void change(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	struct fpsimd_context *fp = (void *)fpsimd_of(uc);

	(void)sig, (void)info;
	fp->vregs[3] = 12345;
	uc->uc_mcontext.regs[19] = 67890;
	uc->uc_mcontext.pstate ^= 0x20000000;
}

static void t_changed(void)
{
	struct sigaction sa = { .sa_sigaction = change, .sa_flags = SA_SIGINFO };
	struct regs in, out;

	check(!sigaction(SIGUSR1, &sa, NULL));
	for (int i = 0; i < 10; i++) {
		fill(&in, i);
		in.x[1] = SIGUSR1;
		around_call(&in, &out, getpid(), SYS_kill);
		check(out.x[0] == 0 && out.x[19] == 67890 && out.v[3] == 12345);
		check(out.nzcv == (in.nzcv ^ 0x20000000));
		in.v[3] = out.v[3], in.x[19] = out.x[19], in.nzcv = out.nzcv;
		compare(&in, &out);
	}
}

/* The stub of a rewritten call has nowhere to save its registers. */
static void t_no_stack(void)
{
	for (int i = 0; i < 50; i++)
		around_call_without_stack(0, SYS_getppid, i % 2 ? 0x100 : 0x5000000000);
}

static void t_rounding(void)
{
	uint64_t fpcr = 3UL << 22, got;
	pid_t pid;

	__asm__ volatile("msr fpcr, %0" : : "r" (fpcr));
	pid = start();
	for (int i = 0; i < 100; i++) {
		sched_yield();
		__asm__ volatile("mrs %0, fpcr" : "=r" (got));
		check(got == fpcr);
	}
	if (!pid)
		_exit(0);
	check(finish(pid) == 0);
}

/* ---- SVE, where there is some ---- */

__asm__(".arch_extension sve\n"
	".type sve_loop, %function\n"
	"sve_loop:\n"
	"	index	z1.b, w1, #3\n"
	"	index	z30.h, w1, #5\n"
	"	ptrue	p5.h, vl7\n"
	"1:	sub	x0, x0, #1\n"
	"	cbnz	x0, 1b\n"
	"	index	z2.b, w1, #3\n"
	"	index	z3.h, w1, #5\n"
	"	ptrue	p0.b\n"
	"	ptrue	p1.h, vl7\n"
	"	cmpne	p2.b, p0/z, z1.b, z2.b\n"
	"	b.any	2f\n"
	"	cmpne	p2.h, p0/z, z30.h, z3.h\n"
	"	b.any	2f\n"
	"	eors	p2.b, p0/z, p1.b, p5.b\n"
	"	cset	x0, ne\n"
	"	ret\n"
	"2:	mov	x0, #2\n"
	"	ret\n"
	".arch_extension nosve\n");
long sve_loop(long n, long seed);

static void t_sve(void)
{
	pid_t pid;

	if (!(getauxval(AT_HWCAP) & HWCAP_SVE))
		return;
	pid = start();
	every(3000);
	for (int i = 0; i < 5; i++)
		check(sve_loop(LOOPS, pid ? i : i + 100) == 0);
	if (!pid)
		_exit(0);
	check(finish(pid) == 0);
}

/* ---- what AT_HWCAP2 promises ---- */

/* A page of these instructions, with a protection beside the usual ones; or NULL. */
static void *page_of(const uint32_t *code, size_t n, int prot)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	memcpy(p, code, n);
	__builtin___clear_cache(p, (char *)p + n);
	return mprotect(p, 4096, prot) ? NULL : p;
}

/* An indirect call that ends where no landing pad is. */
static void call_unguarded(void)
{
	static const uint32_t code[] = { 0xd503201f, 0xd65f03c0 }; /* nop; ret */
	void (*f)(void) = page_of(code, sizeof(code),
				  PROT_READ | PROT_EXEC | PROT_BTI);

	if (f)
		f();
	_exit(0);
}

/*
 * Landing pads are looked for, pages are tagged, matrix registers are there: or they
 * are not promised.
 */
static void t_promises(void)
{
	unsigned long caps = getauxval(AT_HWCAP2);
	int status = 0;
	pid_t pid;

	if (caps & HWCAP2_BTI) {
		pid = fork();
		if (!pid)
			call_unguarded();
		check(waitpid(pid, &status, 0) == pid);
		check(WIFSIGNALED(status) && WTERMSIG(status) == SIGILL);
	}
	if (caps & HWCAP2_MTE)
		check(mmap(NULL, 4096, PROT_READ | PROT_MTE, MAP_PRIVATE |
			   MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
	if (caps & HWCAP2_SME)
		check(prctl(PR_SME_GET_VL) > 0);
}

static const struct test tests[] = {
	{ "call", t_call }, { "switch", t_switch },
	{ "preempted", t_preempted }, { "signal", t_signal },
	{ "storm", t_storm }, { "changed", t_changed },
	{ "no-stack", t_no_stack }, { "rounding", t_rounding },
	{ "sve", t_sve }, { "promises", t_promises }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
