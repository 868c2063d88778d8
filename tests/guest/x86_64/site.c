// SPDX-License-Identifier: ISC
/*
 * System-call instructions in every shape in which programs have them, and what
 * programs may rely on around them: the red zone, the flags, the bytes of their
 * own text, jumps to the instruction itself, restart.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define PAGE	4096UL
#define ROUNDS	3000

/*
 * Sites.  NAME_mid is the system-call instruction itself, to which code may jump
 * with a number of its own in rax.
 */
long mov_getpid(void);		/* mov $nr, %eax; syscall */
extern char mov_getpid_mid[];
long xor_read(long fd, void *buf, long n);	/* xor %eax, %eax; syscall; cmp */
extern char xor_read_mid[];
long plain(long nr, long a, long b, long c);	/* syscall after moves */
extern char plain_mid[];
long rex(long nr);		/* with a prefix that changes nothing */
long fresh(long nr);		/* used by one test only */
long into_middle(long nr, void *at);	/* rax = nr, jump to @at */
long carry_kept(void);		/* the flags outlive the call */
long red_zone(long nr, long a, long b, long c);	/* 0: all sixteen words kept */
long red_zone_mov(void);
extern char sites_end[];

__asm__(
".text\n.balign 64\n"
".global mov_getpid, mov_getpid_mid\n"
"mov_getpid:\n	mov	$39, %eax\nmov_getpid_mid:\n	syscall\n	ret\n"
".balign 64\n.global xor_read, xor_read_mid\n"
"xor_read:\n	xor	%eax, %eax\nxor_read_mid:\n	syscall\n"
"	cmp	$0xfffffffffffff000, %rax\n	ret\n"
".balign 64\n.global plain, plain_mid\n"
"plain:\n	mov	%rdi, %rax\n	mov %rsi, %rdi\n	mov %rdx, %rsi\n"
"	mov	%rcx, %rdx\nplain_mid:\n	syscall\n	ret\n"
".balign 64\n.global rex\n"
"rex:\n	mov	%rdi, %rax\n	.byte 0x48, 0x0f, 0x05\n	ret\n"
".balign 64\n.global fresh\nfresh:\n	mov	%rdi, %rax\n	syscall\n	ret\n"
".balign 64\n.global into_middle\n"
"into_middle:\n	mov	%rdi, %rax\n	jmp *%rsi\n"
".balign 64\n.global carry_kept\n"
"carry_kept:\n	stc\n	mov	$39, %eax\n	syscall\n"
"	setc	%al\n	movzbl %al, %eax\n	ret\n"
".macro zone_fill\n.set i, 1\n.rept 16\n	movq	$0x5a5a0000 + i, -8 * i(%rsp)\n"
".set i, i + 1\n.endr\n.endm\n"
".macro zone_check\n	xor	%edx, %edx\n.set i, 1\n.rept 16\n"
"	cmpq	$0x5a5a0000 + i, -8 * i(%rsp)\n	setne %cl\n	or %cl, %dl\n"
".set i, i + 1\n.endr\n	mov	%edx, %eax\n	ret\n.endm\n"
".balign 64\n.global red_zone\n"
"red_zone:\n	zone_fill\n"
"	mov	%rdi, %rax\n	mov %rsi, %rdi\n	mov %rdx, %rsi\n"
"	mov	%rcx, %rdx\n	syscall\n	zone_check\n"
".balign 64\n.global red_zone_mov\n"
"red_zone_mov:\n	zone_fill\n	mov	$39, %eax\n	syscall\n	zone_check\n"
".global sites_end\nsites_end:\n	ret\n");

static volatile sig_atomic_t hits;

static void note(int sig)
{
	(void)sig;
	hits++;
}

static void t_shapes(void)
{
	long pid = getpid(), parent = getppid();
	char c;

	for (int i = 0; i < ROUNDS; i++) {
		check(mov_getpid() == pid);
		check(plain(SYS_getpid, 0, 0, 0) == pid);
		check(plain(SYS_getppid, 0, 0, 0) == parent);
		check(xor_read(-1, &c, 1) == -EBADF);
		check(rex(SYS_getpid) == pid);
	}
}

static void t_middle(void)
{
	long pid = getpid(), parent = getppid();

	for (int i = 0; i < ROUNDS; i++) {
		check(into_middle(SYS_getppid, mov_getpid_mid) == parent);
		check(mov_getpid() == pid);
		check(into_middle(SYS_getppid, xor_read_mid) == parent);
		check(into_middle(SYS_getppid, plain_mid) == parent);
	}
}

static void t_numbers(void)
{
	for (int i = 0; i < 50; i++) {
		check(plain(100000, 0, 0, 0) == -ENOSYS);
		check(plain(-1, 0, 0, 0) == -ENOSYS);
		check(plain(512, 0, 0, 0) == -ENOSYS);
		/* Only the low half counts. */
		check(plain(0x700000000L | SYS_getpid, 0, 0, 0) == getpid());
	}
}

/* Of the kernel that the test runs on: a call that guests must not have. */
static int has_uretprobe(void)
{
	struct utsname u;
	int major = 0, minor = 0;

	check(!uname(&u) && sscanf(u.release, "%d.%d", &major, &minor) == 2);
	return major > 6 || (major == 6 && minor >= 11);
}

/* 335, uretprobe, which no filter of a host's sees. */
static void t_unfiltered(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		for (int i = 0; i < 50; i++)
			if (fresh(335) != -ENOSYS)
				_exit(1);
		_exit(0);
	}
	check(waitpid(pid, &status, 0) == pid);
	check(has_uretprobe() ? WIFSIGNALED(status) &&
				WTERMSIG(status) == SIGILL : !status);
}

static void t_red_zone(void)
{
	long p[2];

	check(!pipe((int *)p));
	for (int i = 0; i < ROUNDS; i++) {
		check(!red_zone(SYS_getpid, 0, 0, 0));
		check(!red_zone_mov());
		check(!red_zone(SYS_close, -1, 0, 0));
	}
	check(!red_zone(SYS_sched_yield, 0, 0, 0));
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

	every_us(300);
	while (hits < 300) {
		for (int i = 0; i < 200; i++) {
			check(!red_zone_mov());
			check(!red_zone(SYS_getppid, 0, 0, 0));
			check(mov_getpid() == pid);
			check(plain(SYS_getpid, 0, 0, 0) == pid);
		}
	}
}

static void t_flags(void)
{
	for (int i = 0; i < ROUNDS; i++)
		check(carry_kept() == 1);
}

static void use_sites(void)
{
	mov_getpid();
	plain(SYS_getpid, 0, 0, 0);
	xor_read(-1, NULL, 1);
	carry_kept();
}

static void t_own_text(void)
{
	text_stays((char *)(void *)mov_getpid, sites_end, use_sites);
}

static void feed(int sig)
{
	(void)sig;
	hits++;
}

/* The call is interrupted, the handler returns, the same call goes on. */
static void restart(long (*fn)(int fd, char *c))
{
	struct sigaction sa = { .sa_handler = feed, .sa_flags = SA_RESTART };
	int p[2];
	char c = 0;
	pid_t pid;

	check(!sigaction(SIGUSR1, &sa, NULL));
	check(!pipe(p));
	for (int i = 0; i < 5; i++) {
		hits = 0;
		pid = start();
		if (!pid) {
			for (int k = 0; k < 3; k++) {
				sleep_ms(3);
				kill(getppid(), SIGUSR1);
			}
			sleep_ms(3);
			_exit(write(p[1], "r", 1) != 1);
		}
		check(fn(p[0], &c) == 1 && c == 'r');
		check(hits >= 1 && finish(pid) == 0);
	}
}

static long by_xor(int fd, char *c) { return xor_read(fd, c, 1); }
static long by_plain(int fd, char *c) { return plain(SYS_read, fd, (long)c, 1); }

static void t_restart(void)
{
	restart(by_xor);
	restart(by_plain);
}

static char *code_page(void)
{
	char *p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	check(p != MAP_FAILED);
	return p;
}

/* mov $nr, %eax; syscall; ret */
static void emit(char *at, int nr)
{
	at[0] = 0xb8;
	memcpy(at + 1, &nr, 4);
	memcpy(at + 5, "\x0f\x05\xc3", 3);
}

static long call(char *at)
{
	return ((long (*)(void))(void *)at)();
}

/* Code that is made, used, and made anew at the same place. */
static void t_jit(void)
{
	long pid = getpid(), parent = getppid();
	char *p = code_page();

	for (int i = 0; i < 200; i++) {
		emit(p + 32, i & 1 ? SYS_getppid : SYS_getpid);
		for (int k = 0; k < 50; k++)
			check(call(p + 32) == (i & 1 ? parent : pid));
		/* The same address, but no system call there any more. */
		memcpy(p + 32, "\xb8\x07\x00\x00\x00\x90\x90\xc3", 8);
		check(call(p + 32) == 7);
	}
}

static void t_jit_remapped(void)
{
	long pid = getpid(), parent = getppid();
	char *p = code_page();

	for (int i = 0; i < 100; i++) {
		emit(p, i & 1 ? SYS_getppid : SYS_getpid);
		check(!mprotect(p, PAGE, PROT_READ | PROT_EXEC));
		for (int k = 0; k < 20; k++)
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

/* The instruction and its neighbours lie across the border of two pages. */
static void t_page_border(void)
{
	long pid = getpid();
	char *p = code_page();

	for (int at = -8; at <= 0; at++) {
		emit(p + PAGE + at, SYS_getpid);
		for (int i = 0; i < 100; i++)
			check(call(p + PAGE + at) == pid);
	}
}

static char *volatile fault_at;

static void leave(int sig, siginfo_t *si, void *uc)
{
	(void)sig, (void)uc;
	_exit(si->si_addr == fault_at ? 42 : 43);
}

/* Nothing follows it: the call is made, and the next instruction faults. */
static void falls_off(void)
{
	struct sigaction sa = { .sa_sigaction = leave, .sa_flags = SA_SIGINFO };
	char *p = code_page();

	check(!sigaction(SIGSEGV, &sa, NULL));
	check(!mprotect(p + PAGE, PAGE, PROT_NONE));
	emit(p + PAGE - 8, SYS_getpid);
	memmove(p + PAGE - 7, p + PAGE - 8, 7);
	fault_at = p + PAGE;
	call(p + PAGE - 7);
}

static void t_page_end(void)
{
	check(status_of(falls_off) == 42);
}

static void t_x32(void)
{
	for (int i = 0; i < 20; i++)
		check(plain(0x40000000 | SYS_getpid, 0, 0, 0) == -ENOSYS);
}

static void old_gate(void)
{
	long r = 20;	/* getpid of the 32-bit table */

	__asm__ volatile("int $0x80" : "+a"(r) : : "r8", "r9", "r10", "r11",
			 "memory");
	_exit(r == getpid() || r == -ENOSYS ? 0 : 1);
}

/* Hosts differ in whether they have it; it must not be anything else. */
static void t_int80(void)
{
	int status = status_of(old_gate);

	check(status == 0 || status == 128 + SIGSEGV ||
	      status == 128 + SIGSYS);
	check(mov_getpid() == getpid());
}

static void *many_calls(void *arg)
{
	char *site = arg;
	long pid = getpid();

	for (int i = 0; i < ROUNDS; i++)
		check(call(site) == pid);
	return NULL;
}

/* Several threads come upon the same new sites at once. */
static void t_threads(void)
{
	char *p = code_page();
	pthread_t t[8];

	for (int round = 0; round < 20; round++) {
		emit(p + round * 64, SYS_getpid);
		for (int i = 0; i < 8; i++)
			check(!pthread_create(&t[i], NULL, many_calls,
					      p + round * 64));
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
			check(mov_getpid() == getpid());
			check(plain(SYS_getppid, 0, 0, 0) == getppid());
			_exit(0);
		}
		check(mov_getpid() == getpid());
		check(finish(pid) == 0);
	}
}

/* Six arguments arrive, in order. */
static void t_arguments(void)
{
	int fd = get_file(3 * PAGE);
	char *p = NULL;

	check(pwrite(fd, "third", 5, 2 * PAGE) == 5);
	for (int i = 0; i < 100; i++) {
		p = (char *)syscall(SYS_mmap, NULL, PAGE, PROT_READ,
				    MAP_PRIVATE, fd, 2 * PAGE);
		check(!memcmp(p, "third", 5));
		check(!munmap(p, PAGE));
	}
}

static const struct test tests[] = {
	{ "shapes", t_shapes }, { "middle", t_middle },
	{ "numbers", t_numbers }, { "unfiltered", t_unfiltered },
	{ "red-zone", t_red_zone }, { "storm", t_storm }, { "flags", t_flags },
	{ "own-text", t_own_text }, { "restart", t_restart },
	{ "jit", t_jit }, { "jit-remapped", t_jit_remapped },
	{ "page-border", t_page_border }, { "page-end", t_page_end },
	{ "x32", t_x32 }, { "int80", t_int80 }, { "threads", t_threads },
	{ "fork", t_fork }, { "arguments", t_arguments },
	{ NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
