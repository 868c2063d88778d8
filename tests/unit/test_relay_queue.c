// SPDX-License-Identifier: ISC
/* Frames that wait come out as they went in, whole, in order, joined or not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "relay/queue.h"

static char frame[NABLA_CONTROL_MAX];

static void put(struct queue *q, unsigned int type, unsigned int flags,
		const char *text)
{
	const struct nabla_control head = { .type = type, .flags = flags };

	assert_int_equal(queue_put(q, &head, text, strlen(text)), 0);
}

static void comes(int fd, unsigned int type, const char *text)
{
	ssize_t n = recv(fd, frame, sizeof(frame), MSG_DONTWAIT);
	struct nabla_control head;

	assert_int_equal(n, sizeof(head) + strlen(text));
	memcpy(&head, frame, sizeof(head));
	assert_int_equal(head.type, type);
	assert_memory_equal(frame + sizeof(head), text, strlen(text));
}

static void joins(void **state)
{
	struct queue q = { 0 };
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	put(&q, NABLA_CONTROL_DATA, 1, "a");
	put(&q, NABLA_CONTROL_DATA, 1, "bc");
	put(&q, NABLA_CONTROL_DATA, 2, "d");
	put(&q, NABLA_CONTROL_DATA, 1, "e");
	put(&q, NABLA_CONTROL_CLOSE, 1, "");
	put(&q, NABLA_CONTROL_CLOSE, 1, "");
	assert_int_equal(queue_send(&q, pair[0]), 0);
	assert_true(queue_empty(&q) && !q.bytes);
	comes(pair[1], NABLA_CONTROL_DATA, "abc");
	comes(pair[1], NABLA_CONTROL_DATA, "d");
	comes(pair[1], NABLA_CONTROL_DATA, "e");
	comes(pair[1], NABLA_CONTROL_CLOSE, "");
	comes(pair[1], NABLA_CONTROL_CLOSE, "");
	close(pair[0]);
	close(pair[1]);
}

/* Numbers in frames of random sizes, over a socket that is full at times. */
static void order(void **state)
{
	struct queue q = { 0 };
	uint32_t in = 0, out = 0;
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
	srandom(1);
	while (out < 200000) {
		struct nabla_control head = { .type = NABLA_CONTROL_DATA };
		uint32_t numbers[2000], n = 1 + random() % 2000;
		ssize_t got;

		for (uint32_t i = 0; i < n; i++)
			numbers[i] = in++;
		head.flags = random() % 2 + 1;
		if (queue_weight(&q) < 100000)
			assert_int_equal(queue_post(&q, pair[0], &head,
						    numbers, n * 4), 0);
		else
			in -= n;
		while (random() % 3 && (got = recv(pair[1], frame,
				sizeof(frame), MSG_DONTWAIT)) > 0) {
			for (size_t at = sizeof(head); at < (size_t)got;
			     at += 4, out++)
				assert_memory_equal(frame + at, &out, 4);
		}
		if (random() % 2)
			assert_int_equal(queue_send(&q, pair[0]), 0);
	}
	queue_free(&q);
	close(pair[1]);
	assert_int_equal(queue_post(&q, pair[0], &(struct nabla_control){ 15 },
				    NULL, 0), -EPIPE);
	close(pair[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins),
		cmocka_unit_test(order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
