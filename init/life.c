// SPDX-License-Identifier: ISC
/*
 * Takes signals one by one from a descriptor: no handlers, hence no races.
 * Children are reaped until the program is among them; every other signal goes
 * to the program.  A process that lost its parent is a child here too.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "connection.h"
#include "joined.h"
#include "launch.h"
#include "home.h"
#include "life.h"
#include "reap.h"
#include "resolver.h"

/* What sessions have to say when the program has ended may take so long. */
#define LAST_WORDS_MS	2000
/* How soon to look again whether all processes of a container have gone. */
#define CLEAR_MS	10

enum { POLL_SIGNALS, POLL_CHANNEL, POLL_LOG, POLL_SESSIONS };

struct polls {
	struct pollfd fd[POLL_SESSIONS + SESSION_POLLS * NABLA_CONTROL_IDS +
			 RESOLVER_POLLS];
	unsigned int sessions;		/* where they end */
	unsigned int count;
};

int life_launch(struct life *l, struct err *e)
{
	int rc;

	home_add(l->program);
	rc = launch(l->guest, l->program, NULL, &l->pid, &l->status, e);
	connection_drop_gifts(l->guest);
	if (!rc)
		return 0;
	l->pid = 0;
	l->over = true;
	return -e->code;
}

static void child_ended(struct life *l, pid_t pid, int status)
{
	if (pid == l->pid || pid == l->guest->first) {
		l->over = true;
		l->status = status;
		return;
	}
	for (struct joined *j = l->joined; j; j = j->next) {
		if (j->pid == pid && !j->over)
			joined_ended(j);
	}
	for (struct session *s = l->sessions; s; s = s->next) {
		if (s->pid == pid && !s->ended)
			session_ended(s, status);
	}
}

/* Containers that joined and of which nothing is left. */
static void clear_joined(struct life *l)
{
	struct joined **at = &l->joined, *next;
	bool any = false;

	while (*at) {
		next = (*at)->next;
		if (joined_gone(*at)) {
			*at = next;
			any = true;
		} else {
			at = &(*at)->next;
		}
	}
	if (any)
		joined_forget_files(l->guest);
}

static void reap_ended(struct life *l)
{
	bool killed = false;
	int wstatus;
	pid_t pid;

	while ((pid = waitpid(-1, &wstatus, WNOHANG)) > 0) {
		killed |= WIFSIGNALED(wstatus) && WTERMSIG(wstatus) == SIGKILL;
		child_ended(l, pid, reap_status(wstatus));
	}
	if (killed)
		oom_tell(l);
}

/* Before there is a program, what would end it ends the container. */
static void forward(struct life *l, int sig)
{
	if (l->pid) {
		kill(l->pid, sig);
	} else if (sig != SIGWINCH && sig != SIGCONT && sig != SIGURG) {
		l->over = true;
		l->status = 128 + sig;
	}
}

/* The host's terminal has another size: the guest's gets it by the relay. */
static bool asks_size(const struct life *l, int sig)
{
	return sig == SIGWINCH && l->channel.fd >= 0 && l->program->console;
}

static void take_signals(struct life *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info)) {
		int sig = info.ssi_signo;

		if (sig == SIGCHLD)
			reap_ended(l);
		else if (asks_size(l, sig))
			channel_send(&l->channel, NABLA_CONTROL_ASK_SIZE, 0, 0,
				     NULL, 0);
		/* Init's own doing, such as SIGPIPE, is not for the program. */
		else if (info.ssi_pid != (uint32_t)getpid())
			forward(l, sig);
	}
}

/* Programs go with whoever asked for them; nobody is left who could start. */
static void relay_lost(struct life *l, struct err *e)
{
	for (struct session *s = l->sessions; s; s = s->next)
		if (!s->detached)
			session_detach(s);
	if (!l->pid && !l->over) {
		l->over = true;
		err_set(e, EPIPE, "the relay has gone before the start");
	}
}

static void take_frames(struct life *l, struct err *e)
{
	static struct control_frame f;
	size_t size;
	int n;

	for (n = 0; n < 64; n++) {
		if (channel_receive(&l->channel, &f, &size) <= 0)
			break;
		request_serve(l, &f, size, e);
	}
	if (l->channel.fd < 0)
		relay_lost(l, e);
}

static void watch(const struct life *l, struct polls *p)
{
	const struct channel *c = &l->channel;
	short out = channel_busy(c) ? POLLOUT : 0;

	p->fd[POLL_SIGNALS] = (struct pollfd){ l->signals, POLLIN, 0 };
	p->fd[POLL_CHANNEL] = (struct pollfd){ c->fd, POLLIN | out, 0 };
	p->fd[POLL_LOG] = (struct pollfd){ l->log, POLLIN, 0 };
	p->count = POLL_SESSIONS;
	for (struct session *s = l->sessions; s; s = s->next) {
		session_watch(s, c, p->fd + p->count);
		p->count += SESSION_POLLS;
	}
	p->sessions = p->count;
	if (l->guest->resolver) {
		resolver_watch(l->guest->resolver, c, p->fd + p->count);
		p->count += RESOLVER_POLLS;
	}
}

/* Sessions that began since watch() are behind those that it saw. */
static void serve_sessions(struct life *l, const struct polls *p)
{
	struct session **at = &l->sessions;

	for (unsigned int i = POLL_SESSIONS; i < p->sessions;
	     i += SESSION_POLLS) {
		struct session *s = *at;

		if (session_serve(s, &l->channel, p->fd + i)) {
			*at = s->next;
			session_free(s);
		} else {
			at = &s->next;
		}
	}
}

/* Milliseconds until something is to be looked at without an event; -1. */
static int patience(const struct life *l)
{
	long now = clock_ms(), until = l->kill_at ? l->kill_at : now + 3600000;
	bool any = l->kill_at;

	for (struct joined *j = l->joined; j; j = j->next) {
		if (j->over && until > now + CLEAR_MS)
			until = now + CLEAR_MS;
		any |= j->over;
	}
	for (struct session *s = l->sessions; s; s = s->next)
		any |= session_expects(s, &until);
	if (!any)
		return -1;
	return until > now ? until - now : 0;
}

static void turn(struct life *l, int ms, struct err *e)
{
	static struct polls p;

	watch(l, &p);
	if (poll(p.fd, p.count, ms) < 0)
		return;
	if (p.fd[POLL_CHANNEL].revents & POLLOUT)
		channel_flush(&l->channel);
	if (p.fd[POLL_SIGNALS].revents)
		take_signals(l);
	if (p.fd[POLL_LOG].revents)
		oom_look(l);
	serve_sessions(l, &p);
	if (p.count > p.sessions)
		resolver_serve(l->guest->resolver, &l->channel,
			       p.fd + p.sessions);
	clear_joined(l);
	if (p.fd[POLL_CHANNEL].revents & (POLLIN | POLLHUP))
		take_frames(l, e);
	if (l->kill_at && clock_ms() >= l->kill_at && l->pid) {
		kill(l->pid, SIGKILL);
		l->kill_at = 0;
	}
}

static int open_signals(struct life *l, struct err *e)
{
	sigset_t set;

	reap_signals(&set);
	l->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	return l->signals < 0 ? err_errno(e, "taking signals") : 0;
}

/* The relay is told what happened, and sessions get their end. */
static void last_words(struct life *l, struct err *e)
{
	const uint32_t status = l->status;
	long left, end = clock_ms() + LAST_WORDS_MS;

	if (l->channel.fd < 0)
		return;
	l->kill_at = 0;
	if (e->code)
		channel_answer(&l->channel, NABLA_CONTROL_FAILED, 0, l->status,
			       e->text);
	else
		channel_send(&l->channel, NABLA_CONTROL_EXITED, 0, 0, &status,
			     sizeof(status));
	if (l->sessions)
		kill(-1, SIGKILL);
	for (struct session *s = l->sessions; s; s = s->next)
		session_last(s);
	while ((l->sessions || channel_busy(&l->channel)) &&
	       (left = end - clock_ms()) > 0) {
		int ms = patience(l);

		turn(l, ms >= 0 && ms < left ? ms : left, e);
	}
}

static int begin(struct life *l, struct err *e)
{
	const uint32_t zero = 0;

	if (open_signals(l, e))
		return -e->code;
	channel_send(&l->channel, NABLA_CONTROL_READY, 0, 0, NULL, 0);
	if (l->program->console)
		channel_send(&l->channel, NABLA_CONTROL_ASK_SIZE, 0, 0, NULL,
			     0);
	if (l->program->wait && l->channel.fd >= 0)
		return 0;
	if (life_launch(l, e))
		return -e->code;
	channel_send(&l->channel, NABLA_CONTROL_STARTED, 0, 0, &zero,
		     sizeof(zero));
	return 0;
}

int life_run(struct life *l, struct err *e)
{
	if (begin(l, e))
		l->over = true;
	while (!l->over)
		turn(l, patience(l), e);
	last_words(l, e);
	letters_free(l);
	return l->status;
}
