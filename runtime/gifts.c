// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/str.h"
#include "runtime/gifts.h"

#define FIRST	3
#define ASKED	"--preserve-fds or $LISTEN_FDS"

static int get_int(int fd, int option)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) < 0 ? -1 :
								      value;
}

/* NULL for a stream that is connected. */
static const char *wrong_socket(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof(at);

	if (get_int(fd, SO_TYPE) != SOCK_STREAM)
		return "is a socket, but no stream";
	if (get_int(fd, SO_ACCEPTCONN))
		return "is a socket that listens";
	if (getpeername(fd, (struct sockaddr *)&at, &len) < 0)
		return "is a socket that is not connected";
	return NULL;
}

static const char *wrong_kind(mode_t mode)
{
	if (S_ISREG(mode) || S_ISDIR(mode))
		return "is a file or a directory";
	return "is a device, or something else that is not only bytes";
}

static int refuse(int fd, const char *what, struct err *e)
{
	return err_set(e, ENOTSUP, ASKED ": descriptor %d %s: only pipes and "
		       "connected stream sockets can be carried into a guest",
		       fd, what);
}

/* Out of the way of those that are still to be taken. */
static int keep(int fd)
{
	return fcntl(fd, F_DUPFD_CLOEXEC, FIRST + NABLA_CONTROL_GIFTS);
}

/*
 * An open file of our own, so that others' goes on to block if it did.  For a
 * pipe that nobody reads there can't be one, but it does not block either.
 */
static int open_pipe(int fd, unsigned int *ways, struct err *e)
{
	int flags = fcntl(fd, F_GETFL) & O_ACCMODE, new;
	char path[32];

	if (flags == O_RDWR)
		return refuse(fd, "is both ends of a pipe", e);
	*ways = flags == O_RDONLY ? NABLA_CONTROL_IN : NABLA_CONTROL_OUT;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	new = open(path, flags | O_NONBLOCK | O_CLOEXEC);
	if (new < 0 && errno == ENXIO)
		new = keep(fd);
	return new < 0 ? err_errno(e, ASKED ": descriptor %d", fd) : new;
}

static int take_socket(int fd, unsigned int *ways, struct err *e)
{
	const char *wrong = wrong_socket(fd);
	int new;

	if (wrong)
		return refuse(fd, wrong, e);
	*ways = NABLA_CONTROL_IN | NABLA_CONTROL_OUT;
	new = keep(fd);
	return new < 0 ? err_errno(e, ASKED ": descriptor %d", fd) : new;
}

/* Of our own there are files by now, and nothing else. */
static int take(int fd, unsigned int *ways, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return err_errno(e, ASKED ": descriptor %d", fd);
	if (S_ISFIFO(st.st_mode))
		return open_pipe(fd, ways, e);
	if (S_ISSOCK(st.st_mode))
		return take_socket(fd, ways, e);
	return refuse(fd, wrong_kind(st.st_mode), e);
}

static int count(const char *name, const char *text, uint64_t *n,
		 struct err *e)
{
	*n = 0;
	if (text && str_u64(text, 10, 0, 1 << 20, n) < 0)
		return err_set(e, EINVAL, "%s: \"%s\" is no number", name,
			       text);
	return 0;
}

int gifts_count(const char *preserve, unsigned int *n, unsigned int *listen,
		struct err *e)
{
	uint64_t own, activated;

	if (count("--preserve-fds", preserve, &own, e) < 0 ||
	    count("LISTEN_FDS", getenv("LISTEN_FDS"), &activated, e) < 0)
		return -e->code;
	*listen = (unsigned int)activated;
	*n = (unsigned int)(own + activated);
	return 0;
}

static bool sets(const char *word, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(word, name, len) && word[len] == '=';
}

int gifts_tell(struct spec *s, unsigned int listen, struct err *e)
{
	const char **old = s->process.env, **env, *pid = "LISTEN_PID=1";
	size_t n = 0;

	while (old && old[n])
		n++;
	env = arena_zalloc(&s->arena, n + 3, sizeof(*env));
	if (!env)
		return err_set(e, ENOMEM, "no memory");
	s->process.env = env;
	for (size_t i = 0; i < n; i++) {
		if (sets(old[i], "LISTEN_PID"))
			pid = NULL;
		if (!sets(old[i], "LISTEN_FDS"))
			*env++ = old[i];
	}
	*env = arena_printf(&s->arena, "LISTEN_FDS=%u", listen);
	if (!*env++)
		return err_set(e, ENOMEM, "no memory");
	*env = pid;
	return 0;
}

int gifts_take(struct gifts *g, unsigned int n, struct err *e)
{
	if (n > NABLA_CONTROL_GIFTS)
		return err_set(e, ENOTSUP, ASKED ": %u, and %d is the most that "
			       "can be carried into a guest", n,
			       NABLA_CONTROL_GIFTS);
	while (g->n < n) {
		int fd = take(FIRST + (int)g->n, &g->item[g->n].ways, e);

		if (fd < 0) {
			gifts_close(g);
			return fd;
		}
		g->item[g->n++].fd = fd;
	}
	/* the other ends wait for the last of them to be closed */
	for (unsigned int i = 0; i < n; i++)
		close(FIRST + (int)i);
	return 0;
}

void gifts_close(struct gifts *g)
{
	while (g->n)
		close(g->item[--g->n].fd);
}
