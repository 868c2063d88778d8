// SPDX-License-Identifier: ISC
/*
 * Connections to the guest's localhost from the namespace that the container
 * has on the host; and the program's descriptors from outside.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connection.h"
#include "lib/cleanup.h"
#include "lib/fd.h"

#define FIRST_GIFT	3
/* Out of the way of all that the program's descriptors will be. */
#define ASIDE		64

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static int read_place(const struct nabla_control_place *to, union address *at,
		      socklen_t *size, struct err *e)
{
	memset(at, 0, sizeof(*at));
	if (to->version == 4) {
		at->in.sin_family = AF_INET;
		at->in.sin_port = htons(to->port);
		at->in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		*size = sizeof(at->in);
		return 0;
	}
	if (to->version != 6)
		return err_set(e, EINVAL, "version %u of IP", to->version);
	at->in6.sin6_family = AF_INET6;
	at->in6.sin6_port = htons(to->port);
	at->in6.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	*size = sizeof(at->in6);
	return 0;
}

/* Whether somebody listens there is told later, as init waits for nobody. */
static int begin(const struct nabla_control_place *to, struct err *e)
{
	cleanup_fd int fd = -1;
	union address at;
	socklen_t size = 0;

	if (read_place(to, &at, &size, e))
		return -e->code;
	fd = socket(at.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK |
		    SOCK_CLOEXEC, 0);
	if (fd < 0 || (connect(fd, &at.any, size) && errno != EINPROGRESS))
		return err_errno(e, "port %u of localhost", to->port);
	return steal_fd(&fd);
}

int connection_start(uint32_t id, const struct nabla_control_place *to,
		     struct session **session, struct err *e)
{
	struct session *s = session_new(id);

	if (!s)
		return err_set(e, ENOMEM, "no memory for a connection");
	s->connection = true;
	s->in = begin(to, e);
	if (s->in >= 0)
		s->out[0].fd = fcntl(s->in, F_DUPFD_CLOEXEC, 0);
	if (s->out[0].fd >= 0) {
		*session = s;
		return 0;
	}
	if (s->in >= 0)
		err_errno(e, "a connection");
	session_free(s);
	return -e->code;
}

static int make_pipe(struct session *s, bool in, int *theirs, struct err *e)
{
	int fd[2];

	if (pipe2(fd, O_CLOEXEC))
		return err_errno(e, "a pipe");
	if (in)
		s->in = fd[1];
	else
		s->out[0].fd = fd[0];
	*theirs = fd[in ? 0 : 1];
	return 0;
}

static int make_pair(struct session *s, int *theirs, struct err *e)
{
	int fd[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd))
		return err_errno(e, "a socket");
	s->in = fd[0];
	*theirs = fd[1];
	s->out[0].fd = fcntl(s->in, F_DUPFD_CLOEXEC, 0);
	return s->out[0].fd < 0 ? err_errno(e, "a socket") : 0;
}

/* Ours does not block, theirs does. */
static int make_ends(struct session *s, unsigned int ways, int *put,
		     struct err *e)
{
	bool in = ways & NABLA_CONTROL_IN;
	cleanup_fd int theirs = -1;

	if (ways == (NABLA_CONTROL_IN | NABLA_CONTROL_OUT) ?
	    make_pair(s, &theirs, e) : make_pipe(s, in, &theirs, e))
		return -e->code;
	if (fd_set_nonblock(in ? s->in : s->out[0].fd))
		return err_errno(e, "a descriptor");
	*put = fcntl(theirs, F_DUPFD_CLOEXEC, ASIDE);
	if (*put >= 0)
		return 0;
	*put = 0;
	return err_errno(e, "a descriptor");
}

static int check_gift(const struct guest *g,
		      const struct nabla_control_gift *gift, struct err *e)
{
	unsigned int i = gift->number - FIRST_GIFT;

	if (gift->number < FIRST_GIFT || i >= NABLA_CONTROL_GIFTS ||
	    g->gift[i])
		return err_set(e, EINVAL, "descriptor %u", gift->number);
	if (!gift->ways ||
	    gift->ways > (NABLA_CONTROL_IN | NABLA_CONTROL_OUT))
		return err_set(e, EINVAL, "ways %u", gift->ways);
	return 0;
}

int connection_give(struct guest *g, uint32_t id,
		    const struct nabla_control_gift *gift,
		    struct session **session, struct err *e)
{
	struct session *s;

	if (check_gift(g, gift, e))
		return -e->code;
	s = session_new(id);
	if (!s)
		return err_set(e, ENOMEM, "no memory for a descriptor");
	s->connection = true;
	if (make_ends(s, gift->ways, &g->gift[gift->number - FIRST_GIFT], e)) {
		session_free(s);
		return -e->code;
	}
	*session = s;
	return 0;
}

int connection_take_gifts(const struct guest *g, struct err *e)
{
	for (int i = 0; i < NABLA_CONTROL_GIFTS; i++)
		if (g->gift[i] && dup2(g->gift[i], FIRST_GIFT + i) < 0)
			return err_errno(e, "descriptor %d", FIRST_GIFT + i);
	return 0;
}

void connection_drop_gifts(struct guest *g)
{
	for (int i = 0; i < NABLA_CONTROL_GIFTS; i++) {
		if (g->gift[i])
			close(g->gift[i]);
		g->gift[i] = 0;
	}
}
