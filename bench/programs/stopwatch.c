// SPDX-License-Identifier: ISC
/*
 * stopwatch [-c CPU] [-k] COMMAND...: how long COMMAND takes, in microseconds,
 * from just before it is executed
 *
 *	closed	until it has closed a descriptor that it inherited: a tender
 *		does that right before it enters the guest
 *	first	until its first byte of output, on either stream
 *	end	until it has ended
 *
 * One line each.  -c: on this processor only.  -k: kill it at its first byte,
 * so there is no "end".  Exits 1 if there was no output, or no success.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MARK, OUT, ENDS };

static int cpu = -1, kill_at_first;

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int fail(const char *what)
{
	fprintf(stderr, "stopwatch: %s: %s\n", what, strerror(errno));
	return 1;
}

static int set_cpu(void)
{
	cpu_set_t set;

	if (cpu < 0)
		return 0;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set);
}

/* In the child: the pipe's end for the mark is left as an inherited one. */
static void become(char **command, int out)
{
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0 ||
	    close(out) < 0 || set_cpu() < 0)
		_exit(125);
	execvp(command[0], command);
	_exit(127);
}

static void report(const char *what, double begin)
{
	printf("%s %.1f\n", what, now_us() - begin);
}

/* Output after the first byte is read and dropped. */
static int drain(int fd)
{
	char buf[4096];
	ssize_t got = read(fd, buf, sizeof(buf));

	return got > 0;
}

/* Until the output has ended; says whether there was any. */
static int follow(struct pollfd *fds, pid_t pid, double begin)
{
	int seen = 0;

	while (fds[OUT].fd >= 0) {
		if (poll(fds, ENDS, -1) < 0)
			return 0;
		if (fds[MARK].revents) {
			report("closed", begin);
			fds[MARK].fd = -1;
		}
		if (!fds[OUT].revents)
			continue;
		if (!drain(fds[OUT].fd)) {
			fds[OUT].fd = -1;
		} else if (!seen++) {
			report("first", begin);
			if (kill_at_first)
				kill(pid, SIGKILL);
		}
	}
	return seen;
}

static int watch(char **command)
{
	int mark[2], out[2], status, seen;
	double begin;
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) < 0 || pipe(mark) < 0 ||
	    fcntl(mark[0], F_SETFD, FD_CLOEXEC) < 0)
		return fail("pipe");
	begin = now_us();
	pid = vfork();
	if (!pid)
		become(command, out[1]);
	if (pid < 0)
		return fail("vfork");
	close(mark[1]);
	close(out[1]);
	seen = follow((struct pollfd[]){ { mark[0] }, { out[0], POLLIN } }, pid,
		      begin);
	if (waitpid(pid, &status, 0) != pid)
		return fail("waitpid");
	if (kill_at_first)
		return !seen;
	report("end", begin);
	return !seen || status;
}

int main(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "+c:k")) != -1) {
		switch (option) {
		case 'c': cpu = strtol(optarg, NULL, 10); break;
		case 'k': kill_at_first = 1; break;
		default: return 2;
		}
	}
	if (optind == argc)
		return 2;
	return watch(argv + optind);
}
