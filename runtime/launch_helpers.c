// SPDX-License-Identifier: ISC
/*
 * The gofer and the relay.  They are children of the container's process, which
 * does not wait for them: they end when their sockets are closed, by its death.
 * Neither gets the container's standard descriptors, whose end engines wait
 * for.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/resolver.h"

#define READY_MS	10000
/* Requests of the guest that wait for the gofer. */
#define FILES_BUFFER	(1 << 20)

/* Errors go to the log, if that is a file. */
static int leave_stdio(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int log = log_fd() >= 0 ? log_fd() : null;

	if (null < 0 || dup2(null, 0) < 0 || dup2(null, 1) < 0 ||
	    dup2(log, 2) < 0)
		return -errno;
	return 0;
}

__attribute__((noreturn))
static void become(const char *path, char *const *argv, const int *keep,
		   int directory)
{
	static char *none[] = { NULL };

	if (leave_stdio() < 0 || (directory >= 0 && fchdir(directory) < 0))
		_exit(126);
	syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC);
	for (; *keep >= 0; keep++)
		fd_set_cloexec(*keep, false);
	execve(path, argv, none);
	dprintf(2, "runnc: %s did not start\n", path);
	_exit(127);
}

static int make_pair(int type, int pair[2], struct err *e)
{
	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, "making a pair of sockets");
	return 0;
}

static pid_t fork_gofer(struct launch *l, int tree, int fd, int ready)
{
	char fd_text[24], ready_text[24];
	char *argv[] = {
		"nabla-gofer", "--namespace", "--own=root", fd_text,
		ready_text, ".", NULL
	};
	int keep[] = { fd, ready, -1 };
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(fd_text, sizeof(fd_text), "--fd=%d", fd);
	snprintf(ready_text, sizeof(ready_text), "--ready=%d", ready);
	become(l->programs.gofer, argv, keep, tree);
}

static int start_gofer(struct launch *l, int tree, struct err *e)
{
	cleanup_fd int ready_write = -1, server = -1;
	int pair[2], size = FILES_BUFFER;

	if (make_pair(SOCK_STREAM, pair, e) < 0)
		return -e->code;
	l->files_fd = pair[0];
	server = pair[1];
	/* less than asked for, if the host allows no more, does as well */
	for (int i = 0; i < 2; i++)
		if (setsockopt(pair[i], SOL_SOCKET, SO_SNDBUFFORCE, &size,
			       sizeof(size)) < 0)
			setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size,
				   sizeof(size));
	if (pipe2(pair, O_CLOEXEC) < 0)
		return err_errno(e, "making a pipe");
	l->ready_fd = pair[0];
	ready_write = pair[1];
	l->gofer.pid = fork_gofer(l, tree, server, ready_write);
	if (l->gofer.pid < 0)
		return err_errno(e, "starting the file server");
	return 0;
}

/* Without it a container still runs. */
static int open_resolver(const struct launch *l)
{
	bool shares = resolver_may_share(l->spec);
	struct err e = { 0 };
	int fd = -1;

	if (!resolver_is_named(l->spec))
		return -1;
	if (!shares)
		log_warn("the name server on loopback can ask no other ones: "
			 "the network namespace is not the container's own");
	fd = resolver_socket(shares, &e);
	if (e.code)
		log_warn(e.text);
	return fd < 0 ? -1 : fd;
}

/* Nor without this, which takes rights that a user seldom has. */
static void open_localhost(struct launch *l)
{
	struct err e = { 0 };

	if (!localhost_is_wanted(l->spec) ||
	    !localhost_open(&l->localhost, &e))
		return;
	if (e.code == EPERM)
		log_debug("%s", e.text);
	else
		log_warn(e.text);
}

#define RELAY_FDS	6
#define RELAY_WORDS	(RELAY_FDS + NABLA_CONTROL_GIFTS)

__attribute__((noreturn))
static void become_relay(const struct launch *l, int guest)
{
	const int fd[RELAY_FDS] = {
		guest, l->control, l->terminal, l->resolver,
		l->localhost.listener, l->localhost.attached,
	};
	static const char *const option[RELAY_FDS] = {
		"control", "listen", "tty", "resolver", "localhost", "attached"
	};
	char text[RELAY_WORDS][32], *argv[RELAY_WORDS + 2] = { "nabla-relay" };
	int keep[RELAY_WORDS + 1], n = 0;

	for (int i = 0; i < RELAY_FDS; i++) {
		if (fd[i] < 0)
			continue;
		snprintf(text[i], sizeof(text[i]), "--%s=@%d", option[i],
			 fd[i]);
		keep[n++] = fd[i];
		argv[n] = text[i];
	}
	for (unsigned int i = 0; i < l->gifts.n; i++) {
		char *word = text[RELAY_FDS + i];

		snprintf(word, sizeof(text[0]), "--give=%u,%u,@%d", 3 + i,
			 l->gifts.item[i].ways, l->gifts.item[i].fd);
		keep[n++] = l->gifts.item[i].fd;
		argv[n] = word;
	}
	keep[n] = -1;
	become(l->programs.relay, argv, keep, -1);
}

static int start_relay(struct launch *l, struct err *e)
{
	int pair[2];

	if (make_pair(SOCK_SEQPACKET, pair, e) < 0)
		return -e->code;
	l->relay_fd = pair[0];
	l->resolver = open_resolver(l);
	open_localhost(l);
	l->relay.pid = fork();
	if (!l->relay.pid)
		become_relay(l, pair[1]);
	close(pair[1]);
	gifts_close(&l->gifts);
	if (l->localhost.listener >= 0) {
		close(l->localhost.listener);
		close(l->localhost.attached);
	}
	if (l->relay.pid < 0)
		return err_errno(e, "starting the relay");
	return 0;
}

int launch_helpers(struct launch *l, int tree, struct err *e)
{
	if (start_gofer(l, tree, e) < 0)
		return -e->code;
	return start_relay(l, e);
}

/* A byte when it has confined itself; nothing if it has failed. */
int launch_await_gofer(struct launch *l, struct err *e)
{
	cleanup_fd int ready = steal_fd(&l->ready_fd);
	struct pollfd event = { .fd = ready, .events = POLLIN };
	char byte;

	if (poll(&event, 1, READY_MS) > 0 && read(ready, &byte, 1) == 1)
		return 0;
	return err_set(e, EIO, "the file server (nabla-gofer) did not start; "
		       "the log may say why");
}
