// SPDX-License-Identifier: ISC
/*
 * System-call instructions in every shape in which programs have them, and what
 * programs may rely on around them: all registers but x0, the flags, words below
 * the stack pointer, jumps to the instruction itself, restart, landing pads and
 * signed return addresses.
 */
#include <linux/personality.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAGE	4096UL
#define ROUNDS	3000

/*
 * Sites.  NAME_at is the system-call instruction itself, to which code may jump
 * with a number of its own in w8.
 */
long by_number(void);		/* mov x8, #nr; svc */
extern char by_number_at[];
long plain(long nr, long a, long b, long c);	/* svc after moves */
extern char plain_at[];
long plain_alone(long nr, long a, long b, long c);	/* another, used once */
long jump_to(long nr, void *at);	/* w8 = nr, br @at */
long first(void);		/* the function begins with svc: x8 by the caller */
long call_first(long nr);
long carry_kept(long nr);	/* the flags outlive the call */
long below_sp(long nr);		/* 0: words near the stack pointer are kept */
long landing(long nr);		/* after a landing pad, before another */
long pads(long nr);		/* both reached by indirect branches */
long signed_return(long nr);	/* the return address is signed across the call */
extern char sites_end[];

__asm__(
".text\n.balign 64\n"
".global by_number, by_number_at\n"
"by_number:\n	mov	x8, #172\nby_number_at:\n	svc	#0\n	ret\n"
".balign 64\n.global plain, plain_at\n"
"plain:\n	mov	x8, x0\n	mov	x0, x1\n	mov	x1, x2\n"
"	mov	x2, x3\nplain_at:\n	svc	#0\n	ret\n"
".balign 64\n.global plain_alone\n"
"plain_alone:\n	mov	x8, x0\n	mov	x0, x1\n	mov	x1, x2\n"
"	mov	x2, x3\n	svc	#0\n	ret\n"
".balign 64\n.global jump_to\n"
"jump_to:\n	mov	x8, x0\n	br	x1\n"
".balign 64\n.global first, call_first\n"
"first:\n	svc	#0\n	ret\n"
"call_first:\n	mov	x8, x0\n	b	first\n"
".balign 64\n.global carry_kept\n"
"carry_kept:\n	mov	x8, x0\n	cmp	xzr, xzr\n	svc	#0\n"
"	cset	w1, cs\n	cset	w2, eq\n	add	w0, w1, w2\n	ret\n"
".balign 64\n.global below_sp\n"
"below_sp:\n	mov	x8, x0\n	mov	x1, #0x5a5a\n"
"	stur	x1, [sp, #-8]\n	stur	x1, [sp, #-16]\n	svc	#0\n"
"	ldur	x2, [sp, #-8]\n	ldur	x3, [sp, #-16]\n"
"	sub	x2, x2, x1\n	sub	x3, x3, x1\n	orr	x0, x2, x3\n"
"	ret\n"
".balign 64\n.global landing, pads\n"
"landing:\n	hint	#34\n	svc	#0\n	hint	#36\n	ret\n"
"pads:\n	stp	x29, x30, [sp, #-16]!\n	mov	x8, x0\n"
"	adr	x9, landing\n	blr	x9\n	adr	x10, 1f\n"
"	br	x10\n1:	hint	#36\n	ldp	x29, x30, [sp], #16\n	ret\n"
".balign 64\n.global signed_return\n"
"signed_return:\n	hint	#25\n	stp	x29, x30, [sp, #-16]!\n"
"	mov	x8, x0\n	svc	#0\n	ldp	x29, x30, [sp], #16\n"
"	hint	#29\n	ret\n"
".global sites_end\nsites_end:\n");

static volatile sig_atomic_t hits;

static void note(int sig)
{
	(void)sig;
	hits++;
}

static void t_shapes(void)
{
	long pid = getpid(), parent = getppid();

	for (int i = 0; i < ROUNDS; i++) {
		check(by_number() == pid);
		check(plain(SYS_getpid, 0, 0, 0) == pid);
		check(plain(SYS_getppid, 0, 0, 0) == parent);
		check(call_first(SYS_getpid) == pid);
	}
}

static void t_middle(void)
{
	long pid = getpid(), parent = getppid();

	for (int i = 0; i < ROUNDS; i++) {
		check(jump_to(SYS_getppid, by_number_at) == parent);
		check(by_number() == pid);
		check(jump_to(SYS_getppid, plain_at) == parent);
		check(jump_to(SYS_getppid, (void *)first) == parent);
	}
}

static void t_numbers(void)
{
	for (int i = 0; i < 50; i++) {
		check(plain(100000, 0, 0, 0) == -ENOSYS);
		check(plain(-1, 0, 0, 0) == -ENOSYS);
		check(plain(-2, 0, 0, 0) == -ENOSYS);
		/* Only the low half counts. */
		check(plain(0x700000000L | SYS_getpid, 0, 0, 0) == getpid());
	}
}

static void t_below_sp(void)
{
	for (int i = 0; i < ROUNDS; i++)
		check(!below_sp(SYS_getpid));
	check(!below_sp(SYS_sched_yield));
}

static void every_us(int us)
{
	struct itimerval it = { { 0, us }, { 0, us } };

	signal(SIGALRM, note);
	check(!setitimer(ITIMER_REAL, &it, NULL));
}

static void t_storm(void)
{
	long pid = getpid();

	every_us(3000);
	while (hits < 200) {
		for (int i = 0; i < 50; i++) {
			check(by_number() == pid);
			check(plain(SYS_getpid, 0, 0, 0) == pid);
			check(signed_return(SYS_getpid) == pid);
		}
	}
}

static void t_flags(void)
{
	for (int i = 0; i < ROUNDS; i++)
		check(carry_kept(SYS_getpid) == 2);
}

static void use_sites(void)
{
	by_number();
	plain(SYS_getpid, 0, 0, 0);
	call_first(SYS_getpid);
	pads(SYS_getpid);
	signed_return(SYS_getpid);
}

static void t_own_text(void)
{
	text_stays((char *)(void *)by_number, sites_end, use_sites);
}

/* The call is interrupted, the handler returns, the same call goes on. */
static void t_restart(void)
{
	struct sigaction sa = { .sa_handler = note, .sa_flags = SA_RESTART };
	int p[2];
	char c = 0;
	pid_t pid;

	check(!sigaction(SIGUSR1, &sa, NULL));
	check(!pipe(p));
	for (int i = 0; i < 10; i++) {
		hits = 0;
		pid = start();
		if (!pid) {
			for (int k = 0; k < 3; k++) {
				sleep_ms(5);
				kill(getppid(), SIGUSR1);
			}
			sleep_ms(5);
			_exit(write(p[1], "r", 1) != 1);
		}
		check(plain(SYS_read, p[0], (long)&c, 1) == 1 && c == 'r');
		check(hits >= 1 && finish(pid) == 0);
	}
}

/*
 * What the host's kernel uses as codes for a restart is an argument like any other:
 * where the site traps, and once it does not.
 */
static void odd_argument(long argument)
{
	long want = argument & 0xffffffff;

	for (int i = 0; i < 50; i++) {
		check(plain_alone(SYS_personality, argument, 0, 0) >= 0);
		check(plain(SYS_personality, 0xffffffff, 0, 0) == want);
		check(plain(SYS_personality, PER_LINUX, 0, 0) == want);
	}
}

static void t_first_argument(void)
{
	static const long code[] = { -4, -512, -513, -514, -516 };

	for (size_t i = 0; i < countof(code); i++) {
		pid_t pid = start();

		if (!pid) {
			odd_argument(code[i]);
			odd_argument(code[i] & 0xffffffff);
			_exit(0);
		}
		check(finish(pid) == 0);
	}
}

static uint32_t *code_page(void)
{
	void *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	return p;
}

/* mov x8, #nr; svc #0; ret */
static void emit(uint32_t *at, int nr)
{
	at[0] = 0xd2800008 | nr << 5;
	at[1] = 0xd4000001;
	at[2] = 0xd65f03c0;
	__builtin___clear_cache((char *)at, (char *)(at + 3));
}

static long call(uint32_t *at)
{
	return ((long (*)(void))(void *)at)();
}

/* Code that is made, used, and made anew at the same place. */
static void t_jit(void)
{
	long pid = getpid(), parent = getppid();
	uint32_t *p = code_page();

	for (int i = 0; i < 100; i++) {
		emit(p + 8, i & 1 ? SYS_getppid : SYS_getpid);
		for (int k = 0; k < 20; k++)
			check(call(p + 8) == (i & 1 ? parent : pid));
		/* The same address, but no system call there any more. */
		p[8] = 0xd28000e0;			/* mov x0, #7 */
		p[9] = 0xd503201f;			/* nop */
		__builtin___clear_cache((char *)(p + 8), (char *)(p + 10));
		check(call(p + 8) == 7);
	}
}

static void t_jit_remapped(void)
{
	long pid = getpid(), parent = getppid();
	uint32_t *p = code_page();

	for (int i = 0; i < 60; i++) {
		emit(p, i & 1 ? SYS_getppid : SYS_getpid);
		check(!mprotect(p, PAGE, PROT_READ | PROT_EXEC));
		for (int k = 0; k < 10; k++)
			check(call(p) == (i & 1 ? parent : pid));
		if (i % 3)
			check(!mprotect(p, PAGE, PROT_READ | PROT_WRITE |
					PROT_EXEC));
		else
			check(mmap(p, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
				   -1, 0) == p);
	}
}

/* Text of a file, of which each round is another file: what is fetched is new. */
static void t_files(void)
{
	for (int i = 0; i < 50; i++) {
		uint32_t insn[] = { 0xd2800000 | i << 5, 0xd65f03c0 };
		int fd = get_file(PAGE);
		uint32_t *p;

		check(write(fd, insn, sizeof(insn)) == sizeof(insn));
		p = mmap(NULL, PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
		check(p != MAP_FAILED && call(p) == i);
		/* Not the program's to tell the processor: it is read again. */
		check(!munmap(p, PAGE) && !close(fd));
	}
}

static void *many_calls(void *arg)
{
	long pid = getpid();

	for (int i = 0; i < ROUNDS / 10; i++)
		check(call(arg) == pid && by_number() == pid &&
		      signed_return(SYS_getpid) == pid);
	return NULL;
}

/* Several threads come upon the same new sites at once. */
static void t_threads(void)
{
	uint32_t *p = code_page();
	pthread_t t[8];

	for (int round = 0; round < 5; round++) {
		emit(p + round * 16, SYS_getpid);
		for (int i = 0; i < 8; i++)
			check(!pthread_create(&t[i], NULL, many_calls,
					      p + round * 16));
		for (int i = 0; i < 8; i++)
			check(!pthread_join(t[i], NULL));
	}
}

/* Children share the text of their parent, before and after it was changed. */
static void t_fork(void)
{
	for (int i = 0; i < 20; i++) {
		pid_t pid = start();

		if (!pid) {
			check(by_number() == getpid());
			check(plain(SYS_getppid, 0, 0, 0) == getppid());
			_exit(0);
		}
		check(by_number() == getpid());
		check(finish(pid) == 0);
	}
}

static void t_landing_pads(void)
{
	for (int i = 0; i < ROUNDS; i++)
		check(pads(SYS_getpid) == getpid());
}

/* Signatures made before a fork, a signal, another program's turn hold after it. */
static void *sign(void *p)
{
	register void *x17 __asm__("x17") = p;
	register long x16 __asm__("x16") = 4711;

	__asm__("hint #8" : "+r" (x17) : "r" (x16));	/* pacia1716 */
	return x17;
}

static void t_signed(void)
{
	void *mine = sign((void *)sign);
	pid_t pid = start();

	for (int i = 0; i < 200; i++) {
		check(signed_return(SYS_sched_yield) == 0);
		check(sign((void *)sign) == mine);
	}
	if (!pid)
		_exit(0);
	check(finish(pid) == 0);
}

static const struct test tests[] = {
	{ "shapes", t_shapes }, { "middle", t_middle },
	{ "numbers", t_numbers }, { "below-sp", t_below_sp },
	{ "storm", t_storm }, { "flags", t_flags },
	{ "own-text", t_own_text }, { "restart", t_restart },
	{ "first-argument", t_first_argument },
	{ "jit", t_jit }, { "jit-remapped", t_jit_remapped },
	{ "files", t_files }, { "threads", t_threads }, { "fork", t_fork },
	{ "landing-pads", t_landing_pads }, { "signed", t_signed },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
