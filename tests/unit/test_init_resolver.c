// SPDX-License-Identifier: ISC
/*
 * The name server on the guest's loopback, in a network namespace of the
 * test's; the relay's end of the channel is the test's too.
 */
#include "test_init.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "init/resolver.h"

#define QUERY "\1\2" "\1\0" "\0\1\0\0\0\0\0\0" "\4peer\0" "\0\1\0\1"
#define SIZE (sizeof(QUERY) - 1)

static struct guest g;
static struct channel c;
static struct control_frame f;
static struct err e;
static int relay;

static void turn(void)
{
	struct pollfd p[RESOLVER_POLLS];

	resolver_watch(g.resolver, &c, p);
	CHECK(poll(p, RESOLVER_POLLS, 100) >= 0);
	resolver_serve(g.resolver, &c, p);
}

static void start(void)
{
	int pair[2];

	CHECK(!system("ip link set lo up"));
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair));
	c = (struct channel){ .fd = pair[0], .last = &c.first };
	relay = pair[1];
	CHECK_OK(resolver_open(&g, "127.0.0.11", &e), &e);
}

static int connected(int type)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET, .sin_port = htons(53),
	};
	int fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);

	inet_pton(AF_INET, "127.0.0.11", &at.sin_addr);
	if (connect(fd, (struct sockaddr *)&at, sizeof(at)))
		CHECK(errno == EINPROGRESS);
	return fd;
}

/* What the relay has been asked, in f; its number has been exchanged. */
static size_t asked(void)
{
	ssize_t n = recv(relay, &f, sizeof(f), MSG_DONTWAIT);

	if (n < 0)
		return 0;
	CHECK(f.head.type == NABLA_CONTROL_QUERY && !f.head.id);
	return n - sizeof(f.head);
}

static void answer(void)
{
	f.payload[2] |= 0x80;
	resolver_answer(g.resolver, f.payload, SIZE);
}

static void is_answer(const char *got, ssize_t n)
{
	CHECK(n == SIZE && !memcmp(got, "\1\2\x81", 3) &&
	      !memcmp(got + 3, &QUERY[3], SIZE - 3));
}

static void datagram_body(void)
{
	char text[64];
	int fd;

	start();
	fd = connected(SOCK_DGRAM);
	CHECK(send(fd, QUERY, SIZE, 0) == SIZE);
	turn();
	CHECK(asked() == SIZE);
	CHECK(!memcmp(f.payload + 2, &QUERY[2], SIZE - 2));
	answer();
	is_answer(text, recv(fd, text, sizeof(text), 0));
	/* once only */
	answer();
	CHECK(recv(fd, text, sizeof(text), 0) < 0 && errno == EAGAIN);
	CHECK(send(fd, QUERY, 11, 0) == 11);
	turn();
	CHECK(!asked());
}

/* Whatever the relay says that nobody asked for. */
static void hostile_body(void)
{
	static char text[CONTROL_PAYLOAD_MAX];

	start();
	for (unsigned int n = 0; n < 65536; n++) {
		memcpy(text, &n, 2);
		resolver_answer(g.resolver, text, n % sizeof(text));
	}
	for (unsigned int n = 0; n < 200; n++) {
		int fd = connected(SOCK_DGRAM);

		send(fd, QUERY, SIZE, 0);
		turn();
		CHECK(asked() == SIZE);
		close(fd);
	}
	answer();
}

static void stream_body(void)
{
	static const char query[] = "\0\26" QUERY;
	char text[64];
	int fd;

	start();
	fd = connected(SOCK_STREAM);
	turn();
	/* byte by byte, and the next one behind it */
	for (size_t i = 0; i < sizeof(query) - 1; i++) {
		CHECK(!asked());
		CHECK(send(fd, query + i, 1, 0) == 1);
		turn();
		turn();
	}
	CHECK(send(fd, query, sizeof(query) - 1, 0) > 0);
	turn();
	CHECK(asked() == SIZE);
	CHECK(!asked());
	answer();
	CHECK(recv(fd, text, 2, 0) == 2 && !memcmp(text, query, 2));
	is_answer(text, recv(fd, text, sizeof(text), 0));
	turn();
	turn();
	CHECK(asked() == SIZE);
}

static void bad_stream_body(void)
{
	static const char *const bad[] = { "\0\13", "\377\377" };
	char text[8];

	start();
	for (int i = 0; i < 2; i++) {
		int fd = connected(SOCK_STREAM);

		turn();
		send(fd, bad[i], 2, 0);
		send(fd, "x", 1, 0);
		turn();
		turn();
		/* its end, or its reset for what was not read */
		CHECK(recv(fd, text, sizeof(text), 0) <= 0 && errno != EAGAIN);
		CHECK(!asked());
		errno = 0;
	}
	/* more of them than there is room for */
	for (int i = 0; i < 3 * RESOLVER_STREAMS; i++) {
		CHECK(connected(SOCK_STREAM) >= 0);
		turn();
	}
}

static void busy_body(void)
{
	int fd, n = 0;

	start();
	fd = connected(SOCK_DGRAM);
	while (!channel_busy(&c) && n++ < 100000) {
		CHECK(send(fd, QUERY, SIZE, 0) == SIZE);
		turn();
	}
	CHECK(channel_busy(&c));
}

#define TEST(name)						\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNET, name ## _body), 0); \
}
TEST(datagram)
TEST(hostile)
TEST(stream)
TEST(bad_stream)
TEST(busy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_datagram),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_bad_stream),
		cmocka_unit_test(test_busy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
