// SPDX-License-Identifier: ISC
/*
 * Segment bases: set by arch_prctl or by the program itself, they are kept over
 * computation, sleep, signals and the company of others that use other values.
 */
#include <asm/prctl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "check.h"

#define HWCAP2_FSGSBASE_BIT	2

static volatile int hits;

static uint64_t get_gs(void)
{
	uint64_t v = 0;

	check(!syscall(SYS_arch_prctl, ARCH_GET_GS, &v));
	return v;
}

static void set_gs(uint64_t v)
{
	check(!syscall(SYS_arch_prctl, ARCH_SET_GS, v));
}

static uint64_t at_gs(void)
{
	uint64_t v;

	__asm__ volatile("movq %%gs:0, %0" : "=r"(v));
	return v;
}

/*
 * A kernel that does not know the instructions loses what they set, and says so in
 * the auxiliary vector; then arch_prctl stands in for them.
 */
static int by_instruction(void)
{
	return getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE_BIT;
}

static uint64_t rdgs(void)
{
	uint64_t v;

	if (!by_instruction())
		return get_gs();
	__asm__ volatile("rdgsbase %0" : "=r"(v));
	return v;
}

static void wrgs(uint64_t v)
{
	if (by_instruction())
		__asm__ volatile("wrgsbase %0" : : "r"(v) : "memory");
	else
		set_gs(v);
}

static void t_prctl(void)
{
	uint64_t *p = get_pages(4096), fs = 0;

	*p = 0x1234;
	set_gs((uintptr_t)p);
	check(get_gs() == (uintptr_t)p && at_gs() == 0x1234);
	check(!syscall(SYS_arch_prctl, ARCH_GET_FS, &fs));
	check(*(uint64_t *)fs == fs);
	check_errno(syscall(SYS_arch_prctl, ARCH_SET_GS, 1ULL << 63), EPERM);
	check_errno(syscall(SYS_arch_prctl, 0x9999, 0), EINVAL);
	check(at_gs() == 0x1234);
}

static void one_cpu(void)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	check(!sched_setaffinity(0, sizeof(set), &set));
}

/* Uses the base all the time, sleeping in between. */
static void keep(uint64_t *p, uint64_t value)
{
	for (int round = 0; round < 4; round++) {
		int64_t end = now_ns() + 50000000;

		while (now_ns() < end) {
			for (int i = 0; i < 1000; i++)
				check(at_gs() == value);
		}
		check(rdgs() == (uintptr_t)p);
		sleep_ms(20);
		check(at_gs() == value && rdgs() == (uintptr_t)p);
	}
}

static void t_own(void)
{
	uint64_t *p = get_pages(8192);

	p[0] = 77;
	p[512] = 88;
	wrgs((uintptr_t)p);
	check(get_gs() == (uintptr_t)p && at_gs() == 77);
	wrgs((uintptr_t)(p + 512));
	check(get_gs() == (uintptr_t)(p + 512) && at_gs() == 88);
	keep(p + 512, 88);
}

static void t_processes(void)
{
	uint64_t *p = get_pages(8 * 4096);
	pid_t pid[4];

	one_cpu();
	for (int i = 0; i < 4; i++) {
		pid[i] = start();
		if (!pid[i]) {
			uint64_t *mine = p + i * 512;

			*mine = 1000 + i;
			wrgs((uintptr_t)mine);
			keep(mine, 1000 + i);
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++)
		check(!finish(pid[i]));
}

static void *thread(void *arg)
{
	uint64_t *p = get_pages(4096);

	*p = (uintptr_t)arg;
	wrgs((uintptr_t)p);
	keep(p, (uintptr_t)arg);
	return NULL;
}

static void t_threads(void)
{
	pthread_t t[4];

	one_cpu();
	for (uintptr_t i = 0; i < 4; i++)
		check(!pthread_create(&t[i], NULL, thread, (void *)(i + 1)));
	for (int i = 0; i < 4; i++)
		check(!pthread_join(t[i], NULL));
}

static void other_base(int sig)
{
	(void)sig;
	hits++;
	check(at_gs() == 5);
}

static void t_signal(void)
{
	struct itimerval it = { { 0, 2000 }, { 0, 2000 } };
	uint64_t *p = get_pages(4096);

	*p = 5;
	wrgs((uintptr_t)p);
	signal(SIGALRM, other_base);
	check(!setitimer(ITIMER_REAL, &it, NULL));
	while (hits < 30)
		check(at_gs() == 5);
}

/*
 * fs as well: here no C runs, for the C library lives by it.  Many rounds of a
 * busy loop under another fs, in company.
 */
uint64_t hold_fs(uint64_t base, uint64_t rounds, uint64_t old);
__asm__(
".text\n.global hold_fs\nhold_fs:\n"
"	push	%rbx\n	push %rbp\n	push %r12\n"
"	mov	%rdi, %rbx\n	mov %rsi, %rbp\n	mov %rdx, %r12\n"
"	mov	%rbx, %rsi\n	mov $0x1002, %edi\n	mov $158, %eax\n	syscall\n"
"1:	cmp	%rbx, %fs:0\n	jne 2f\n"
"	dec	%rbp\n	jnz 1b\n"
"2:	mov	%r12, %rsi\n	mov $0x1002, %edi\n	mov $158, %eax\n	syscall\n"
"	mov	%rbp, %rax\n	pop %r12\n	pop %rbp\n	pop %rbx\n	ret\n");

static void t_fs(void)
{
	uint64_t *p = get_pages(8 * 4096), old = 0;
	pid_t pid[4];

	check(!syscall(SYS_arch_prctl, ARCH_GET_FS, &old));
	one_cpu();
	for (int i = 0; i < 4; i++) {
		pid[i] = start();
		if (!pid[i]) {
			p[i * 512] = (uintptr_t)(p + i * 512);
			check(!hold_fs(p[i * 512], 60000000, old));
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++)
		check(!finish(pid[i]));
}

/* The null selector keeps the base that goes with it. */
static void t_selector(void)
{
	uint64_t *p = get_pages(4096);
	unsigned int sel;

	*p = 9;
	set_gs((uintptr_t)p);
	__asm__ volatile("mov %%gs, %0" : "=r"(sel));
	sleep_ms(10);
	check(at_gs() == 9 && sel == 0);
}

static const struct test tests[] = {
	{ "prctl", t_prctl }, { "own", t_own }, { "processes", t_processes },
	{ "threads", t_threads }, { "signal", t_signal }, { "fs", t_fs },
	{ "selector", t_selector }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
