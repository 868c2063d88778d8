// SPDX-License-Identifier: ISC
/*
 * Fuzz harness of what guest init makes of the relay's frames.  Nothing is
 * started and nothing is done: the functions that would are the harness's own.
 * Input: pieces of two bytes of length and a frame.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "init/actions.h"
#include "init/connection.h"
#include "init/joined.h"
#include "init/life.h"
#include "init/namespaces.h"
#include "init/processes.h"

static struct guest guest = {
	.proc = -1, .console = -1, .netlink = -1, .cgroup = -1
};
static struct program program;
static int relay;			/* the relay's end of the channel */

static void require(int holds)
{
	if (!holds)
		abort();
}

int kill(pid_t pid, int sig)
{
	require(sig >= 0 && sig <= 64);
	(void)pid;
	return 0;
}

void sync(void)
{
}

int actions_run(struct guest *g, const char *bytes, size_t size, struct err *e)
{
	(void)g, (void)bytes;
	return size % 2 ? err_set(e, EINVAL, "odd") : 0;
}

int actions_only(const char *bytes, size_t size, struct err *e)
{
	(void)bytes, (void)size, (void)e;
	return 0;
}

int life_launch(struct life *l, struct err *e)
{
	(void)e;
	l->pid = 99;
	return 0;
}

int cgroup_freeze(struct guest *g, bool freeze, struct err *e)
{
	(void)e;
	g->frozen = freeze;
	return 0;
}

int cgroup_stop(const struct guest *g, bool freeze, struct err *e)
{
	(void)g, (void)freeze, (void)e;
	return 0;
}

int cgroup_limit(struct guest *g, const char *file, const char *text,
		 struct err *e)
{
	(void)g, (void)e;
	require(*text && (!strcmp(file, "pids.max") ||
			  !strcmp(file, "memory.max")));
	return 0;
}

bool cgroup_read(const struct guest *g, const char *file, char *text,
		 size_t size)
{
	(void)g, (void)file, (void)size;
	text[0] = 0;
	return false;
}

void cgroup_each(const struct guest *g, bool (*each)(void *arg, pid_t pid),
		 void *arg)
{
	(void)g;
	each(arg, 100);
}

void processes_tell(struct life *l, uint32_t id, const struct joined *j)
{
	(void)l, (void)id, (void)j;
}

/* A session whose program reads nothing: its pipe fills. */
int session_start(const struct guest *g, uint32_t id, const char *records,
		  size_t size, struct session **session, int *status,
		  struct err *e)
{
	struct session *s;
	int in[2], out[2];

	(void)g, (void)records;
	if (size % 2) {
		*status = 125;
		return err_set(e, EINVAL, "odd");
	}
	s = calloc(1, sizeof(*s));
	require(s && !pipe2(in, O_NONBLOCK) && !pipe2(out, O_NONBLOCK));
	close(out[1]);
	*s = (struct session){
		.id = id, .pid = 100, .in = in[1],
		.in_credit = NABLA_CONTROL_WINDOW,
		.out = { { .fd = out[0], .credit = NABLA_CONTROL_WINDOW },
			 { .fd = -1, .credit = NABLA_CONTROL_WINDOW } },
		.buffer = malloc(NABLA_CONTROL_WINDOW),
	};
	/* the reading end stays open, so that there is no SIGPIPE */
	s->quiet = in[0];
	*session = s;
	return 0;
}

int joined_start(const struct guest *g, uint32_t id, unsigned int number,
		 const char *records, size_t size, struct session **s,
		 struct joined **joined, int *status, struct err *e)
{
	int rc = session_start(g, id, records, size, s, status, e);

	if (rc)
		return rc;
	*joined = calloc(1, sizeof(**joined));
	require(*joined && number && number < NABLA_CONTROL_CONTAINERS);
	(*joined)->number = number;
	return 0;
}

int joined_exec(const struct guest *g, const struct joined *j, uint32_t id,
		const char *records, size_t size, struct session **s,
		int *status, struct err *e)
{
	require(j->number);
	return session_start(g, id, records, size, s, status, e);
}

int connection_start(uint32_t id, const struct nabla_control_place *to,
		     struct session **session, struct err *e)
{
	int status, rc = session_start(&guest, id, NULL, to->port, session,
				       &status, e);

	if (rc)
		return rc;
	(*session)->pid = 0;
	(*session)->connection = true;
	return 0;
}

int connection_give(struct guest *g, uint32_t id,
		    const struct nabla_control_gift *gift,
		    struct session **session, struct err *e)
{
	const struct nabla_control_place to = { .port = gift->number };

	(void)g;
	return connection_start(id, &to, session, e);
}

int joined_signal(const struct joined *j, int sig, unsigned int whom)
{
	require(j->number && sig >= 0 && sig <= 64 &&
		whom <= NABLA_CONTROL_ALL);
	return 0;
}

void session_free(struct session *s)
{
	close((int)s->quiet);
	if (s->in >= 0)
		close(s->in);
	if (s->out[0].fd >= 0)
		close(s->out[0].fd);
	free(s->buffer);
	free(s);
}

static void check(const struct life *l)
{
	for (const struct session *s = l->sessions; s; s = s->next) {
		require(s->at <= s->end && s->end <= NABLA_CONTROL_WINDOW);
		require(s->in_credit + s->end - s->at <= NABLA_CONTROL_WINDOW);
		require(s->out[0].credit <= NABLA_CONTROL_WINDOW);
		require(s->out[1].credit <= NABLA_CONTROL_WINDOW);
	}
	for (const struct joined *j = l->joined; j; j = j->next)
		for (const struct joined *k = j->next; k; k = k->next)
			require(j->number != k->number);
}

/* What init sends is what a guest may. */
static void drain(void)
{
	static struct control_frame f;
	ssize_t n;

	while ((n = recv(relay, &f, sizeof(f), MSG_DONTWAIT)) > 0)
		require(!control_check(&f, n, CONTROL_GUEST));
}

static void finish(struct life *l)
{
	while (l->sessions) {
		struct session *s = l->sessions;

		l->sessions = s->next;
		session_free(s);
	}
	while (l->joined) {
		struct joined *j = l->joined;

		l->joined = j->next;
		free(j);
	}
	letters_free(l);
	close(l->channel.fd);
	close(relay);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct control_frame f;
	struct life l = { .guest = &guest, .program = &program };
	struct err e = { 0 };
	int pair[2];
	size_t len;

	require(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair));
	l.channel.fd = pair[0];
	l.channel.last = &l.channel.first;
	relay = pair[1];
	guest.frozen = false;
	while (size > 2 && l.channel.fd >= 0) {
		len = data[0] | data[1] << 8;
		if (len > size - 2)
			len = size - 2;
		if (len)
			send(relay, data + 2, len, 0);
		data += 2 + len;
		size -= 2 + len;
		if (channel_receive(&l.channel, &f, &len) > 0)
			request_serve(&l, &f, len, &e);
		check(&l);
		drain();
	}
	finish(&l);
	return 0;
}
