// SPDX-License-Identifier: ISC
/*
 * Connections to localhost that the relay asks for, in a network namespace of
 * the test's, which plays both the relay and who listens there.
 */
#include "test_init.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "init/connection.h"

#define ID	0x80000001U

static struct channel c;
static struct control_frame f;
static struct err e;
static struct session *s;
static int relay, server;
static struct nabla_control_place to;

static void start(int family)
{
	struct sockaddr_in6 at = { .sin6_family = family };
	socklen_t len = family == AF_INET ? sizeof(struct sockaddr_in) :
					    sizeof(at);
	int pair[2];

	CHECK(!system("ip link set lo up"));
	CHECK(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair));
	c = (struct channel){ .fd = pair[0], .last = &c.first };
	relay = pair[1];
	server = socket(family, SOCK_STREAM, 0);
	CHECK(server >= 0 && !bind(server, (struct sockaddr *)&at, len));
	CHECK(!listen(server, 4));
	CHECK(!getsockname(server, (struct sockaddr *)&at, &len));
	/* at the same place for both */
	to.port = ntohs(at.sin6_port);
	to.version = family == AF_INET ? 4 : 6;
}

static bool turn(void)
{
	struct pollfd p[SESSION_POLLS];

	session_watch(s, &c, p);
	CHECK(poll(p, SESSION_POLLS, 100) >= 0);
	return session_serve(s, &c, p);
}

/* The type of what the relay is told, in f. */
static int told(void)
{
	return recv(relay, &f, sizeof(f), MSG_DONTWAIT) < 0 ? 0 : f.head.type;
}

static void carried(int family)
{
	char text[8];
	int fd;

	start(family);
	CHECK_OK(connection_start(ID, &to, &s, &e), &e);
	session_data(s, &c, "in", 2);
	fd = accept(server, NULL, NULL);
	turn();
	CHECK(recv(fd, text, sizeof(text), 0) == 2 && !memcmp(text, "in", 2));
	CHECK(send(fd, "out", 3, 0) == 3);
	turn();
	CHECK(told() == NABLA_CONTROL_DATA && f.head.flags == 1);
	CHECK(f.head.id == ID && !memcmp(f.payload, "out", 3));
	/* the end of one way, and the other goes on */
	session_close(s, 0);
	CHECK(!turn());
	CHECK(!recv(fd, text, sizeof(text), 0));
	CHECK(send(fd, "more", 4, 0) == 4);
	CHECK(!turn());
	CHECK(told() == NABLA_CONTROL_DATA);
	close(fd);
	CHECK(turn());
	CHECK(told() == NABLA_CONTROL_CLOSE && f.head.flags == 1);
	CHECK(told() == NABLA_CONTROL_EXITED);
	session_free(s);
}

static void four_body(void)
{
	carried(AF_INET);
}

static void six_body(void)
{
	carried(AF_INET6);
}

/* The other way first. */
static void server_ends_body(void)
{
	char text[8];
	int fd;

	start(AF_INET);
	CHECK_OK(connection_start(ID, &to, &s, &e), &e);
	fd = accept(server, NULL, NULL);
	shutdown(fd, SHUT_WR);
	CHECK(!turn());
	CHECK(told() == NABLA_CONTROL_CLOSE && f.head.flags == 1);
	session_data(s, &c, "in", 2);
	CHECK(recv(fd, text, sizeof(text), 0) == 2);
	session_close(s, 0);
	CHECK(turn());
	CHECK(told() == NABLA_CONTROL_EXITED);
	session_free(s);
}

static void refused_body(void)
{
	start(AF_INET);
	close(server);
	CHECK_OK(connection_start(ID, &to, &s, &e), &e);
	CHECK(turn());
	CHECK(told() == NABLA_CONTROL_CLOSE && !f.head.flags);
	CHECK(told() == NABLA_CONTROL_CLOSE && f.head.flags == 1);
	CHECK(told() == NABLA_CONTROL_EXITED);
	session_free(s);
	to.version = 5;
	CHECK(connection_start(ID, &to, &s, &e) == -EINVAL);
}

/* It has no process: nobody is killed when the relay gives it up. */
static void detached_body(void)
{
	char text[8];
	int fd;

	start(AF_INET);
	CHECK_OK(connection_start(ID, &to, &s, &e), &e);
	fd = accept(server, NULL, NULL);
	CHECK(!session_signal(s, SIGKILL, NABLA_CONTROL_ALL));
	session_detach(s);
	CHECK(recv(fd, text, sizeof(text), 0) <= 0);
	CHECK(turn());
	CHECK(!told());
	session_free(s);
}

/* As the program has them. */
static void gifts_body(void)
{
	struct nabla_control_gift pipe = { 18, NABLA_CONTROL_OUT };
	struct nabla_control_gift both = {
		17, NABLA_CONTROL_IN | NABLA_CONTROL_OUT
	};
	struct session *out;
	struct guest g = { .proc = -1 };
	char text[8];

	start(AF_INET);
	CHECK_OK(connection_give(&g, ID, &pipe, &out, &e), &e);
	CHECK_OK(connection_give(&g, ID, &both, &s, &e), &e);
	CHECK(connection_give(&g, ID, &both, &s, &e) == -EINVAL);
	CHECK_OK(connection_take_gifts(&g, &e), &e);
	connection_drop_gifts(&g);
	session_data(s, &c, "in", 2);
	CHECK(read(17, text, sizeof(text)) == 2);
	CHECK(write(17, "out", 3) == 3);
	turn();
	CHECK(told() == NABLA_CONTROL_DATA && f.head.flags == 1);
	session_close(s, 0);
	CHECK(!turn());
	CHECK(!read(17, text, sizeof(text)));
	close(17);
	CHECK(turn());
	CHECK(told() == NABLA_CONTROL_CLOSE);
	CHECK(told() == NABLA_CONTROL_EXITED);
	session_free(s);
	s = out;
	CHECK(write(18, "more", 4) == 4);
	close(18);
	CHECK(!turn());
	CHECK(told() == NABLA_CONTROL_DATA && f.head.flags == 1);
	CHECK(turn());
	CHECK(told() == NABLA_CONTROL_CLOSE);
	CHECK(told() == NABLA_CONTROL_EXITED);
	session_free(s);
	both.number = 19;
	CHECK(connection_give(&g, ID, &both, &s, &e) == -EINVAL);
	both = (struct nabla_control_gift){ 3, 4 };
	CHECK(connection_give(&g, ID, &both, &s, &e) == -EINVAL);
}

#define TEST(name)						\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNET, name ## _body), 0); \
}
TEST(four)
TEST(six)
TEST(server_ends)
TEST(refused)
TEST(detached)
TEST(gifts)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_four),
		cmocka_unit_test(test_six),
		cmocka_unit_test(test_server_ends),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_detached),
		cmocka_unit_test(test_gifts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
