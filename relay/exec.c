// SPDX-License-Identifier: ISC
/*
 * The exec-relay.  It stands for a program of the container: its pid is the one
 * that clients know, a signal to it is one to the program, and it ends as the
 * program did.  It trusts the relay no more than that does a guest.
 */
#include <errno.h>
#include <nabla/relay.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#include "lib/control.h"
#include "relay/confine.h"
#include "relay/exec.h"
#include "relay/filters.h"
#include "relay/queue.h"
#include "relay/stdio.h"

/* Credit is told in pieces of this size at least. */
#define CREDIT_LEAST	(NABLA_CONTROL_WINDOW / 4)

struct exec {
	int socket, signals;
	bool tty, ended;
	int status;
	struct termios before;		/* of the terminal */
	struct stdio io[3];
	struct queue out;
	struct control_frame frame;
};

static int tell(struct exec *x, unsigned int type, unsigned int flags,
		const void *payload, size_t size, struct err *e)
{
	const struct nabla_control head = { .type = type, .flags = flags };
	int rc = queue_post(&x->out, x->socket, &head, payload, size);

	/* The end of the session is still to be heard. */
	if (rc == -EPIPE || rc == -ECONNRESET)
		return 0;
	return rc ? err_set(e, -rc, "telling the relay: %s", strerror(-rc)) : 0;
}

static int tell_size(struct exec *x, struct err *e)
{
	struct nabla_control_winsize size;
	struct winsize w;

	if (!x->tty || ioctl(0, TIOCGWINSZ, &w) < 0)
		return 0;
	size = (struct nabla_control_winsize){
		w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel
	};
	return tell(x, NABLA_CONTROL_WINSIZE, 0, &size, sizeof(size), e);
}

static int take_signal(struct exec *x, struct err *e)
{
	struct signalfd_siginfo info;
	uint32_t payload[2] = { 0, NABLA_CONTROL_PROCESS };

	if (read(x->signals, &info, sizeof(info)) != sizeof(info))
		return 0;
	if (info.ssi_signo == SIGWINCH)
		return tell_size(x, e);
	payload[0] = info.ssi_signo;
	return tell(x, NABLA_CONTROL_SIGNAL, 0, payload, sizeof(payload), e);
}

static int take_input(struct exec *x, struct err *e)
{
	struct stdio *io = &x->io[0];
	size_t size = CONTROL_PAYLOAD_MAX;
	ssize_t n;

	if (size > io->credit)
		size = io->credit;
	n = stdio_read(io, x->frame.payload, size);
	if (n == -EAGAIN)
		return 0;
	if (n > 0) {
		io->credit -= n;
		return tell(x, NABLA_CONTROL_DATA, 0, x->frame.payload, n, e);
	}
	stdio_close(io);
	return tell(x, NABLA_CONTROL_CLOSE, 0, NULL, 0, e);
}

/* Write what waits; tell what has gone. */
static int give_output(struct exec *x, unsigned int s, struct err *e)
{
	struct stdio *io = &x->io[s];
	uint32_t owed;

	if (stdio_flush(io) < 0) {
		stdio_close(io);
		return tell(x, NABLA_CONTROL_CLOSE, s, NULL, 0, e);
	}
	if (io->owed < CREDIT_LEAST || io->fd < 0)
		return 0;
	owed = io->owed;
	io->owed = 0;
	return tell(x, NABLA_CONTROL_CREDIT, s, &owed, sizeof(owed), e);
}

/* The program takes no more, or gives no more. */
static void close_stream(struct exec *x, unsigned int s)
{
	if (s)
		x->io[s].last = true;
	if (!s || !x->io[s].end)
		stdio_close(&x->io[s]);
}

static int obey(struct exec *x, size_t size, struct err *e)
{
	unsigned int s = control_stream(&x->frame.head);
	uint32_t number = 0;
	int rc = 0;

	if (size >= sizeof(number))
		memcpy(&number, x->frame.payload, sizeof(number));
	switch (x->frame.head.type) {
	case NABLA_CONTROL_DATA:
		rc = s ? stdio_put(&x->io[s], x->frame.payload, size) : -EPROTO;
		break;
	case NABLA_CONTROL_CREDIT:
		if (!s && number <= NABLA_CONTROL_WINDOW - x->io[0].credit)
			x->io[0].credit += number;
		else
			rc = -EPROTO;
		break;
	case NABLA_CONTROL_CLOSE:
		close_stream(x, s);
		break;
	case NABLA_CONTROL_EXITED:
		x->status = number & 255;
		x->ended = true;
		break;
	default:
		rc = -EPROTO;
	}
	return rc ? err_set(e, -rc, "the relay's %s: %s",
			    control_name(x->frame.head.type),
			    strerror(-rc)) : 0;
}

static int hear(struct exec *x, struct err *e)
{
	struct iovec part = { &x->frame, sizeof(x->frame) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(x->socket, &m, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0) {
		x->status = NABLA_RELAY_EXIT_LOST;
		x->ended = true;
		return 0;
	}
	if (control_check(&x->frame, n, CONTROL_RELAY))
		return err_set(e, EPROTO, "the relay sent nonsense");
	return obey(x, n - sizeof(x->frame.head), e);
}

enum { POLL_SOCKET, POLL_SIGNALS, POLL_STDIO, POLL_COUNT = POLL_STDIO + 3 };

static void watch(const struct exec *x, struct pollfd p[POLL_COUNT])
{
	bool waits = !queue_empty(&x->out);

	p[POLL_SOCKET] = (struct pollfd){
		x->ended ? -1 : x->socket, POLLIN | (waits ? POLLOUT : 0), 0
	};
	p[POLL_SIGNALS] = (struct pollfd){ x->signals, POLLIN, 0 };
	for (int s = 0; s < 3; s++) {
		const struct stdio *io = &x->io[s];
		bool want = s ? io->end > 0 :
				io->credit && !waits && !x->ended;

		p[POLL_STDIO + s] = (struct pollfd){
			want ? io->fd : -1, s ? POLLOUT : POLLIN, 0
		};
	}
}

static int turn(struct exec *x, struct err *e)
{
	struct pollfd p[POLL_COUNT];
	int rc = 0;

	watch(x, p);
	if (ppoll(p, POLL_COUNT, NULL, NULL) < 0)
		return errno == EINTR ? 0 : err_errno(e, "waiting");
	if (p[POLL_SOCKET].revents & POLLOUT)
		queue_send(&x->out, x->socket);
	if (p[POLL_SOCKET].revents & (POLLIN | POLLHUP | POLLERR))
		rc = hear(x, e);
	if (!rc && p[POLL_SIGNALS].revents)
		rc = take_signal(x, e);
	if (!rc && p[POLL_STDIO].revents && x->io[0].fd >= 0)
		rc = take_input(x, e);
	for (int s = 1; !rc && s < 3; s++)
		if (p[POLL_STDIO + s].revents && x->io[s].fd >= 0)
			rc = give_output(x, s, e);
	return rc;
}

static bool finished(const struct exec *x)
{
	return x->ended && !x->io[1].end && !x->io[2].end;
}

/* All that can be caught and means nothing to this process itself. */
static int open_signals(struct exec *x, struct err *e)
{
	static const int own[] = {
		SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT,
		SIGCHLD, SIGPIPE, SIGTTIN, SIGTTOU,
	};
	sigset_t set;

	sigfillset(&set);
	for (unsigned int i = 0; i < sizeof(own) / sizeof(*own); i++)
		sigdelset(&set, own[i]);
	sigprocmask(SIG_SETMASK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGTTOU, SIG_IGN);
	x->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return x->signals < 0 ? err_errno(e, "taking signals") : 0;
}

/*
 * Without a terminal of its own it is somebody's foreground job, and gets the
 * terminal's signals as such.  So it does on a terminal that is its session's
 * already, be its leader another (a client's shell): who left that session
 * would never hear of a new size again.
 */
static int open_terminal(struct exec *x, struct err *e)
{
	struct termios raw;

	if (!x->tty)
		return 0;
	if (tcgetsid(0) != getsid(0)) {
		setsid();
		ioctl(0, TIOCSCTTY, 0);
	}
	if (tcgetattr(0, &x->before) < 0)
		return err_errno(e, "the terminal on descriptor 0");
	raw = x->before;
	cfmakeraw(&raw);
	if (tcsetattr(0, TCSANOW, &raw) < 0)
		return err_errno(e, "the terminal to raw mode");
	return 0;
}

static int start(struct exec *x, struct err *e)
{
	int keep[2], rc;

	rc = open_signals(x, e);
	if (rc)
		return rc;
	keep[0] = x->socket;
	keep[1] = x->signals;
	rc = confine_descriptors(keep, 2, e);
	if (!rc)
		rc = open_terminal(x, e);
	if (!rc)
		rc = stdio_open(x->io, x->tty, e);
	if (!rc)
		rc = confine(exec_filter, sizeof(exec_filter) /
			     sizeof(*exec_filter), e);
	return rc ? rc : tell_size(x, e);
}

int exec_relay(const struct exec_options *o, struct err *e)
{
	static struct exec x;
	int rc;

	x.socket = o->socket;
	x.tty = o->tty;
	rc = start(&x, e);
	while (!rc && !finished(&x))
		rc = turn(&x, e);
	if (x.tty)
		ioctl(0, TCSETS, &x.before);
	return rc ? rc : x.status;
}
