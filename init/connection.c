// SPDX-License-Identifier: ISC
/*
 * Connections to the guest's localhost from the namespace that the container
 * has on the host.
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
