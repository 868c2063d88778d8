// SPDX-License-Identifier: ISC
/*
 * Locks between guests and their host.
 *
 *	locks serve
 *
 * has up to eight processes, each with "file" open, do what the lines of its
 * standard input say, and says what came of each: so a script plays all sides
 * in turn.  A line is one of
 *
 *	KIND OP WHO [FROM LEN]	KIND posix, ofd or flock; OP sh, ex, un, or
 *				wsh, wex, which wait; WHO a process 0 to 7
 *	test KIND WHO FROM LEN	what F_GETLK or F_OFD_GETLK finds
 *	result WHO		of what waits
 *	signal WHO, kill WHO, close WHO
 *
 *	locks count FILE N	adds one N times to the number in FILE, each
 *				time under a lock of FILE.lock
 *	locks many FILE N	N processes, each of which locks a byte
 *	locks wait FILE N	N processes wait to share it
 *	locks flock FD		of a file that its caller has open
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define WHO_MAX	8

static struct process {
	pid_t pid;
	int to, from;
	int waiting;
} process[WHO_MAX];

static const char *error_name(int n)
{
	return n == 0 ? "ok" : n == EAGAIN || n == EACCES ? "EAGAIN" :
	       n == EINTR ? "EINTR" : n == EDEADLK ? "EDEADLK" :
	       n == ENOLCK ? "ENOLCK" : strerror(n);
}

struct command {
	char kind[8], op[8];
	long from, len;
};

static int lock_by(int fd, const struct command *c)
{
	int wait = c->op[0] == 'w';
	const char *op = c->op + wait;
	int type = !strcmp(op, "sh") ? F_RDLCK : !strcmp(op, "ex") ? F_WRLCK :
								     F_UNLCK;
	struct flock l = {
		.l_type = (short)type, .l_whence = SEEK_SET,
		.l_start = c->from, .l_len = c->len,
	};

	if (!strcmp(c->kind, "flock"))
		return flock(fd, (type == F_RDLCK ? LOCK_SH :
				  type == F_WRLCK ? LOCK_EX : LOCK_UN) |
				 (wait ? 0 : LOCK_NB));
	if (!strcmp(c->kind, "ofd"))
		return fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &l);
	return fcntl(fd, wait ? F_SETLKW : F_SETLK, &l);
}

/* Whose the lock is: "guest" if its process can be asked for. */
static void test_by(int fd, const struct command *c, char *out, size_t size)
{
	struct flock l = {
		.l_type = F_WRLCK, .l_whence = SEEK_SET,
		.l_start = c->from, .l_len = c->len,
	};

	if (fcntl(fd, !strcmp(c->kind, "ofd") ? F_OFD_GETLK : F_GETLK, &l) < 0)
		snprintf(out, size, "%s", error_name(errno));
	else if (l.l_type == F_UNLCK)
		snprintf(out, size, "free");
	else
		snprintf(out, size, "%s %ld %ld %s",
			 l.l_type == F_RDLCK ? "sh" : "ex", (long)l.l_start,
			 (long)l.l_len, l.l_pid > 0 ? "process" : "-1");
}

static void on_signal(int nr)
{
	(void)nr;
}

/* One process: a file that is open, commands from a pipe. */
_Noreturn static void obey(int from, int to)
{
	struct sigaction sa = { .sa_handler = on_signal };
	int fd = open("file", O_RDWR | O_CREAT, 0666);
	struct command c;
	char out[64];

	sigaction(SIGUSR1, &sa, NULL);
	check(fd >= 0);
	while (read(from, &c, sizeof(c)) == sizeof(c)) {
		if (!strcmp(c.op, "close")) {
			close(fd);
			fd = open("file", O_RDWR);
			snprintf(out, sizeof(out), "ok");
		} else if (!strcmp(c.op, "test")) {
			test_by(fd, &c, out, sizeof(out));
		} else {
			int r = lock_by(fd, &c);

			snprintf(out, sizeof(out), "%s",
				 error_name(r < 0 ? errno : 0));
		}
		check(write(to, out, sizeof(out)) == sizeof(out));
	}
	_exit(0);
}

static void begin(struct process *p)
{
	int there[2], back[2];

	check(!pipe2(there, O_CLOEXEC) && !pipe2(back, O_CLOEXEC));
	p->pid = start();
	if (!p->pid)
		obey(there[0], back[1]);
	close(there[0]);
	close(back[1]);
	p->to = there[1];
	p->from = back[0];
	p->waiting = 0;
	check(!fcntl(p->from, F_SETFL, O_NONBLOCK));
}

static void finish_one(struct process *p)
{
	if (!p->pid)
		return;
	kill(p->pid, SIGKILL);
	waitpid(p->pid, NULL, 0);
	close(p->to);
	close(p->from);
	p->pid = 0;
}

/* What it answers, within 10 s; or, if it is to wait, that it does. */
static void answer_of(struct process *p, int ms, char *out, size_t size)
{
	char text[64];

	for (; ms > 0; ms -= 10) {
		if (read(p->from, text, sizeof(text)) == sizeof(text)) {
			p->waiting = 0;
			snprintf(out, size, "%s", text);
			return;
		}
		sleep_ms(10);
	}
	p->waiting = 1;
	snprintf(out, size, "waiting");
}

static void tell_one(struct process *p, const struct command *c, char *out,
		     size_t size)
{
	if (!p->pid)
		begin(p);
	check(write(p->to, c, sizeof(*c)) == sizeof(*c));
	answer_of(p, c->op[0] == 'w' ? 300 : 10000, out, size);
}

static void run(const char *line, char *out, size_t size)
{
	struct command c = { .len = 0 };
	char word[8] = "";
	unsigned int who = 0;

	snprintf(out, size, "ok");
	sscanf(line, "%7s", word);
	if (!strcmp(word, "test")) {
		check(sscanf(line, "test %7s %u %ld %ld", c.kind, &who, &c.from,
			     &c.len) == 4 && who < WHO_MAX);
		memcpy(c.op, "test", 5);
		tell_one(&process[who], &c, out, size);
	} else if (sscanf(line, "result %u", &who) == 1) {
		answer_of(&process[who % WHO_MAX], 3000, out, size);
	} else if (sscanf(line, "signal %u", &who) == 1) {
		kill(process[who % WHO_MAX].pid, SIGUSR1);
	} else if (sscanf(line, "kill %u", &who) == 1) {
		finish_one(&process[who % WHO_MAX]);
	} else if (sscanf(line, "close %u", &who) == 1) {
		memcpy(c.op, "close", 6);
		tell_one(&process[who % WHO_MAX], &c, out, size);
	} else {
		check(sscanf(line, "%7s %7s %u %ld %ld", c.kind, c.op, &who,
			     &c.from, &c.len) >= 3 && who < WHO_MAX);
		tell_one(&process[who], &c, out, size);
	}
}

static void serve(void)
{
	char line[80], out[64];

	while (fgets(line, sizeof(line), stdin)) {
		run(line, out, sizeof(out));
		printf("%s\n", out);
	}
	for (int i = 0; i < WHO_MAX; i++)
		finish_one(&process[i]);
}

/* A number in a file, of always as many bytes: its size says nothing. */
static void count(const char *file, int n)
{
	char text[32], lock[64];
	int fd, l;

	snprintf(lock, sizeof(lock), "%s.lock", file);
	for (int i = 0; i < n; i++) {
		struct flock all = { .l_type = F_WRLCK };

		l = open(lock, O_RDWR | O_CREAT, 0666);
		check(l >= 0 && !fcntl(l, F_SETLKW, &all));
		fd = open(file, O_RDWR | O_CREAT, 0666);
		memset(text, 0, sizeof(text));
		check(fd >= 0 && pread(fd, text, 8, 0) >= 0);
		snprintf(text, sizeof(text), "%08ld", strtol(text, NULL, 10) + 1);
		check(pwrite(fd, text, 8, 0) == 8);
		close(fd);
		close(l);
	}
}

/* Locks, says what came of it, and keeps it until the pipe is closed. */
_Noreturn static void lock_one(const char *file, int cmd, struct flock l,
			       int told, int held)
{
	int fd = open(file, O_RDWR | O_CREAT, 0666);
	int r = fcntl(fd, cmd, &l);
	char c = r ? errno == ENOLCK ? 'n' : '?' : 'y';

	check(write(told, &c, 1) == 1);
	check(!read(held, &c, 1));
	_exit(0);
}

static void many(const char *file, int n, bool wait_for_it)
{
	int told[2], held[2], refused = 0;
	char c;

	check(!pipe(told) && !pipe(held));
	for (int i = 0; i < n; i++) {
		struct flock l = {
			.l_type = F_WRLCK, .l_start = i, .l_len = 1,
		};

		if (wait_for_it)
			l = (struct flock) { .l_type = F_RDLCK };
		if (start())
			continue;
		close(held[1]);
		lock_one(file, wait_for_it ? F_SETLKW : F_SETLK, l, told[1],
			 held[0]);
	}
	for (int i = 0; i < n; i++) {
		check(read(told[0], &c, 1) == 1 && c != '?');
		refused += c == 'n';
		if (c == 'n' && wait_for_it)
			printf("refused\n");
	}
	printf("%d of %d refused\n", refused, n);
	close(held[1]);
	while (wait(NULL) > 0)
		;
}

int main(int argc, char **argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && !strcmp(argv[1], "serve"))
		serve();
	else if (argc == 4 && !strcmp(argv[1], "count"))
		count(argv[2], (int)strtol(argv[3], NULL, 10));
	else if (argc == 4 && !strcmp(argv[1], "many"))
		many(argv[2], (int)strtol(argv[3], NULL, 10), false);
	else if (argc == 4 && !strcmp(argv[1], "wait"))
		many(argv[2], (int)strtol(argv[3], NULL, 10), true);
	else if (argc == 3 && !strcmp(argv[1], "flock"))
		return flock((int)strtol(argv[2], NULL, 10), LOCK_EX) < 0;
	else
		return 2;
	return 0;
}
