// SPDX-License-Identifier: ISC
/*
 * Starts a program in a container that joins, or the container with it.
 *
 * Unlike launch() it takes a process with memory of its own, since much is done
 * in it that needs the container's namespaces: mounts above all.  Init waits
 * until it has become the program or has failed; what it has to say is left in
 * a page that both share, and a terminal's master, which only a process in the
 * container can open, comes by a socket.
 */
#include <errno.h>
#include <fcntl.h>
#include <nabla/exit.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions.h"
#include "config.h"
#include "home.h"
#include "joined.h"
#include "launch.h"
#include "lib/cleanup.h"
#include "namespaces.h"
#include "session.h"

#ifndef CLONE_NEWCGROUP
#define CLONE_NEWCGROUP	0x02000000
#endif

struct outcome {
	int status;			/* 0: it is the program */
	struct err e;
};

struct making {
	const struct guest *guest;	/* the first container's */
	const struct joined *joined;
	struct program *program;
	const char *records;		/* NULL: the container is there */
	size_t size;
	int flags;			/* namespaces that it begins */
	int into;			/* pidfd to enter those of; -1 */
	int master;			/* a socket to send a terminal on; -1 */
	struct stdio_of io;
	struct outcome *outcome;
};

/*
 * In the new process
 */

static int send_master(int socket, int fd, struct err *e)
{
	char room[CMSG_SPACE(sizeof(int))]
		__attribute__((aligned(sizeof(size_t)))) = { 0 };
	struct iovec part = { "", 1 };
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	return sendmsg(socket, &m, 0) < 0 ? err_errno(e, "a terminal") : 0;
}

/* A first program's terminal has that name as well. */
static void name_console(int peer)
{
	char path[40];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", peer);
	fd = open("/dev/console", O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY |
		  O_NONBLOCK, 0600);
	if (fd >= 0)
		close(fd);
	/* a container without /proc or with a /dev that is full has none */
	if (mount(path, "/dev/console", NULL, MS_BIND, NULL))
		return;
}

static int open_terminal(struct making *m, struct err *e)
{
	cleanup_fd int master = -1;
	int rc = session_terminal(&master, &m->io, &m->program->size, e);

	if (!rc && m->records)
		name_console(m->io.fd[0]);
	return rc ? rc : send_master(m->master, master, e);
}

static int build(const struct making *m, struct err *e)
{
	struct guest g = m->joined->guest;

	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return err_errno(e, "cutting the mounts off");
	return actions_run(&g, m->records, m->size, e);
}

static int enter(const struct making *m, struct err *e)
{
	if (setns(m->into, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC |
		  CLONE_NEWCGROUP))
		return err_errno(e, "entering the container");
	return 0;
}

static int prepare(struct making *m, struct err *e)
{
	int rc = cgroup_join(&m->joined->guest, e);

	if (!rc)
		rc = m->records ? build(m, e) : enter(m, e);
	if (!rc)
		home_add(m->program);
	if (!rc && m->program->console)
		rc = open_terminal(m, e);
	return rc;
}

__attribute__((noreturn))
static void process(struct making *m)
{
	struct outcome *o = m->outcome;

	o->status = prepare(m, &o->e) ? NABLA_EXIT_TENDER :
		    launch_become(&m->joined->guest, m->program, &m->io,
				  &o->e);
	_exit(o->status);
}

/*
 * In init
 */

/* Those that the description begins, beside that of mounts. */
static int read_flags(struct making *m, struct err *e)
{
	static const struct { const char *kind; int flag; } kinds[] = {
		{ "pid", CLONE_NEWPID }, { "ipc", CLONE_NEWIPC },
		{ "uts", CLONE_NEWUTS }, { "cgroup", 0 },
	};
	struct cursor c;
	struct record r;
	size_t i;
	int rc;

	m->flags = CLONE_NEWNS;
	config_rewind(&c, m->records, m->size);
	while ((rc = config_next(&c, &r, e)) > 0) {
		if (r.what != D_NAMESPACE)
			continue;
		for (i = 0; i < 4 && strcmp(kinds[i].kind, r.arg[0]); i++)
			;
		if (i == 4) {
			err_set(e, EINVAL, "no namespace is named \"%s\"",
				r.arg[0]);
			return record_failed(&r, e);
		}
		m->flags |= kinds[i].flag;
	}
	return rc;
}

static int open_pids(const struct guest *g, const char *of, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/ns/%s", of, name);
	return openat(g->proc, path, O_RDONLY | O_CLOEXEC);
}

/* The pid namespace that a child is to be made in; -1: as any other child. */
static int pids_for(const struct making *m)
{
	char pid[16];

	if (m->flags & CLONE_NEWPID)
		return open_pids(m->guest, "self", "pid");
	if (m->records || !m->joined->own_pids)
		return -1;
	snprintf(pid, sizeof(pid), "%d", m->joined->pid);
	return open_pids(m->guest, pid, "pid");
}

static bool is_elsewhere(const struct making *m)
{
	return m->flags & CLONE_NEWPID ||
	       (!m->records && m->joined->own_pids);
}

/* Returns when it is the program, or has ended. */
static pid_t spawn(struct making *m)
{
	pid_t pid = syscall(SYS_clone, CLONE_VFORK | SIGCHLD | m->flags, 0, 0,
			    0, 0);

	if (!pid)
		process(m);
	return pid;
}

/* Children of init's are in its first container's namespace else. */
static pid_t spawn_among(struct making *m, struct err *e)
{
	cleanup_fd int usual = open_pids(m->guest, "self", "pid_for_children");
	cleanup_fd int theirs = pids_for(m);
	pid_t pid;

	if (is_elsewhere(m) && (usual < 0 || theirs < 0 ||
				setns(theirs, CLONE_NEWPID)))
		return err_errno(e, "a pid namespace");
	pid = spawn(m);
	if (pid < 0)
		err_errno(e, "starting a process");
	if (is_elsewhere(m) && setns(usual, CLONE_NEWPID) && pid >= 0)
		return err_errno(e, "a pid namespace");
	return pid < 0 ? -e->code : pid;
}

static int receive_master(int socket)
{
	char byte, room[CMSG_SPACE(sizeof(int))]
		__attribute__((aligned(sizeof(size_t))));
	struct iovec part = { &byte, 1 };
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = room, .msg_controllen = sizeof(room),
	};
	struct cmsghdr *c;
	int fd = -1;

	if (recvmsg(socket, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != 1)
		return -1;
	c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	return fd;
}

static int run(struct making *m, struct session *s, int *status,
	       struct err *e)
{
	struct outcome *o = m->outcome;

	s->pid = spawn_among(m, e);
	if (s->pid < 0)
		return s->pid;
	if (!o->status)
		return 0;
	waitpid(s->pid, NULL, 0);
	*status = o->status;
	*e = o->e;
	e->code = e->code ? e->code : EIO;
	return -e->code;
}

static int run_on_terminal(struct making *m, struct session *s, int *status,
			   struct err *e)
{
	cleanup_fd int ours = -1, theirs = -1;
	int pair[2], rc;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		return err_errno(e, "a pair of sockets");
	ours = pair[0];
	m->master = theirs = pair[1];
	rc = run(m, s, status, e);
	if (rc)
		return rc;
	rc = session_take_terminal(s, receive_master(ours), e);
	if (rc)
		kill(s->pid, SIGKILL);
	return rc;
}

static int run_on_pipes(struct making *m, struct session *s, int *status,
			struct err *e)
{
	int rc = session_pipes(s, &m->io, e);

	if (!rc)
		rc = run(m, s, status, e);
	for (int i = 0; i < 3; i++)
		if (m->io.fd[i] >= 0)
			close(m->io.fd[i]);
	return rc;
}

static int start(struct making *m, uint32_t id, struct session **session,
		 int *status, struct err *e)
{
	struct session *s = session_new(id);
	int rc;

	*status = NABLA_EXIT_TENDER;
	if (!s)
		return err_set(e, ENOMEM, "no memory for a session");
	m->io = (struct stdio_of){ .fd = { -1, -1, -1 } };
	m->outcome = mmap(NULL, sizeof(*m->outcome), PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (m->outcome == MAP_FAILED) {
		session_free(s);
		return err_set(e, ENOMEM, "no memory for a session");
	}
	rc = m->program->console ? run_on_terminal(m, s, status, e) :
				   run_on_pipes(m, s, status, e);
	munmap(m->outcome, sizeof(*m->outcome));
	if (rc)
		session_free(s);
	else
		*session = s;
	return rc;
}

static struct joined *new_joined(const struct guest *g, uint32_t id,
				 unsigned int number)
{
	struct joined *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->number = number;
	j->guest = (struct guest){
		.proc = g->proc, .console = -1, .netlink = g->netlink,
		.files = -1, .cgroup = -1, .joins = true,
	};
	snprintf(j->name, sizeof(j->name), "joined-%u", id);
	return j;
}

static int start_all(struct making *m, struct joined *j, uint32_t id,
		     struct session **s, int *status, struct err *e)
{
	int rc = cgroup_add(&j->guest, j->name, e);

	if (rc)
		return rc;
	rc = start(m, id, s, status, e);
	if (rc) {
		/* its process has been waited for */
		j->over = true;
		cgroup_remove(&j->guest, j->name);
	}
	return rc;
}

int joined_start(const struct guest *g, uint32_t id, unsigned int number,
		 const char *records, size_t size, struct session **s,
		 struct joined **joined, int *status, struct err *e)
{
	struct joined *j = new_joined(g, id, number);
	struct program p;
	struct making m = {
		.guest = g, .joined = j, .program = &p, .records = records,
		.size = size, .into = -1, .master = -1,
	};
	int rc;

	*status = NABLA_EXIT_TENDER;
	if (!j)
		return err_set(e, ENOMEM, "no memory for a container");
	rc = read_flags(&m, e);
	if (!rc)
		rc = program_read(&p, records, size, e);
	if (!rc) {
		rc = start_all(&m, j, id, s, status, e);
		program_free(&p);
	}
	if (rc) {
		free(j);
		return rc;
	}
	j->pid = (*s)->pid;
	j->own_pids = m.flags & CLONE_NEWPID;
	*joined = j;
	return 0;
}

int joined_exec(const struct guest *g, const struct joined *j, uint32_t id,
		const char *records, size_t size, struct session **s,
		int *status, struct err *e)
{
	cleanup_fd int into = syscall(SYS_pidfd_open, j->pid, 0);
	struct program p;
	struct making m = {
		.guest = g, .joined = j, .program = &p, .into = into,
		.master = -1,
	};
	int rc;

	*status = NABLA_EXIT_TENDER;
	if (into < 0 || j->over)
		return err_set(e, ESRCH, "the container has ended");
	rc = program_read_only(&p, records, size, e);
	if (rc)
		return rc;
	rc = start(&m, id, s, status, e);
	program_free(&p);
	return rc;
}
