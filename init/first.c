// SPDX-License-Identifier: ISC
/*
 * The first process of the pid namespace.  The turn changes hands by a futex.
 * That the process has left init's memory, by its exec or its death, is told by
 * the kernel: it clears the word for CLONE_CHILD_CLEARTID.
 */
#include <errno.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "first.h"
#include "mounts.h"

enum { INITS, ITS };

static struct {
	int turn;			/* whose */
	int shares;			/* 1; 0 once it shares nothing */
	int (*main)(void *arg);		/* NULL: mount */
	void *arg;
	const char *const *mount;
	int rc;
	struct err *e;
} first;

/* A while at most: the other side may have died. */
static void wait_on(int *word, int value)
{
	const struct timespec moment = { 0, 100 * 1000 * 1000 };

	syscall(SYS_futex, word, FUTEX_WAIT, value, &moment, NULL, 0);
}

static void give_turn(int whose)
{
	__atomic_store_n(&first.turn, whose, __ATOMIC_RELEASE);
	syscall(SYS_futex, &first.turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static int get(const int *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* What it does until it is the program. */
static int serve(void *unused)
{
	(void)unused;
	for (;;) {
		while (get(&first.turn) != ITS)
			syscall(SYS_futex, &first.turn, FUTEX_WAIT, INITS,
				NULL, NULL, 0);
		if (first.main)
			break;
		first.rc = mounts_add(first.mount[0], first.mount[1],
				      first.mount[2], first.mount[3], first.e);
		give_turn(INITS);
	}
	if (unshare(CLONE_FS | CLONE_FILES))
		return 125;
	return first.main(first.arg);
}

int first_make(struct guest *g, struct err *e)
{
	static char stack[32768] __attribute__((aligned(16)));
	pid_t pid;

	if (g->first)
		return err_set(e, EEXIST, "pid: a second one");
	if (unshare(CLONE_NEWPID))
		return err_errno(e, "pid");
	first.shares = 1;
	pid = clone(serve, stack + sizeof(stack), CLONE_VM | CLONE_FS |
		    CLONE_FILES | CLONE_CHILD_CLEARTID | SIGCHLD, NULL, NULL,
		    NULL, &first.shares);
	if (pid < 0)
		return err_errno(e, "pid: its first process");
	g->first = pid;
	return 0;
}

int first_mount(const char *const arg[4], struct err *e)
{
	first.mount = arg;
	first.e = e;
	first.rc = -ESRCH;
	give_turn(ITS);
	while (get(&first.turn) != INITS && get(&first.shares))
		wait_on(&first.turn, ITS);
	if (first.rc == -ESRCH && !e->code)
		err_set(e, ESRCH, "the container's first process is gone");
	return first.rc;
}

void first_run(int (*main)(void *), void *arg)
{
	first.main = main;
	first.arg = arg;
	give_turn(ITS);
	while (get(&first.shares))
		wait_on(&first.shares, 1);
}
