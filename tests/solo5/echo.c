// SPDX-License-Identifier: ISC
/*
 * echo PROGRAM ARG...: runs PROGRAM with a network on descriptor 10 that gives
 * each frame back.  Its status is PROGRAM's.
 */
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char frame[65536];
	int pair[2], status;
	ssize_t n;
	pid_t child;

	if (argc < 2 ||
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return 99;
	child = fork();
	if (!child) {
		dup2(pair[1], 10);
		execvp(argv[1], argv + 1);
		_exit(98);
	}
	close(pair[1]);
	while ((n = recv(pair[0], frame, sizeof(frame), 0)) > 0)
		if (send(pair[0], frame, (size_t)n, MSG_NOSIGNAL) != n)
			break;
	if (waitpid(child, &status, 0) < 0)
		return 99;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}
