// SPDX-License-Identifier: ISC
/*
 * Streams and end of a session.  A stream ends with its last writer, but the
 * session with its own process, whoever else has the streams still: what is in
 * them then is its last output.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "clock.h"
#include "session.h"

/* Credit is told in pieces of this size at least. */
#define CREDIT_LEAST	(NABLA_CONTROL_WINDOW / 4)
/* A terminal that others have open is empty when this long nothing came. */
#define QUIET_MS	30

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void tell(const struct session *s, struct channel *c,
		 unsigned int type, unsigned int stream, const void *payload,
		 size_t size)
{
	if (!s->detached)
		channel_send(c, type, stream, s->id, payload, size);
}

/*
 * Nothing more goes to the program; a terminal is hung up by that.  Of a
 * connection it is one way, while the other may still be open.
 */
static void close_input(struct session *s)
{
	if (s->connection && s->in >= 0)
		shutdown(s->in, SHUT_WR);
	close_fd(&s->in);
	s->at = s->end = 0;
	if (s->terminal)
		close_fd(&s->out[0].fd);
}

static void write_input(struct session *s, struct channel *c)
{
	ssize_t n = 0;
	uint32_t owed;

	if (s->at < s->end) {
		n = write(s->in, s->buffer + s->at, s->end - s->at);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
	}
	if (n < 0) {
		close_input(s);
		tell(s, c, NABLA_CONTROL_CLOSE, 0, NULL, 0);
		return;
	}
	s->at += n;
	s->owed += n;
	if (s->at == s->end) {
		s->at = s->end = 0;
		if (s->in_last)
			close_input(s);
	}
	if (s->owed < CREDIT_LEAST)
		return;
	owed = s->owed;
	s->owed = 0;
	s->in_credit += owed;
	tell(s, c, NABLA_CONTROL_CREDIT, 0, &owed, sizeof(owed));
}

void session_data(struct session *s, struct channel *c, const char *bytes,
		  size_t size)
{
	if (s->in < 0 || s->in_last || size > s->in_credit)
		return;
	s->in_credit -= size;
	if (s->end + size > NABLA_CONTROL_WINDOW) {
		memmove(s->buffer, s->buffer + s->at, s->end - s->at);
		s->end -= s->at;
		s->at = 0;
	}
	memcpy(s->buffer + s->end, bytes, size);
	s->end += size;
	write_input(s, c);
}

void session_credit(struct session *s, unsigned int stream, uint32_t more)
{
	struct source *o = &s->out[stream - 1];

	if (stream && more <= NABLA_CONTROL_WINDOW - o->credit)
		o->credit += more;
}

void session_close(struct session *s, unsigned int stream)
{
	if (stream) {
		close_fd(&s->out[stream - 1].fd);
		return;
	}
	s->in_last = true;
	/* one that is not established yet would be given up by that */
	if (s->in >= 0 && s->at == s->end && !s->connection)
		close_input(s);
}

void session_size(struct session *s, const struct nabla_control_winsize *w)
{
	const struct winsize size = {
		w->rows, w->columns, w->width, w->height
	};

	if (s->terminal && s->in >= 0)
		ioctl(s->in, TIOCSWINSZ, &size);
}

int session_signal(const struct session *s, int sig, unsigned int whom)
{
	pid_t pid = s->pid;

	if (s->ended || s->connection)
		return 0;
	if (whom == NABLA_CONTROL_ALL)
		pid = -1;
	/* It leads a session and a group of its own. */
	if (whom == NABLA_CONTROL_GROUP)
		pid = -s->pid;
	if (whom == NABLA_CONTROL_GROUP && s->terminal && s->in >= 0) {
		pid_t group = tcgetpgrp(s->in);

		if (group > 0)
			pid = -group;
	}
	return kill(pid, sig) ? -errno : 0;
}

void session_detach(struct session *s)
{
	s->detached = true;
	if (!s->ended && !s->connection)
		kill(s->pid, SIGKILL);
	close_fd(&s->in);
	for (int i = 0; i < 2; i++)
		close_fd(&s->out[i].fd);
}

void session_last(struct session *s)
{
	if (s->connection)
		close_input(s);
}

void session_ended(struct session *s, int status)
{
	s->ended = true;
	s->status = status;
	s->quiet = clock_ms() + QUIET_MS;
	for (int i = 0; i < 2; i++) {
		int n;

		if (s->out[i].fd < 0 || s->terminal)
			continue;
		if (!ioctl(s->out[i].fd, FIONREAD, &n))
			s->out[i].left = n;
		if (!s->out[i].left)
			close_fd(&s->out[i].fd);
	}
}

static void end_output(struct session *s, struct channel *c, unsigned int i)
{
	close_fd(&s->out[i].fd);
	tell(s, c, NABLA_CONTROL_CLOSE, i + 1, NULL, 0);
}

static void read_output(struct session *s, struct channel *c, unsigned int i)
{
	static struct control_frame f;
	struct source *o = &s->out[i];
	size_t size = sizeof(f.payload);
	ssize_t n;

	if (size > o->credit)
		size = o->credit;
	if (s->ended && !s->terminal && size > o->left)
		size = o->left;
	n = read(o->fd, f.payload, size);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	/* that was both ways */
	if (n < 0 && s->connection && s->in >= 0) {
		close_input(s);
		tell(s, c, NABLA_CONTROL_CLOSE, 0, NULL, 0);
	}
	if (n <= 0) {
		end_output(s, c, i);
		return;
	}
	o->credit -= n;
	s->quiet = clock_ms() + QUIET_MS;
	tell(s, c, NABLA_CONTROL_DATA, i + 1, f.payload, n);
	if (!s->ended || s->terminal)
		return;
	o->left -= n;
	if (!o->left)
		end_output(s, c, i);
}

void session_watch(const struct session *s, const struct channel *c,
		   struct pollfd p[SESSION_POLLS])
{
	bool room = !channel_busy(c);
	bool more = s->at < s->end || s->in_last;

	p[0] = (struct pollfd){ more ? s->in : -1, POLLOUT, 0 };
	for (int i = 0; i < 2; i++) {
		const struct source *o = &s->out[i];

		p[i + 1] = (struct pollfd){
			o->credit && room ? o->fd : -1, POLLIN, 0
		};
	}
}

bool session_expects(const struct session *s, long *until)
{
	bool open = s->out[0].fd >= 0 || s->out[1].fd >= 0;
	long when = open ? s->quiet : 0;

	/* Pipes tell by themselves when there is something to do. */
	if (!s->ended || (open && (!s->terminal || !s->out[0].credit)))
		return false;
	if (when < *until)
		*until = when;
	return true;
}

static bool has_ended(const struct session *s)
{
	return s->connection ? s->in < 0 : s->ended;
}

bool session_serve(struct session *s, struct channel *c,
		   const struct pollfd p[SESSION_POLLS])
{
	const uint32_t status = s->status;

	if (p[0].revents && s->in >= 0)
		write_input(s, c);
	for (int i = 0; i < 2; i++) {
		if (p[i + 1].revents && s->out[i].fd >= 0)
			read_output(s, c, i);
	}
	if (s->ended && s->terminal && s->out[0].fd >= 0 &&
	    s->out[0].credit && clock_ms() >= s->quiet)
		end_output(s, c, 0);
	if (!has_ended(s) || s->out[0].fd >= 0 || s->out[1].fd >= 0)
		return false;
	tell(s, c, NABLA_CONTROL_EXITED, 0, &status, sizeof(status));
	return true;
}
