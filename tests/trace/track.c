// SPDX-License-Identifier: ISC
/*
 * Follows a tree of processes by ptrace and decides for each system call whether
 * the host carried it out.
 *
 * The host reports the entry of a call before its seccomp filters look at it.  So
 * an entry is only noted; what comes next for that thread decides:
 *	the call's exit, then no SIGSYS		made (EPERM is told apart)
 *	SIGSYS by seccomp, exit or not before	trapped
 *	death by SIGSYS				killed
 *	any other death (exit_group, SIGKILL)	made
 * The exit of a trapped call is seen before its signal, hence the last verdict is
 * held back until the thread's next stop.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/trace/track.h"

#ifndef SYS_SECCOMP
#define SYS_SECCOMP	1	/* si_code; in <asm-generic/siginfo.h> only */
#endif
#define SYSCALL_STOP	(SIGTRAP | 0x80)
#define EVENT(status)	((unsigned int)(status) >> 16)
#define OPTIONS	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | \
		 PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | \
		 PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)

enum state { IDLE, ENTERED, LEFT };

struct thread {
	pid_t tid;
	struct process *process;
	enum state state;
	int nr;
	bool installs;		/* the call in progress puts a filter on */
	bool eperm;
	unsigned int filters;	/* when it was entered */
	struct thread *next;
};

struct tracker {
	const char *program;
	struct process **list;
	struct thread *threads;
	pid_t first;
	int status;
};

static struct thread *find(struct tracker *t, pid_t tid)
{
	struct thread *th = t->threads;

	while (th && th->tid != tid)
		th = th->next;
	return th;
}

static struct thread *thread_new(struct tracker *t, pid_t tid,
				 struct process *p)
{
	struct thread *th = calloc(1, sizeof(*th));

	if (!th)
		return NULL;
	th->tid = tid;
	th->process = p;
	th->next = t->threads;
	t->threads = th;
	return th;
}

static void thread_drop(struct tracker *t, struct thread *gone)
{
	struct thread **at = &t->threads;

	while (*at != gone)
		at = &(*at)->next;
	*at = gone->next;
	free(gone);
}

static void settle(struct thread *th, enum outcome what)
{
	if (th->state != IDLE)
		process_count(th->process, th->filters, th->nr, what);
	th->state = IDLE;
}

static bool is_install(const struct __ptrace_syscall_info *i)
{
	if (i->entry.nr == SYS_seccomp)
		return i->entry.args[0] == SECCOMP_SET_MODE_FILTER;
	return i->entry.nr == SYS_prctl &&
	       i->entry.args[0] == PR_SET_SECCOMP &&
	       i->entry.args[1] == SECCOMP_MODE_FILTER;
}

static void entered(struct thread *th, const struct __ptrace_syscall_info *i)
{
	th->state = ENTERED;
	/* A number of 32 bits; some ABIs mark theirs with high bits. */
	th->nr = i->entry.nr > INT32_MAX ? -1 : (int)i->entry.nr;
	th->installs = is_install(i);
	th->filters = th->process->filters;
}

static void left(struct thread *th, const struct __ptrace_syscall_info *i)
{
	th->state = LEFT;
	th->eperm = i->exit.rval == -EPERM;
	if (th->installs && !i->exit.is_error)
		th->process->filters++;
	th->installs = false;
}

static void syscall_stop(struct thread *th)
{
	struct __ptrace_syscall_info i;

	memset(&i, 0, sizeof(i));
	if (ptrace(PTRACE_GET_SYSCALL_INFO, th->tid, sizeof(i), &i) <= 0)
		return;
	if (i.op == PTRACE_SYSCALL_INFO_EXIT) {
		/* A newborn's first stop is the exit of its parent's call. */
		if (th->state == ENTERED)
			left(th, &i);
		return;
	}
	settle(th, th->eperm ? REFUSED : MADE);
	if (i.op == PTRACE_SYSCALL_INFO_ENTRY)
		entered(th, &i);
}

static bool is_trap(pid_t tid)
{
	siginfo_t si;

	return !ptrace(PTRACE_GETSIGINFO, tid, 0, &si) &&
	       si.si_signo == SIGSYS && si.si_code == SYS_SECCOMP;
}

/* Returns the signal to deliver. */
static int signal_stop(struct thread *th, int sig)
{
	if (sig == SIGSYS && is_trap(th->tid))
		settle(th, TRAPPED);
	else if (th->state == LEFT)
		settle(th, th->eperm ? REFUSED : MADE);
	return sig;
}

/* A thread group's first thread has the group's number. */
static bool is_process(pid_t tid)
{
	return !syscall(SYS_tgkill, tid, tid, 0);
}

static void resume(pid_t tid, int request, int sig)
{
	/* It may have been killed since: then its death is the next report. */
	ptrace(request, tid, 0, sig);
}

/*
 * A new child may stop before its parent's event tells whose child it is: then it
 * waits, entered without a process, until that event.
 */
static int born(struct tracker *t, struct thread *parent)
{
	unsigned long msg = 0;
	struct process *p = parent->process;
	struct thread *early;
	pid_t tid;

	if (ptrace(PTRACE_GETEVENTMSG, parent->tid, 0, &msg))
		return 0;
	tid = (pid_t)msg;
	if (is_process(tid))
		p = process_new(t->list, tid, parent->process);
	if (!p)
		return -ENOMEM;
	early = find(t, tid);
	if (!early)
		return thread_new(t, tid, p) ? 0 : -ENOMEM;
	early->process = p;
	resume(tid, PTRACE_SYSCALL, 0);
	return 0;
}

/* Threads other than the executing one are gone, and have been reported. */
static void executed(struct tracker *t, struct thread *th)
{
	char link[32], path[PATH_MAX];
	const char *name;
	ssize_t n;

	if (!t->program || !th->process)
		return;
	snprintf(link, sizeof(link), "/proc/%d/exe", th->process->pid);
	n = readlink(link, path, sizeof(path) - 1);
	if (n < 0)
		return;
	path[n] = '\0';
	name = strrchr(path, '/');
	if (strcmp(name ? name + 1 : path, t->program))
		return;
	process_begin(th->process);
	th->filters = 0;
}

/* A stop of ptrace's own: no signal is delivered after it. */
static int event_stop(struct tracker *t, struct thread *th, int status)
{
	int rc = 0;

	switch (EVENT(status)) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		rc = born(t, th);
		break;
	case PTRACE_EVENT_EXEC:
		executed(t, th);
		break;
	case PTRACE_EVENT_STOP:
		if (WSTOPSIG(status) == SIGTRAP)
			break;
		resume(th->tid, PTRACE_LISTEN, 0);
		return 0;
	}
	resume(th->tid, PTRACE_SYSCALL, 0);
	return rc;
}

static int stopped(struct tracker *t, struct thread *th, int status)
{
	int sig = WSTOPSIG(status);

	if (EVENT(status))
		return event_stop(t, th, status);
	if (sig == SYSCALL_STOP) {
		syscall_stop(th);
		sig = 0;
	} else {
		sig = signal_stop(th, sig);
	}
	resume(th->tid, PTRACE_SYSCALL, sig);
	return 0;
}

static void ended(struct tracker *t, struct thread *th, pid_t tid, int status)
{
	if (tid == t->first)
		t->status = status;
	if (!th)
		return;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		settle(th, KILLED);
	else
		settle(th, th->state == LEFT && th->eperm ? REFUSED : MADE);
	thread_drop(t, th);
}

static int report(struct tracker *t, pid_t tid, int status)
{
	struct thread *th = find(t, tid);

	if (WIFEXITED(status) || WIFSIGNALED(status)) {
		ended(t, th, tid, status);
		return 0;
	}
	if (!th)
		return thread_new(t, tid, NULL) ? 0 : -ENOMEM;
	return stopped(t, th, status);
}

static int follow(struct tracker *t, struct err *e)
{
	for (;;) {
		int status;
		pid_t tid = waitpid(-1, &status, __WALL);

		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			return errno == ECHILD ? 0 :
			       err_errno(e, "waiting for traced processes");
		if (report(t, tid, status))
			return err_set(e, ENOMEM, "following process %d: %s",
				       tid, strerror(ENOMEM));
	}
}

/* Waits for the end of the pipe: by then it is being traced. */
static void be_command(char **argv, int fds[2])
{
	char c;

	close(fds[1]);
	while (read(fds[0], &c, 1) < 0)
		;
	close(fds[0]);
	execvp(argv[0], argv);
	dprintf(2, "hostcalls: %s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/* Nobody who waits for the end of a stream of the command's waits for us. */
static void leave(int keep)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	for (int fd = 0; fd <= 2; fd++)
		dup2(null, fd);
	for (int fd = 3; fd < 1024; fd++)
		if (fd != keep)
			close(fd);
}

/*
 * Returns in the process that traces: the command's parent, or detached its
 * child, which init or a subreaper inherits.
 */
static int part(struct tracker *t, char **argv, bool detached, int fds[2],
		struct err *e)
{
	pid_t command = getpid(), child = fork();

	if (child < 0)
		return err_errno(e, "starting %s: fork", argv[0]);
	if (!child == !detached)
		be_command(argv, fds);
	t->first = detached ? command : child;
	close(fds[0]);
	if (detached)
		leave(fds[1]);
	return 0;
}

static int start(struct tracker *t, char **argv, bool detached, struct err *e)
{
	int fds[2];

	if (pipe(fds))
		return err_errno(e, "starting %s: pipe", argv[0]);
	if (part(t, argv, detached, fds, e))
		return -e->code;
	if (ptrace(PTRACE_SEIZE, t->first, 0, OPTIONS) ||
	    ptrace(PTRACE_INTERRUPT, t->first, 0, 0)) {
		err_errno(e, "tracing %s", argv[0]);
		kill(t->first, SIGKILL);
	}
	close(fds[1]);
	return -e->code;
}

int track(char **argv, const struct tracking *how, struct process **list,
	  int *status, struct err *e)
{
	struct tracker t = { .program = how->program, .list = list };
	struct process *p;
	int rc = start(&t, argv, how->detached, e);

	if (rc)
		return rc;
	p = process_new(list, t.first, NULL);
	if (!p || !thread_new(&t, t.first, p))
		return err_set(e, ENOMEM, "tracing %s: %s", argv[0],
			       strerror(ENOMEM));
	if (how->program)
		p->role = OTHER;
	rc = follow(&t, e);
	*status = t.status;
	return rc;
}
