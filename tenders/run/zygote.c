// SPDX-License-Identifier: ISC
/*
 * The zygote.  Invariants: it neither reads nor writes guest memory.  Of the
 * guest it takes single bytes, and what it knows of members (their process
 * ids, which index is free) is its own.  It never waits but in one ppoll, so
 * that the guest can't keep it from seeing a death.
 *
 * It may make the calls of zygote_rules.c and no others.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <nabla/member.h>

#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/zygote.h"

/* How long the first process may take to end when it is told to. */
#define GRACE_NS	100000000

LAST void zygote_answer(const struct zygote *z, int value)
{
	isa_call(SYS_write, z->socket, (long)&value, sizeof(value), 0, 0, 0);
}

/* ---- birth ---- */

/* 0: none is free. */
LAST static int free_index(const struct zygote *z)
{
	for (unsigned int i = 1; i < z->nr_members; i++)
		if (!z->pid[i])
			return (int)i;
	return 0;
}

/*
 * Always a new one: what a predecessor was told late is not this one's, and to
 * read it off could make the zygote wait.
 */
LAST static long make_wake_fd(const struct zygote *z, int index)
{
	long at = z->wake + index, r;
	long fd = isa_call(SYS_eventfd2, 0, EFD_CLOEXEC, 0, 0, 0, 0);

	if (fd < 0 || fd == at)
		return fd;
	r = isa_call(SYS_dup3, fd, at, O_CLOEXEC, 0, 0, 0);
	isa_call(SYS_close, fd, 0, 0, 0, 0, 0);
	return r;
}

/* Success is for the newborn to tell. */
LAST static void make_member(struct zygote *z)
{
	int index = free_index(z);
	long r = index ? make_wake_fd(z, index) : -EAGAIN;

	if (r >= 0)
		r = isa_call(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0, 0);
	if (!r)
		newborn_main(z, index);
	if (r < 0) {
		zygote_answer(z, (int)r);
		return;
	}
	z->pid[index] = (int)r;
	placement_join(z, (int)r);
}

/* A message of another length is not a request. */
LAST static void take_request(struct zygote *z)
{
	char ask[2];
	long n = isa_call(SYS_read, z->socket, (long)ask, sizeof(ask), 0, 0, 0);

	if (n != 1)
		return;
	if (ask[0] == NABLA_ASK_MEMBER)
		make_member(z);
	else if (ask[0] == NABLA_ASK_MOVE)
		placement_move(z);
}

/* ---- death ---- */

LAST __attribute__((noreturn)) static void leave(void)
{
	for (;;)
		isa_call(SYS_exit_group, 0, 0, 0, 0, 0, 0);
}

/* The others follow: first the zygote, by its parent's death or by itself. */
LAST __attribute__((noreturn))
static void end_container(const struct zygote *z, int status)
{
	static siginfo_t info;
	struct timespec grace = { 0, GRACE_NS };

	info.si_signo = NABLA_SIG_DEATH;
	info.si_code = SI_QUEUE;
	info.si_pid = z->self;
	info.si_value.sival_int = status;
	isa_call(SYS_rt_sigqueueinfo, z->first, NABLA_SIG_DEATH, (long)&info,
		 0, 0, 0);
	isa_call(SYS_ppoll, 0, 0, (long)&grace, 0, 0, 0);
	isa_call(SYS_kill, z->first, SIGKILL, 0, 0, 0, 0);
	leave();
}

/* As a shell would say it. */
LAST static int exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

LAST static void bury(struct zygote *z, int dead, int status)
{
	status = exit_status(status);
	if (status)
		end_container(z, status);
	for (unsigned int i = 1; i < z->nr_members; i++)
		if (z->pid[i] == dead)
			z->pid[i] = 0;
}

/* One note can stand for several deaths. */
LAST static void see_deaths(struct zygote *z)
{
	struct signalfd_siginfo note;
	int status;
	long dead;

	isa_call(SYS_read, z->deaths, (long)&note, sizeof(note), 0, 0, 0);
	while ((dead = isa_call(SYS_wait4, -1, (long)&status, WNOHANG, 0, 0,
				0)) > 0)
		bury(z, (int)dead, status);
}

/* ---- life ---- */

/* It must not outlive the first, which may be dead before it has said so. */
LAST static void confine(struct zygote *z)
{
	z->self = (int)isa_call(SYS_getpid, 0, 0, 0, 0, 0, 0);
	if (isa_call(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0, 0))
		GIVE_UP("can't tie the zygote to its parent");
	if (isa_call(SYS_getppid, 0, 0, 0, 0, 0, 0) != z->first)
		leave();
	if (signals_leave_to_first() ||
	    isa_call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0,
		     (long)&z->filter, 0, 0, 0))
		GIVE_UP("can't confine the zygote");
}

LAST __attribute__((noreturn)) static void zygote_main(struct zygote *z)
{
	confine(z);
	for (;;) {
		struct pollfd p[] = {
			{ .fd = z->socket, .events = POLLIN },
			{ .fd = z->deaths, .events = POLLIN },
		};
		long r = isa_call(SYS_ppoll, (long)p, 2, 0, 0, 0, 0);

		if (r < 0 && r != -EINTR)
			GIVE_UP("the zygote can't wait");
		if (r > 0 && p[1].revents)
			see_deaths(z);
		if (r > 0 && p[0].revents)
			take_request(z);
	}
}

LAST long zygote_start(struct zygote *z)
{
	long r = isa_call(SYS_clone, CLONE_FILES | NABLA_SIG_ZYGOTE, 0, 0, 0, 0,
			  0);

	if (!r)
		zygote_main(z);
	return r < 0 ? r : 0;
}
