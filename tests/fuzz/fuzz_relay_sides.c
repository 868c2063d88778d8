// SPDX-License-Identifier: ISC
/*
 * Fuzz harness of the relay: any frames, from the guest and from two clients,
 * in any order, with a connection to localhost that the guest has taken, and a
 * socket that its program is to have.
 * Input: pieces of a byte that says who sends (0 the guest, 1 and 2 clients;
 * + 4: connects again), two bytes of length, and the frame.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay/relay.h"

static struct relay r;
static int end[3];			/* of the guest and two clients */
static int local_end, gift_end;
static struct err e;

static void require(int holds)
{
	if (!holds)
		abort();
}

static int pair_with(int *other)
{
	int pair[2];

	require(!socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, pair));
	*other = pair[1];
	return pair[0];
}

static void connect_client(int who)
{
	struct client *c = &r.client[who - 1];

	if (c->fd >= 0)
		return;
	if (end[who] >= 0)
		close(end[who]);
	*c = (struct client){ .fd = pair_with(&end[who]), .id = who };
}

static void connect_local(void)
{
	int pair[2];

	require(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair));
	r.local[0] = (struct local){
		.io = {
			.fd = pair[0], .socket = true,
			.credit = NABLA_CONTROL_WINDOW / 2,
		},
		.id = NABLA_RELAY_LOCAL_ID, .open = true,
		.credit = NABLA_CONTROL_WINDOW,
	};
	local_end = pair[1];
}

static void add_gift(void)
{
	const struct nabla_control_gift gift = {
		3, NABLA_CONTROL_IN | NABLA_CONTROL_OUT
	};
	int pair[2];

	require(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair));
	local_add(&r, &gift, pair[0]);
	gift_end = pair[1];
}

static void start(void)
{
	memset(&r, 0, sizeof(r));
	r.listen = r.tty = r.resolver = r.localhost = r.attached = -1;
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++)
		r.client[i].fd = -1;
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		r.local[i].io.fd = -1;
	connect_local();
	add_gift();
	end[1] = end[2] = -1;
	r.control = pair_with(&end[0]);
	connect_client(1);
	connect_client(2);
}

static void stop(void)
{
	for (int i = 0; i < NABLA_RELAY_CLIENTS; i++) {
		if (r.client[i].fd >= 0)
			close(r.client[i].fd);
		queue_free(&r.client[i].out);
	}
	queue_free(&r.out);
	local_leave(&r);
	for (int i = 0; i < NABLA_RELAY_LOCALS; i++)
		stdio_close(&r.local[i].io);
	close(local_end);
	close(gift_end);
	close(r.control);
	for (int i = 0; i < 3; i++)
		close(end[i]);
}

/*
 * What the relay sends is what its sender may: ends that trust it rely on that.
 */
static void drain(int fd)
{
	static struct control_frame f;
	ssize_t n;

	while (fd >= 0 && (n = recv(fd, &f, sizeof(f), MSG_DONTWAIT)) > 0)
		require(!control_check(&f, n, CONTROL_RELAY));
}

static void check(void)
{
	for (int i = 0; i < 2; i++) {
		const struct client *c = &r.client[i];

		for (int s = 0; s < 3; s++)
			require(c->credit[s] <= NABLA_CONTROL_WINDOW);
		require(queue_weight(&c->out) < 2000000);
	}
	require(queue_weight(&r.out) < 2000000);
	for (int i = 0; i < 2; i++) {
		require(r.local[i].credit <= NABLA_CONTROL_WINDOW);
		require(r.local[i].io.credit <= NABLA_CONTROL_WINDOW);
	}
}

/* False when the channel has ended. */
static int say(int who, const uint8_t *frame, size_t size)
{
	int rc;

	if (end[who] < 0 || !size ||
	    send(end[who], frame, size, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
		return 1;
	if (!who)
		return guest_hear(&r, &e) >= 0;
	if (r.client[who - 1].fd < 0)
		return 1;
	rc = client_hear(&r, &r.client[who - 1], &e);
	return rc >= 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int goes_on = 1;

	start();
	while (goes_on && size >= 3) {
		int who = (data[0] & 3) % 3;
		size_t len = data[1] | data[2] << 8;

		if (len > size - 3)
			len = size - 3;
		if (who && data[0] & 4)
			connect_client(who);
		goes_on = say(who, data + 3, len);
		check();
		if (data[0] & 8)
			for (int i = 0; i < 3; i++)
				drain(end[i]);
		data += 3 + len;
		size -= 3 + len;
	}
	if (!goes_on)
		require(e.code > 0 && memchr(e.text, 0, sizeof(e.text)));
	stop();
	return 0;
}
