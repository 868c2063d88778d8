// SPDX-License-Identifier: ISC
/*
 * Terminals and job control, on a pseudo-terminal.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "check.h"

static volatile sig_atomic_t hits;

static void note(int sig)
{
	(void)sig;
	hits++;
}

static void open_pty(int *master, int *slave)
{
	char *name;

	*master = posix_openpt(O_RDWR | O_NOCTTY);
	check(*master >= 0 && !grantpt(*master) && !unlockpt(*master));
	name = ptsname(*master);
	check(name);
	*slave = open(name, O_RDWR | O_NOCTTY);
	check(*slave >= 0 && isatty(*slave));
}

/* A child that leads a session of its own with the slave as its terminal. */
static pid_t session(int *master, void (*body)(void))
{
	int slave;
	pid_t pid;

	open_pty(master, &slave);
	pid = start();
	if (!pid) {
		close(*master);
		check(setsid() > 0 && !ioctl(slave, TIOCSCTTY, 0));
		for (int i = 0; i < 3; i++)
			check(dup2(slave, i) == i);
		close(slave);
		body();
		_exit(0);
	}
	close(slave);
	return pid;
}

static void say(int fd, const char *s)
{
	check(write(fd, s, strlen(s)) == (ssize_t)strlen(s));
}

/* Reads until @s has come; fails after two seconds without a byte. */
static void expect(int fd, const char *s)
{
	struct pollfd p = { fd, POLLIN, 0 };
	char buf[1024];
	size_t n = 0;

	while (n < sizeof(buf) - 1) {
		check(poll(&p, 1, 5000) == 1);
		check(read(fd, buf + n, 1) == 1);
		buf[++n] = 0;
		if (n >= strlen(s) && !strcmp(buf + n - strlen(s), s))
			return;
	}
	check(0 && "expected text");
}

static void t_line(void)
{
	int m, s;
	char buf[64];

	open_pty(&m, &s);
	say(m, "helx\177lo\nnext");
	check(read(s, buf, 64) == 6 && !memcmp(buf, "hello\n", 6));
	expect(m, "helx\b \blo\r\nnext");
	say(m, "\25new\4");
	check(read(s, buf, 64) == 3 && !memcmp(buf, "new", 3));
	say(m, "\4");
	check(read(s, buf, 64) == 0);
	say(s, "a\n");
	expect(m, "a\r\n");
}

static void t_raw(void)
{
	struct termios t;
	int m, s;
	char buf[64];

	open_pty(&m, &s);
	check(!tcgetattr(s, &t));
	cfmakeraw(&t);
	check(!tcsetattr(s, TCSANOW, &t));
	say(m, "\3\4\177\r");
	check(read(s, buf, 64) == 4 && !memcmp(buf, "\3\4\177\r", 4));
}

static void wait_for_end(void)
{
	say(1, "ready\n");
	for (;;)
		pause();
}

static void t_interrupt(void)
{
	int m;
	pid_t pid = session(&m, wait_for_end);

	expect(m, "ready");
	say(m, "\3");
	check(finish(pid) == 128 + SIGINT);
	pid = session(&m, wait_for_end);
	expect(m, "ready");
	close(m);
	check(finish(pid) == 128 + SIGHUP);
}

static void window(void)
{
	struct winsize w;

	signal(SIGWINCH, note);
	say(1, "ready\n");
	while (!hits)
		pause();
	check(!ioctl(0, TIOCGWINSZ, &w));
	check(w.ws_row == 41 && w.ws_col == 132);
	say(1, "seen\n");
}

static void t_window(void)
{
	struct winsize w = { 41, 132, 0, 0 };
	int m;
	pid_t pid = session(&m, window);

	expect(m, "ready");
	sleep_ms(20);
	check(!ioctl(m, TIOCSWINSZ, &w));
	expect(m, "seen");
	check(!finish(pid));
}

static pid_t job(void (*body)(void))
{
	pid_t pid = start();

	if (!pid) {
		check(!setpgid(0, 0));
		body();
		_exit(0);
	}
	while (getpgid(pid) != pid)
		sleep_ms(1);
	return pid;
}

static void read_one(void)
{
	char c = 0;

	check(read(0, &c, 1) == 1 && c == 'g');
}

static int stopped_by(pid_t pid)
{
	int status;

	check(waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status));
	return WSTOPSIG(status);
}

/* As a shell: a background job that reads is stopped until it is in front. */
static void shell(void)
{
	pid_t pid = job(read_one);

	signal(SIGTTOU, SIG_IGN);
	check(tcgetpgrp(0) == getpgrp());
	check(stopped_by(pid) == SIGTTIN);
	check(!tcsetpgrp(0, pid) && !kill(-pid, SIGCONT));
	say(1, "fg\n");
	check(finish(pid) == 0);
	check(!tcsetpgrp(0, getpgrp()));
	pid = job(wait_for_end);
	check(!tcsetpgrp(0, pid));
	check(stopped_by(pid) == SIGTSTP);
	check(!tcsetpgrp(0, getpgrp()) && !kill(-pid, SIGKILL));
	check(finish(pid) == 128 + SIGKILL);
	say(1, "done\n");
}

static void t_jobs(void)
{
	int m;
	pid_t pid = session(&m, shell);

	expect(m, "fg");
	say(m, "g\n");
	expect(m, "ready");
	sleep_ms(50);
	say(m, "\32");
	expect(m, "done");
	check(finish(pid) == 0);
}

static void write_stopped(void)
{
	say(1, "x");
}

static void tostop(void)
{
	struct termios t;
	pid_t pid;

	check(!tcgetattr(0, &t));
	t.c_lflag |= TOSTOP;
	check(!tcsetattr(0, TCSANOW, &t));
	pid = job(write_stopped);
	check(stopped_by(pid) == SIGTTOU);
	check(!kill(pid, SIGKILL));
	check(finish(pid) == 128 + SIGKILL);
}

static void t_tostop(void)
{
	int m;
	pid_t pid = session(&m, tostop);

	check(finish(pid) == 0);
}

static void t_hangup(void)
{
	int m, s;
	char c;

	open_pty(&m, &s);
	close(m);
	check(read(s, &c, 1) == 0);
	check_errno(write(s, "x", 1), EIO);
	open_pty(&m, &s);
	close(s);
	check_errno(read(m, &c, 1), EIO);
}

static const struct test tests[] = {
	{ "line", t_line }, { "raw", t_raw }, { "interrupt", t_interrupt },
	{ "window", t_window }, { "jobs", t_jobs }, { "tostop", t_tostop },
	{ "hangup", t_hangup }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
