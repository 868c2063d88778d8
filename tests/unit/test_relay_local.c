// SPDX-License-Identifier: ISC
/*
 * Connections to localhost between their clients and a guest, both of which
 * this test plays.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "relay/relay.h"

static struct relay r;
static int guest;			/* the guest's end */
static struct sockaddr_in6 at;		/* where the relay listens */
static struct control_frame f;		/* the last one received */
static struct err e;

/* Both versions of IP, as the runtime's socket does. */
static int listen_on_localhost(void)
{
	static const int no;
	int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);
	socklen_t len = sizeof(at);

	at = (struct sockaddr_in6){ .sin6_family = AF_INET6 };
	if (fd < 0 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no,
				 sizeof(no)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 8) ||
	    getsockname(fd, (struct sockaddr *)&at, &len))
		return -1;
	return fd;
}

static int set_up(void **state)
{
	int pair[2];

	(void)state;
	memset(&r, 0, sizeof(r));
	memset(&e, 0, sizeof(e));
	r.listen = r.tty = r.resolver = r.attached = -1;
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++)
		r.client[i].fd = -1;
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		r.local[i].io.fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair))
		return -1;
	r.greeted = true;
	r.control = pair[0];
	guest = pair[1];
	r.localhost = listen_on_localhost();
	return r.localhost < 0 ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	local_leave(&r);
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		stdio_close(&r.local[i].io);
	queue_free(&r.out);
	close(r.control);
	close(guest);
	return 0;
}

static int guest_says(unsigned int type, unsigned int stream, uint32_t id,
		      const void *payload, size_t size)
{
	struct nabla_control head = { type, stream, id };
	struct iovec part[2] = {
		{ &head, sizeof(head) }, { (void *)payload, size },
	};
	struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };

	assert_int_equal(sendmsg(guest, &m, 0), sizeof(head) + size);
	return guest_hear(&r, &e);
}

/* What the guest is told: its type, in f; 0: nothing. */
static int told(void)
{
	ssize_t n = recv(guest, &f, sizeof(f), MSG_DONTWAIT);

	return n < 0 ? 0 : f.head.type;
}

static void turn(void)
{
	static struct pollfd p[LOCAL_POLLS];

	local_watch(&r, p);
	assert_true(poll(p, LOCAL_POLLS, 0) >= 0);
	assert_int_equal(local_serve(&r, p, &e), 0);
}

/* A client's end; what the guest is asked then is in f. */
static int connect_by(int family)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET, .sin_port = at.sin6_port,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr_in6 in6 = at;
	int fd = socket(family, SOCK_STREAM, 0);

	in6.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	if (family == AF_INET)
		assert_int_equal(connect(fd, (struct sockaddr *)&in,
					 sizeof(in)), 0);
	else
		assert_int_equal(connect(fd, (struct sockaddr *)&in6,
					 sizeof(in6)), 0);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_CONNECT);
	return fd;
}

static uint32_t take(int *fd)
{
	const uint32_t zero = 0;
	uint32_t id;

	*fd = connect_by(AF_INET);
	id = f.head.id;
	assert_int_equal(guest_says(NABLA_CONTROL_STARTED, 0, id, &zero, 4), 1);
	return id;
}

static void places(void **state)
{
	struct nabla_control_place to;
	int four = connect_by(AF_INET), six;

	(void)state;
	memcpy(&to, f.payload, sizeof(to));
	assert_int_equal(to.version, 4);
	assert_int_equal(to.port, ntohs(at.sin6_port));
	six = connect_by(AF_INET6);
	memcpy(&to, f.payload, sizeof(to));
	assert_int_equal(to.version, 6);
	assert_int_equal(to.port, ntohs(at.sin6_port));
	close(four);
	close(six);
}

static void both_ways(void **state)
{
	const uint32_t zero = 0;
	char bytes[8];
	int fd;
	uint32_t id = take(&fd);

	(void)state;
	assert_int_equal(send(fd, "in", 2, 0), 2);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_DATA);
	assert_int_equal(f.head.id, id);
	assert_int_equal(f.head.flags, 0);
	assert_memory_equal(f.payload, "in", 2);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, id, "out", 3), 1);
	assert_int_equal(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT), 3);
	/* one way ends, the other goes on */
	shutdown(fd, SHUT_WR);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_CLOSE);
	assert_int_equal(f.head.flags, 0);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, id, "more", 4), 1);
	assert_int_equal(guest_says(NABLA_CONTROL_CLOSE, 1, id, NULL, 0), 1);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0, id, &zero, 4), 1);
	assert_int_equal(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT), 4);
	assert_int_equal(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT), 0);
	assert_int_equal(r.local[0].io.fd, -1);
	close(fd);
}

static void refused(void **state)
{
	struct nabla_control_done done = { 125 };
	char byte;
	int fd = connect_by(AF_INET);
	uint32_t id = f.head.id;

	(void)state;
	assert_int_equal(guest_says(NABLA_CONTROL_FAILED, 0, id, &done,
				    sizeof(done)), 1);
	assert_int_equal(recv(fd, &byte, 1, MSG_DONTWAIT), 0);
	assert_int_equal(told(), 0);
	close(fd);
}

/* The guest is told, and what it had sent meanwhile is no crime. */
static void client_resets(void **state)
{
	const struct linger at_once = { 1, 0 };
	int fd;
	uint32_t id = take(&fd);

	(void)state;
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_DETACH);
	assert_int_equal(f.head.id, id);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, id, "x", 1), 1);
}

static void credit(void **state)
{
	static char bytes[CONTROL_PAYLOAD_MAX];
	const uint32_t one = 1;
	int fd;
	uint32_t id = take(&fd);

	(void)state;
	while (r.local[0].io.credit) {
		assert_true(send(fd, bytes, r.local[0].io.credit < sizeof(bytes)
				 ? r.local[0].io.credit : sizeof(bytes),
				 MSG_DONTWAIT) > 0);
		turn();
		assert_int_equal(told(), NABLA_CONTROL_DATA);
	}
	assert_int_equal(send(fd, "x", 1, MSG_DONTWAIT), 1);
	turn();
	assert_int_equal(told(), 0);
	assert_int_equal(guest_says(NABLA_CONTROL_CREDIT, 0, id, &one, 4), 1);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_DATA);
	close(fd);
}

static void lying_guests(void **state)
{
	static const struct {
		unsigned int type, stream;
		size_t size;
	} lies[] = {
		{ NABLA_CONTROL_DATA, 0, 4 },
		{ NABLA_CONTROL_DATA, 2, 4 },
		{ NABLA_CONTROL_CREDIT, 0, 4 },		/* had all already */
		{ NABLA_CONTROL_CREDIT, 1, 4 },
		{ NABLA_CONTROL_STARTED, 0, 4 },
		{ NABLA_CONTROL_DONE, 0, 4 },
	};
	const uint32_t one = 1;
	int fd;
	uint32_t id = take(&fd);

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++)
		assert_int_equal(guest_says(lies[i].type, lies[i].stream, id,
					    &one, lies[i].size), -EPROTO);
	close(fd);
}

/* The guest is told of them when it says that it is there. */
static void gifts(void **state)
{
	const struct nabla_control_gift in = { 3, NABLA_CONTROL_IN };
	const struct nabla_control_gift out = { 5, NABLA_CONTROL_OUT };
	const uint32_t version = NABLA_CONTROL_VERSION, zero = 0;
	uint32_t id[2];
	int to[2], from[2];
	char bytes[4];

	(void)state;
	assert_int_equal(pipe2(to, O_NONBLOCK), 0);
	assert_int_equal(pipe2(from, O_NONBLOCK), 0);
	local_add(&r, &in, to[0]);
	local_add(&r, &out, from[1]);
	r.greeted = false;
	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &version, 4), 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(told(), NABLA_CONTROL_GIVE);
		assert_memory_equal(f.payload, i ? &out : &in, sizeof(in));
		id[i] = f.head.id;
	}
	assert_int_equal(told(), 0);
	for (int i = 0; i < 2; i++)
		assert_int_equal(guest_says(NABLA_CONTROL_STARTED, 0, id[i],
					    &zero, 4), 1);
	assert_int_equal(write(to[1], "in", 2), 2);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_DATA);
	assert_int_equal(f.head.id, id[0]);
	close(to[1]);
	turn();
	assert_int_equal(told(), NABLA_CONTROL_CLOSE);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, id[1], "out", 3), 1);
	assert_int_equal(read(from[0], bytes, sizeof(bytes)), 3);
	assert_int_equal(guest_says(NABLA_CONTROL_CLOSE, 1, id[1], NULL, 0), 1);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0, id[1], &zero, 4),
			 1);
	assert_int_equal(read(from[0], bytes, sizeof(bytes)), 0);
	close(from[0]);
}

/* What is on its way at the end of the guest is waited for. */
static void last_bytes(void **state)
{
	const struct nabla_control_gift out = { 3, NABLA_CONTROL_OUT };
	const uint32_t version = NABLA_CONTROL_VERSION, zero = 0;
	static char bytes[65536];
	struct pollfd p[NABLA_RELAY_LOCALS];
	int pipe[2];

	(void)state;
	assert_int_equal(pipe2(pipe, O_NONBLOCK), 0);
	while (write(pipe[1], bytes, 4096) > 0)
		;
	local_add(&r, &out, pipe[1]);
	r.greeted = false;
	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &version, 4), 1);
	assert_int_equal(told(), NABLA_CONTROL_GIVE);
	assert_int_equal(guest_says(NABLA_CONTROL_STARTED, 0, f.head.id, &zero,
				    4), 1);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, f.head.id, "last",
				    4), 1);
	assert_int_equal(local_settle(&r, p), 1);
	assert_int_equal(p[0].events, POLLOUT);
	while (read(pipe[0], bytes, sizeof(bytes)) > 0)
		;
	assert_int_equal(local_settle(&r, p), 0);
	assert_int_equal(read(pipe[0], bytes, sizeof(bytes)), 4);
	assert_memory_equal(bytes, "last", 4);
	assert_int_equal(read(pipe[0], bytes, sizeof(bytes)), 0);
	close(pipe[0]);
}

/* The program is not started without it. */
static void refused_gift(void **state)
{
	const struct nabla_control_gift in = { 3, NABLA_CONTROL_IN };
	const uint32_t version = NABLA_CONTROL_VERSION;
	const struct nabla_control_done done = { 125 };
	int pipe[2];

	(void)state;
	assert_int_equal(pipe2(pipe, O_NONBLOCK), 0);
	local_add(&r, &in, pipe[0]);
	r.greeted = false;
	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &version, 4), 1);
	assert_int_equal(told(), NABLA_CONTROL_GIVE);
	assert_int_equal(guest_says(NABLA_CONTROL_FAILED, 0, f.head.id, &done,
				    sizeof(done)), -EPROTO);
	close(pipe[1]);
}

/* A client that does not read: the guest may send its window and no more. */
static void slow_clients(void **state)
{
	static char bytes[CONTROL_PAYLOAD_MAX];
	int fd, rc = 1;
	uint32_t id = take(&fd);
	size_t sent = 0;

	(void)state;
	while (rc == 1 && sent < 64UL << 20) {
		size_t n = r.local[0].credit < sizeof(bytes) ?
			   r.local[0].credit : sizeof(bytes);

		rc = guest_says(NABLA_CONTROL_DATA, 1, id, bytes, n ? n : 1);
		while (told())
			;
		sent += n;
	}
	assert_int_equal(rc, -EPROTO);
	assert_true(r.local[0].io.end - r.local[0].io.at <=
		    NABLA_CONTROL_WINDOW);
	close(fd);
}

static void no_room(void **state)
{
	int fd[NABLA_RELAY_LOCALS];
	struct sockaddr_in6 in6 = at;
	int late;

	(void)state;
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		fd[i] = connect_by(AF_INET);
	in6.sin6_addr = (struct in6_addr)IN6ADDR_LOOPBACK_INIT;
	late = socket(AF_INET6, SOCK_STREAM, 0);
	assert_int_equal(connect(late, (struct sockaddr *)&in6, sizeof(in6)),
			 0);
	turn();
	assert_int_equal(told(), 0);
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		close(fd[i]);
	close(late);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(places, set_up, tear_down),
		cmocka_unit_test_setup_teardown(both_ways, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(client_resets, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(credit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lying_guests, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(gifts, set_up, tear_down),
		cmocka_unit_test_setup_teardown(last_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(refused_gift, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(slow_clients, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(no_room, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
