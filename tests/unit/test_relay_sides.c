// SPDX-License-Identifier: ISC
/*
 * The relay between a guest and clients that this test plays, honest and not.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "relay/relay.h"

static struct relay r;
static int guest;			/* the guest's end */
static struct control_frame f;		/* the last one received */
static struct err e;

static int set_up(void **state)
{
	int pair[2];

	(void)state;
	memset(&r, 0, sizeof(r));
	memset(&e, 0, sizeof(e));
	r.listen = r.tty = r.resolver = r.localhost = r.attached = -1;
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		r.local[i].io.fd = -1;
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++)
		r.client[i].fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair))
		return -1;
	r.control = pair[0];
	guest = pair[1];
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++) {
		if (r.client[i].fd >= 0)
			close(r.client[i].fd);
		queue_free(&r.client[i].out);
	}
	queue_free(&r.out);
	if (r.tty >= 0)
		close(r.tty);
	close(r.control);
	close(guest);
	return 0;
}

/* A client that has connected; its own end. */
static int connect_client(int slot)
{
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0,
				    pair), 0);
	r.client[slot] = (struct client){
		.fd = pair[0], .id = 7 * NABLA_RELAY_CLIENTS + slot + 1
	};
	return pair[1];
}

static void put(int fd, unsigned int type, unsigned int flags, uint32_t id,
		const void *payload, size_t size)
{
	struct nabla_control head = { type, flags, id };
	struct iovec part[2] = {
		{ &head, sizeof(head) }, { (void *)payload, size },
	};
	struct msghdr m = { .msg_iov = part, .msg_iovlen = 2 };

	assert_int_equal(sendmsg(fd, &m, 0), sizeof(head) + size);
}

/* 1: it goes on; -errno: the channel ends. */
static int guest_says(unsigned int type, unsigned int flags, uint32_t id,
		      const void *payload, size_t size)
{
	put(guest, type, flags, id, payload, size);
	return guest_hear(&r, &e);
}

static void client_says(int fd, int slot, unsigned int type,
			unsigned int flags, const void *payload, size_t size)
{
	put(fd, type, flags, 12345, payload, size);
	assert_int_equal(client_hear(&r, &r.client[slot], &e), 0);
}

/* The type of what is there to read, in f; 0: nothing, -1: the end. */
static int got(int fd)
{
	ssize_t n = recv(fd, &f, sizeof(f), MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return 0;
	return n <= 0 ? -1 : f.head.type;
}

static void greet(void)
{
	const uint32_t version = NABLA_CONTROL_VERSION;

	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &version, 4), 1);
	assert_true(r.greeted);
}

/* In a session; the client's end. */
static int begin_session(int slot)
{
	const uint32_t pid = 5;
	int fd = connect_client(slot);

	client_says(fd, slot, NABLA_CONTROL_EXEC, 0, "arg\0x", 6);
	assert_int_equal(got(guest), NABLA_CONTROL_EXEC);
	assert_int_equal(f.head.id, r.client[slot].id);
	assert_int_equal(guest_says(NABLA_CONTROL_STARTED, 0, f.head.id, &pid,
				    4), 1);
	assert_int_equal(got(fd), NABLA_CONTROL_STARTED);
	assert_int_equal(f.head.id, 0);
	return fd;
}

/* A query goes nowhere without a name server, and an answer is the host's. */
static void queries(void **state)
{
	static const char message[12] = "\1\2";

	(void)state;
	greet();
	r.resolver = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_true(r.resolver >= 0);
	assert_int_equal(guest_says(NABLA_CONTROL_QUERY, 0, 0, message, 12), 1);
	assert_int_equal(resolver_hear(&r, &e), 0);
	assert_int_equal(got(guest), 0);
	close(r.resolver);
	r.resolver = -1;
	assert_int_equal(guest_says(NABLA_CONTROL_QUERY, 0, 0, message, 12),
			 -EPROTO);
}

/* Another container's program is a session; what is asked says of which. */
static void joined(void **state)
{
	const unsigned int seven = 7 << NABLA_CONTROL_SHIFT;
	const uint32_t pid = 5, kill[2] = { 9, NABLA_CONTROL_ALL };
	int fd = connect_client(2), other = connect_client(3);

	(void)state;
	greet();
	client_says(fd, 2, NABLA_CONTROL_JOIN, seven, "arg\0x", 6);
	assert_int_equal(got(guest), NABLA_CONTROL_JOIN);
	assert_int_equal(f.head.flags, seven);
	assert_int_equal(guest_says(NABLA_CONTROL_STARTED, 0,
				    r.client[2].id, &pid, 4), 1);
	assert_int_equal(got(fd), NABLA_CONTROL_STARTED);
	/* it is not the first container's */
	assert_false(r.past.started);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, r.client[2].id,
				    "abcd", 4), 1);
	assert_int_equal(got(fd), NABLA_CONTROL_DATA);
	client_says(other, 3, NABLA_CONTROL_SIGNAL, seven, kill, 8);
	assert_int_equal(got(guest), NABLA_CONTROL_SIGNAL);
	assert_int_equal(f.head.flags, seven);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0,
				    r.client[2].id, &pid, 4), 1);
	assert_int_equal(got(fd), NABLA_CONTROL_EXITED);
	close(other);
	close(fd);
}

static void version(void **state)
{
	const uint32_t other = NABLA_CONTROL_VERSION + 1;

	(void)state;
	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &other, 4),
			 -EPROTO);
	assert_non_null(strstr(e.text, "version 2"));
}

static void first_things_first(void **state)
{
	const uint32_t version = NABLA_CONTROL_VERSION;

	(void)state;
	assert_int_equal(guest_says(NABLA_CONTROL_READY, 0, 0, NULL, 0),
			 -EPROTO);
	greet();
	assert_int_equal(guest_says(NABLA_CONTROL_HELLO, 0, 0, &version, 4),
			 -EPROTO);
}

/* Whatever is no frame of a guest's ends the channel. */
static void malformed(void **state)
{
	char bytes[NABLA_CONTROL_MAX + 100] = { 0 };

	(void)state;
	greet();
	for (unsigned int type = 0; type < 300; type++) {
		struct nabla_control head = { .type = type };

		memcpy(bytes, &head, sizeof(head));
		if (!control_check(bytes, sizeof(head) + 7, CONTROL_GUEST))
			continue;
		assert_int_equal(send(guest, bytes, sizeof(head) + 7, 0),
				 sizeof(head) + 7);
		assert_int_equal(guest_hear(&r, &e), -EPROTO);
	}
	for (size_t n = 1; n < sizeof(struct nabla_control); n++) {
		send(guest, bytes, n, 0);
		assert_int_equal(guest_hear(&r, &e), -EPROTO);
	}
	assert_true(send(guest, bytes, sizeof(bytes), 0) > 0);
	assert_int_equal(guest_hear(&r, &e), -EPROTO);
}

static void the_end(void **state)
{
	(void)state;
	greet();
	shutdown(guest, SHUT_WR);
	assert_int_equal(guest_hear(&r, &e), -EPIPE);
}

static void events(void **state)
{
	const uint32_t status = 9;
	const uint64_t often = 3;
	int early = connect_client(0), late = connect_client(1);

	(void)state;
	greet();
	client_says(early, 0, NABLA_CONTROL_WATCH, 0, NULL, 0);
	assert_int_equal(got(early), 0);
	guest_says(NABLA_CONTROL_READY, 0, 0, NULL, 0);
	guest_says(NABLA_CONTROL_OOM, 0, 0, &often, 8);
	guest_says(NABLA_CONTROL_EXITED, 0, 0, &status, 4);
	client_says(late, 1, NABLA_CONTROL_WATCH, 0, NULL, 0);
	for (int i = 0; i < 2; i++) {
		int fd = i ? late : early;

		assert_int_equal(got(fd), NABLA_CONTROL_READY);
		assert_int_equal(got(fd), NABLA_CONTROL_OOM);
		assert_memory_equal(f.payload, &often, 8);
		assert_int_equal(got(fd), NABLA_CONTROL_EXITED);
		assert_memory_equal(f.payload, &status, 4);
		assert_int_equal(got(fd), 0);
		close(fd);
	}
}

static void credit_of_the_guest(void **state)
{
	static char bytes[CONTROL_PAYLOAD_MAX];
	uint32_t left = NABLA_CONTROL_WINDOW, more = 1;
	int fd;

	(void)state;
	greet();
	fd = begin_session(3);
	while (left) {
		size_t n = left < sizeof(bytes) ? left : sizeof(bytes);

		assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1,
					    r.client[3].id, bytes, n), 1);
		left -= n;
	}
	client_says(fd, 3, NABLA_CONTROL_CREDIT, 1, &more, 4);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, r.client[3].id,
				    bytes, 1), 1);
	/* the other stream has its own */
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 2, r.client[3].id,
				    bytes, 1), 1);
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, r.client[3].id,
				    bytes, 1), -EPROTO);
	assert_non_null(strstr(e.text, "DATA that is beyond its credit"));
	assert_int_equal(guest_says(NABLA_CONTROL_DATA, 0, r.client[3].id,
				    bytes, 1), -EPROTO);
	assert_int_equal(guest_says(NABLA_CONTROL_CREDIT, 0, r.client[3].id,
				    &more, 4), -EPROTO);
	close(fd);
}

/* A client that lies is cut off, and its program given up; nobody else. */
static void lying_clients(void **state)
{
	static const struct {
		unsigned int type, flags;
		size_t size;
	} lies[] = {
		{ NABLA_CONTROL_CREDIT, 1, 4 },		/* had all already */
		{ NABLA_CONTROL_DATA, 1, 4 },		/* not its stream */
		{ NABLA_CONTROL_EXEC, 0, 4 },		/* in a session */
		{ NABLA_CONTROL_SYNC, 0, 0 },
		{ NABLA_CONTROL_EXITED, 0, 4 },		/* the guest's */
		{ NABLA_CONTROL_DETACH, 0, 0 },		/* the relay's */
		{ 999, 0, 4 },
	};
	uint32_t one = 1;
	int good;

	(void)state;
	greet();
	good = begin_session(0);
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		int bad = begin_session(1);
		uint32_t id = r.client[1].id;

		client_says(bad, 1, lies[i].type, lies[i].flags, &one,
			    lies[i].size);
		assert_int_equal(got(bad), -1);
		assert_int_equal(got(guest), NABLA_CONTROL_DETACH);
		assert_int_equal(f.head.id, id);
		/* what was on its way to it is no crime */
		assert_int_equal(guest_says(NABLA_CONTROL_DATA, 1, id, &one, 4),
				 1);
		close(bad);
	}
	client_says(good, 0, NABLA_CONTROL_DATA, 0, &one, 4);
	assert_int_equal(got(guest), NABLA_CONTROL_DATA);
	close(good);
}

static void credit_of_a_client(void **state)
{
	static char bytes[CONTROL_PAYLOAD_MAX];
	uint32_t left = NABLA_CONTROL_WINDOW;
	int fd;

	(void)state;
	greet();
	fd = begin_session(0);
	while (left) {
		size_t n = left < sizeof(bytes) ? left : sizeof(bytes);

		client_says(fd, 0, NABLA_CONTROL_DATA, 0, bytes, n);
		assert_int_equal(got(guest), NABLA_CONTROL_DATA);
		left -= n;
	}
	client_says(fd, 0, NABLA_CONTROL_DATA, 0, bytes, 1);
	assert_int_equal(got(guest), NABLA_CONTROL_DETACH);
	assert_int_equal(got(fd), -1);
	close(fd);
}

/* A late signal of a session must not be one to the container. */
static void after_a_session(void **state)
{
	const uint32_t status = 0, signal[2] = { 15, 0 }, more = 4;
	int fd;

	(void)state;
	greet();
	fd = begin_session(0);
	client_says(fd, 0, NABLA_CONTROL_SIGNAL, 0, signal, 8);
	assert_int_equal(got(guest), NABLA_CONTROL_SIGNAL);
	assert_int_equal(f.head.flags, NABLA_CONTROL_SESSION);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0, r.client[0].id,
				    &status, 4), 1);
	client_says(fd, 0, NABLA_CONTROL_SIGNAL, 0, signal, 8);
	client_says(fd, 0, NABLA_CONTROL_CREDIT, 1, &more, 4);
	client_says(fd, 0, NABLA_CONTROL_SYNC, 0, NULL, 0);
	assert_int_equal(got(guest), 0);
	assert_int_equal(got(fd), NABLA_CONTROL_EXITED);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0, r.client[0].id,
				    &status, 4), -EPROTO);
	close(fd);
}

/* The flag is the relay's to set. */
static void container_signal(void **state)
{
	const uint32_t signal[2] = { 15, 0 }, zero = 0;
	int fd;

	(void)state;
	greet();
	fd = connect_client(0);
	client_says(fd, 0, NABLA_CONTROL_SIGNAL, NABLA_CONTROL_SESSION, signal,
		    8);
	assert_int_equal(got(guest), NABLA_CONTROL_SIGNAL);
	assert_int_equal(f.head.flags, 0);
	/* one at a time */
	client_says(fd, 0, NABLA_CONTROL_SYNC, 0, NULL, 0);
	assert_int_equal(got(fd), -1);
	assert_int_equal(guest_says(NABLA_CONTROL_DONE, 0, r.client[0].id,
				    &zero, 4), 1);
	close(fd);
}

static void answers(void **state)
{
	static const struct {
		unsigned int asked, answer;
		size_t size;
	} wrong[] = {
		{ NABLA_CONTROL_SYNC, NABLA_CONTROL_STARTED, 4 },
		{ NABLA_CONTROL_STATS, NABLA_CONTROL_PROCESSES, 56 },
		{ NABLA_CONTROL_PS, NABLA_CONTROL_EXITED, 4 },
		{ NABLA_CONTROL_SYNC, NABLA_CONTROL_READY, 0 },
	};
	static const char zeros[64];

	(void)state;
	greet();
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		int fd = connect_client(0);

		client_says(fd, 0, wrong[i].asked, 0, NULL, 0);
		assert_int_equal(got(guest), wrong[i].asked);
		assert_int_equal(guest_says(wrong[i].answer, 0, f.head.id,
					    zeros, wrong[i].size), -EPROTO);
		close(fd);
		close(r.client[0].fd);
		r.client[0].fd = -1;
	}
}

/* Answers without end to one that does not read: it is cut off. */
static void flood(void **state)
{
	static const struct nabla_control_process p[200];
	int fd, n;

	(void)state;
	greet();
	fd = connect_client(0);
	client_says(fd, 0, NABLA_CONTROL_PS, 0, NULL, 0);
	assert_int_equal(got(guest), NABLA_CONTROL_PS);
	for (n = 0; n < 1000 && r.client[0].fd >= 0; n++)
		assert_int_equal(guest_says(NABLA_CONTROL_PROCESSES,
					    NABLA_CONTROL_MORE, f.head.id, p,
					    sizeof(p)), 1);
	assert_in_range(n, 10, 400);
	close(fd);
}

/* Questions without end from one that does not listen. */
static void deaf_guest(void **state)
{
	int n, rc = 1;

	(void)state;
	greet();
	r.tty = posix_openpt(O_RDWR | O_NOCTTY);
	assert_true(r.tty >= 0);
	for (n = 0; n < 200000 && rc == 1; n++)
		rc = guest_says(NABLA_CONTROL_ASK_SIZE, 0, 0, NULL, 0);
	assert_int_equal(rc, -EPROTO);
	assert_non_null(strstr(e.text, "does not listen"));
}

/* Ids of slots that were used again are not those of before. */
static void stale_ids(void **state)
{
	const uint32_t status = 0;
	int fd;

	(void)state;
	greet();
	fd = begin_session(0);
	assert_null(client_find(&r, r.client[0].id + NABLA_RELAY_CLIENTS));
	assert_null(client_find(&r, 0));
	assert_ptr_equal(client_find(&r, r.client[0].id), &r.client[0]);
	assert_int_equal(guest_says(NABLA_CONTROL_EXITED, 0, r.client[0].id +
				    NABLA_RELAY_CLIENTS, &status, 4), 1);
	assert_int_equal(got(fd), 0);
	close(fd);
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(joined), TEST(queries),
		TEST(version), TEST(first_things_first), TEST(malformed),
		TEST(the_end), TEST(events), TEST(credit_of_the_guest),
		TEST(lying_clients), TEST(credit_of_a_client),
		TEST(after_a_session), TEST(container_signal), TEST(answers),
		TEST(flood), TEST(deaf_guest), TEST(stale_ids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
