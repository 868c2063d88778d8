// SPDX-License-Identifier: ISC
/*
 * Starts a session's program: pipes, or a terminal of the container's own.
 */
#include <errno.h>
#include <fcntl.h>
#include <nabla/exit.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "home.h"
#include "launch.h"
#include "program.h"
#include "session.h"

#ifndef TIOCGPTPEER
#define TIOCGPTPEER	_IO('T', 0x41)
#endif

static void close_all(struct stdio_of *io)
{
	for (int i = 0; i < 3; i++) {
		if (io->fd[i] >= 0 && (!i || io->fd[i] != io->fd[0]))
			close(io->fd[i]);
	}
}

/* @ours does not block, @theirs does: an open file for each end. */
static int make_pipe(int *ours, int *theirs, bool reads, struct err *e)
{
	int fd[2];

	if (pipe2(fd, O_CLOEXEC))
		return err_errno(e, "a pipe");
	*ours = fd[reads ? 0 : 1];
	*theirs = fd[reads ? 1 : 0];
	return fcntl(*ours, F_SETFL, O_NONBLOCK) ? err_errno(e, "a pipe") : 0;
}

int session_pipes(struct session *s, struct stdio_of *io, struct err *e)
{
	int rc = make_pipe(&s->in, &io->fd[0], false, e);

	for (int i = 0; !rc && i < 2; i++)
		rc = make_pipe(&s->out[i].fd, &io->fd[i + 1], true, e);
	return rc;
}

/*
 * As the container has them: a terminal of another file system would have no
 * name in it.  Whatever /dev/ptmx is there, it must be one to count.
 */
int session_terminal(int *master, struct stdio_of *io,
		     const struct winsize *size, struct err *e)
{
	int unlocked = 0, peer, fd;

	fd = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		fd = open("/dev/pts/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK |
			  O_CLOEXEC);
	*master = fd;
	if (fd < 0 || ioctl(fd, TIOCSPTLCK, &unlocked))
		return err_errno(e, "a terminal of the container's /dev/ptmx");
	peer = ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (peer < 0 || (size->ws_row && ioctl(fd, TIOCSWINSZ, size)))
		return err_errno(e, "a terminal");
	for (int i = 0; i < 3; i++)
		io->fd[i] = peer;
	io->terminal = true;
	return 0;
}

int session_take_terminal(struct session *s, int master, struct err *e)
{
	s->terminal = true;
	s->in = master;
	s->out[0].fd = fcntl(master, F_DUPFD_CLOEXEC, 0);
	return s->out[0].fd < 0 ? err_errno(e, "a terminal") : 0;
}

static int make_terminal(struct session *s, struct stdio_of *io,
			 const struct winsize *size, struct err *e)
{
	int rc = session_terminal(&s->in, io, size, e);

	return rc ? rc : session_take_terminal(s, s->in, e);
}

struct session *session_new(uint32_t id)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->id = id;
	s->in = s->out[0].fd = s->out[1].fd = -1;
	s->in_credit = NABLA_CONTROL_WINDOW;
	s->out[0].credit = s->out[1].credit = NABLA_CONTROL_WINDOW;
	s->buffer = malloc(NABLA_CONTROL_WINDOW);
	if (s->buffer)
		return s;
	free(s);
	return NULL;
}

static int start(const struct guest *g, struct session *s,
		 const struct program *p, int *status, struct err *e)
{
	struct stdio_of io = { .fd = { -1, -1, -1 } };
	int rc;

	rc = p->console ? make_terminal(s, &io, &p->size, e) :
			  session_pipes(s, &io, e);
	if (!rc)
		rc = launch(g, p, &io, &s->pid, status, e);
	close_all(&io);
	return rc;
}

int session_start(const struct guest *g, uint32_t id, const char *records,
		  size_t size, struct session **session, int *status,
		  struct err *e)
{
	struct session *s = session_new(id);
	struct program p;
	int rc;

	*status = NABLA_EXIT_TENDER;
	if (!s)
		return err_set(e, ENOMEM, "no memory for a session");
	rc = program_read_only(&p, records, size, e);
	if (!rc)
		home_add(&p);
	if (!rc) {
		rc = start(g, s, &p, status, e);
		program_free(&p);
	}
	if (rc)
		session_free(s);
	else
		*session = s;
	return rc;
}

void session_free(struct session *s)
{
	const int fd[] = { s->in, s->out[0].fd, s->out[1].fd };

	for (int i = 0; i < 3; i++) {
		if (fd[i] >= 0)
			close(fd[i]);
	}
	free(s->buffer);
	free(s);
}
