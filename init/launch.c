// SPDX-License-Identifier: ISC
/*
 * Starts the program as vfork() would: the child borrows init's memory until
 * its exec.  An address space is a costly thing in the library kernel, and this
 * spares one; it also lets the child leave its error in init's struct err.
 *
 * Until its exec the child must therefore not allocate, and must make the
 * system calls by which the C library would change all threads of a process
 * directly.  It runs on a stack of its own.
 */
#include <errno.h>
#include <nabla/exit.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "connection.h"
#include "first.h"
#include "ids.h"
#include "launch.h"
#include "namespaces.h"
#include "search.h"
#include "stdfds.h"
#include "value.h"
#include "weight.h"

struct child {
	const struct guest *guest;
	const struct program *program;
	const struct stdio_of *io;
	struct err *e;
	int status;			/* 0 until something failed */
};

static int set_limits(const struct program *p, struct err *e)
{
	for (unsigned int i = 0; i < RLIM_NLIMITS; i++) {
		const struct limit *l = &p->limits[i];
		uint64_t pair[2] = { l->soft, l->hard };

		if (l->named && syscall(SYS_prlimit64, 0, i, pair, NULL))
			return err_errno(e, "rlimit %s to %llu, %llu",
					 value_rlimit_name(i),
					 (unsigned long long)l->soft,
					 (unsigned long long)l->hard);
	}
	return 0;
}

static int enter_cwd(const char *cwd, struct err *e)
{
	if (!chdir(cwd))
		return 0;
	return err_errno(e, "cwd %s", cwd);
}

static int forbid_privileges(struct err *e)
{
	if (!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 0;
	return err_errno(e, "nnp");
}

/* The container's own are in place already. */
static int take_stdio(const struct child *c, struct err *e)
{
	const struct stdio_of *io = c->io;

	if (!io)
		return c->program->console ?
		       stdfds_console(c->guest, &c->program->size, e) : 0;
	for (int fd = 0; fd < 3; fd++) {
		if (dup2(io->fd[fd], fd) < 0)
			return err_errno(e, "descriptor %d", fd);
	}
	if (io->terminal && ioctl(0, TIOCSCTTY, 0))
		return err_errno(e, "its terminal");
	return 0;
}

/*
 * A filter comes last where it can: what precedes needs calls that it may
 * forbid. Without no_new_privs it needs a privilege that goes.
 */
static int become_user(const struct program *p, struct err *e)
{
	int rc = 0;

	if (!p->nnp)
		rc = syscalls_set(&p->syscalls, e);
	if (!rc)
		rc = ids_set(p, e);
	if (!rc && p->nnp)
		rc = forbid_privileges(e);
	if (!rc && p->nnp)
		rc = syscalls_set(&p->syscalls, e);
	return rc;
}

/* All that the description says of the program; root until become_user(). */
static int become(const struct child *c, struct err *e)
{
	const struct program *p = c->program;
	int rc;

	setsid();
	umask(p->umask);
	rc = cgroup_join(c->guest, e);
	if (!rc)
		rc = take_stdio(c, e);
	if (!rc && p->uid)
		stdfds_give(p->uid);
	if (!rc)
		rc = weight_set(c->guest, &p->weight, e);
	/* from here on init's own descriptors are of no use any more */
	if (!rc && !c->io)
		rc = connection_take_gifts(c->guest, e);
	if (!rc)
		rc = set_limits(p, e);
	if (!rc)
		rc = enter_cwd(p->cwd, e);
	return rc ? rc : become_user(p, e);
}

static int become_program(const struct child *c, struct err *e)
{
	sigset_t none;

	if (become(c, e))
		return NABLA_EXIT_TENDER;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return search_exec(c->program->argv, c->program->envp, e);
}

int launch_become(const struct guest *g, const struct program *p,
		  const struct stdio_of *io, struct err *e)
{
	const struct child c = { .guest = g, .program = p, .io = io };

	return become_program(&c, e);
}

/* What it returns is its exit status. */
static int child_main(void *arg)
{
	struct child *c = arg;

	c->status = become_program(c, c->e);
	return c->status;
}

int launch(const struct guest *g, const struct program *p,
	   const struct stdio_of *io, pid_t *pid, int *status, struct err *e)
{
	static char stack[32768] __attribute__((aligned(16)));
	struct child c = {
		.guest = g, .program = p, .io = io, .e = e
	};

	if (!io && g->first) {
		first_run(child_main, &c);
		*pid = g->first;
	} else {
		*pid = clone(child_main, stack + sizeof(stack),
			     CLONE_VM | CLONE_VFORK | SIGCHLD, &c);
	}
	if (*pid < 0) {
		*status = NABLA_EXIT_TENDER;
		return err_errno(e, "starting a process");
	}
	if (!c.status)
		return 0;
	*status = c.status;
	return -e->code;
}
