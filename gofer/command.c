// SPDX-License-Identifier: ISC
#include "gofer/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"

#define PLACE	"@FD"
/* As much as the host allows of it: fewer turns for long messages. */
#define SOCKET_BUFFER	(1 << 20)

/* word with the number after the @; to be freed. */
static char *with_number(const char *word, int fd)
{
	const char *at = strstr(word, PLACE);
	char *out;

	if (!at)
		return strdup(word);
	if (asprintf(&out, "%.*s@%d%s", (int)(at - word), word, fd,
		     at + strlen(PLACE)) < 0)
		return NULL;
	return out;
}

static int execute(char **command, int fd, struct err *e)
{
	for (char **w = command; *w; w++) {
		*w = with_number(*w, fd);
		if (!*w)
			return err_set(e, ENOMEM, "the command's words");
	}
	execvp(command[0], command);
	return err_errno(e, "executing %s", command[0]);
}

static void widen(int fd)
{
	int size = SOCKET_BUFFER;

	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}

/*
 * The gofer is nobody's child to wait for: a grandchild, so that the command
 * does not find a child that it did not make.
 */
static pid_t fork_twice(void)
{
	pid_t pid = fork();

	if (pid > 0) {
		waitpid(pid, NULL, 0);
		return pid;
	}
	if (!pid && fork() > 0)
		_exit(0);
	/* The terminal's signals are the command's. */
	if (!pid)
		setsid();
	return pid;
}

int command_start(struct options *o, struct err *e)
{
	cleanup_fd int told = -1;
	int pair[2], ready[2];
	char byte;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0 ||
	    pipe2(ready, O_CLOEXEC) < 0)
		return err_errno(e, "making a socket");
	widen(pair[0]);
	widen(pair[1]);
	pid = fork_twice();
	if (pid < 0)
		return err_errno(e, "forking");
	if (!pid) {
		o->socket = pair[0];
		o->ready = ready[1];
		return 0;
	}
	close(pair[0]);
	close(ready[1]);
	told = ready[0];
	if (read(told, &byte, 1) != 1)
		return -ECHILD;
	if (fd_set_cloexec(pair[1], false) < 0)
		return err_errno(e, "descriptor %d", pair[1]);
	return execute(o->command, pair[1], e);
}
