// SPDX-License-Identifier: ISC
/* One byte there and one back, between processes and threads; switches. */
#include <arpa/inet.h>
#include <linux/futex.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench/micro/micro.h"

/* Ends of two channels: ours to write and read, the peer's likewise. */
struct channel {
	int out, in, peer_out, peer_in;
};

static void open_pipes(struct channel *c)
{
	int there[2], back[2];

	must(pipe(there) == 0 && pipe(back) == 0);
	*c = (struct channel){ there[1], back[0], back[1], there[0] };
}

static void close_channel(struct channel *c)
{
	close(c->out);
	close(c->in);
	close(c->peer_out);
	close(c->peer_in);
}

static void echo(int in, int out, uint64_t n)
{
	char byte;

	while (n--)
		must(read(in, &byte, 1) == 1 && write(out, &byte, 1) == 1);
}

static void ask(const struct channel *c)
{
	char byte = 0;

	must(write(c->out, &byte, 1) == 1 && read(c->in, &byte, 1) == 1);
}

static uint64_t run_pipe_self(uint64_t n)
{
	struct channel c;
	uint64_t time;
	char byte = 0;

	open_pipes(&c);
	time = timed(n, must(write(c.out, &byte, 1) == 1 &&
			     read(c.peer_in, &byte, 1) == 1));
	close_channel(&c);
	return time;
}

/* The first exchange, outside of the time, finds the peer running. */
static uint64_t with_process(struct channel *c, uint64_t n)
{
	uint64_t time;
	pid_t pid = fork_helper();

	if (!pid) {
		echo(c->peer_in, c->peer_out, n + 1);
		_exit(0);
	}
	ask(c);
	time = timed(n, ask(c));
	reap(pid);
	close_channel(c);
	return time;
}

static uint64_t run_pipe_process(uint64_t n)
{
	struct channel c;

	open_pipes(&c);
	return with_process(&c, n);
}

static uint64_t run_socketpair(uint64_t n)
{
	struct channel c;
	int fds[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0);
	c = (struct channel){ fds[0], dup(fds[0]), fds[1], dup(fds[1]) };
	return with_process(&c, n);
}

static void connect_tcp(int fds[2])
{
	struct sockaddr_in a = { AF_INET };
	socklen_t length = sizeof(a);
	int on = 1, listener = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	must(!bind(listener, (void *)&a, length) && !listen(listener, 1));
	must(!getsockname(listener, (void *)&a, &length));
	fds[0] = socket(AF_INET, SOCK_STREAM, 0);
	must(!connect(fds[0], (void *)&a, length));
	fds[1] = accept(listener, NULL, NULL);
	must(fds[1] >= 0);
	for (int i = 0; i < 2; i++)
		must(!setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on,
				 sizeof(on)));
	close(listener);
}

static uint64_t run_tcp(uint64_t n)
{
	struct channel c;
	int fds[2];

	connect_tcp(fds);
	c = (struct channel){ fds[0], dup(fds[0]), fds[1], dup(fds[1]) };
	return with_process(&c, n);
}

static void swallow(int fd, uint64_t bytes)
{
	static char buf[65536];
	ssize_t got;

	while (bytes) {
		got = read(fd, buf, sizeof(buf));
		must(got > 0);
		bytes -= got;
	}
}

/* 64 KB at a time through loopback, until the last byte is acknowledged. */
static uint64_t run_tcp_64k(uint64_t n)
{
	static char buf[65536];
	uint64_t time;
	int fds[2];
	char byte = 0;
	pid_t pid;

	connect_tcp(fds);
	pid = fork_helper();
	if (!pid) {
		swallow(fds[1], n * sizeof(buf));
		must(write(fds[1], &byte, 1) == 1);
		_exit(0);
	}
	time = now_ns();
	for (uint64_t i = 0; i < n; i++)
		must(write(fds[0], buf, sizeof(buf)) == sizeof(buf));
	must(read(fds[0], &byte, 1) == 1);
	time = now_ns() - time;
	reap(pid);
	close(fds[0]);
	close(fds[1]);
	return time;
}

struct echo_job {
	const struct channel *channel;
	uint64_t n;
};

static void *echo_thread(void *arg)
{
	const struct echo_job *job = arg;

	echo(job->channel->peer_in, job->channel->peer_out, job->n);
	return NULL;
}

static uint64_t run_pipe_thread(uint64_t n)
{
	struct channel c;
	struct echo_job job = { &c, n + 1 };
	pthread_t thread;
	uint64_t time;

	open_pipes(&c);
	must(!pthread_create(&thread, NULL, echo_thread, &job));
	ask(&c);
	time = timed(n, ask(&c));
	pthread_join(thread, NULL);
	close_channel(&c);
	return time;
}

/* Whose turn it is: 0 ours, 1 the other thread's, 2 no more. */
static _Atomic uint32_t turn;

static void pass_turn(uint32_t to)
{
	turn = to;
	syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 1);
}

static void await_turn(uint32_t mine)
{
	uint32_t now;

	while ((now = turn) != mine && now != 2)
		syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, now, NULL);
}

static void *futex_thread(void *arg)
{
	for (;;) {
		await_turn(1);
		if (turn == 2)
			return arg;
		pass_turn(0);
	}
}

static uint64_t run_futex_thread(uint64_t n)
{
	pthread_t thread;
	uint64_t time;

	turn = 0;
	must(!pthread_create(&thread, NULL, futex_thread, NULL));
	time = timed(n, (pass_turn(1), await_turn(0)));
	pass_turn(2);
	pthread_join(thread, NULL);
	return time;
}

static void pass_on(int in, int out)
{
	char byte;

	while (read(in, &byte, 1) == 1)
		must(write(out, &byte, 1) == 1);
	_exit(0);
}

/* In member @i of a ring: only its own two ends stay open. */
static void join_ring(int ring[][2], int size, int i)
{
	for (int k = 0; k < size; k++) {
		if (k != i)
			close(ring[k][0]);
		if (k != (i + 1) % size)
			close(ring[k][1]);
	}
}

/* A byte goes round a ring of @size processes, of which we are one. */
static uint64_t switch_ring(int size, uint64_t n)
{
	struct channel c = { 0 };
	int ring[32][2];
	pid_t pids[32];
	uint64_t time;

	for (int i = 0; i < size; i++)
		must(pipe(ring[i]) == 0);
	for (int i = 1; i < size; i++) {
		pids[i] = fork_helper();
		if (!pids[i]) {
			join_ring(ring, size, i);
			pass_on(ring[i][0], ring[(i + 1) % size][1]);
		}
	}
	join_ring(ring, size, 0);
	c.out = ring[1][1];
	c.in = ring[0][0];
	ask(&c);
	time = timed(n, ask(&c));
	close(c.out);
	close(c.in);
	for (int i = 1; i < size; i++)
		reap(pids[i]);
	return time / size;
}

static uint64_t run_switch_2(uint64_t n)
{
	return switch_ring(2, n);
}

static uint64_t run_switch_4(uint64_t n)
{
	return switch_ring(4, n);
}

static uint64_t run_switch_8(uint64_t n)
{
	return switch_ring(8, n);
}

static uint64_t run_switch_16(uint64_t n)
{
	return switch_ring(16, n);
}

static uint64_t run_switch_32(uint64_t n)
{
	return switch_ring(32, n);
}

const struct row talk_rows[] = {
	{ "pipe-self", run_pipe_self },
	{ "pipe-thread", run_pipe_thread },
	{ "pipe-process", run_pipe_process },
	{ "socketpair-process", run_socketpair },
	{ "tcp-process", run_tcp },
	{ "tcp-64k", run_tcp_64k },
	{ "futex-thread", run_futex_thread },
	{ "switch-2", run_switch_2 },
	{ "switch-4", run_switch_4 },
	{ "switch-8", run_switch_8 },
	{ "switch-16", run_switch_16 },
	{ "switch-32", run_switch_32 },
	{ NULL }
};
