/* SPDX-License-Identifier: ISC */
/*
 * A host of the test's network that answers ARP and ping: 10.N.0.2 for
 * interface N.  Frames that it is not asked by are passed over.
 */
#ifndef TESTS_SOLO5_ANSWER_H
#define TESTS_SOLO5_ANSWER_H

#include "lib.h"

struct answerer {
	solo5_handle_t handle;
	struct solo5_net_info info;
	uint8_t ip[4];
	uint64_t pings;			/* answered */
};

static uint8_t frame_buf[65536];

static void answer_open(struct answerer *a, const char *name, uint8_t nr)
{
	CHECK(!solo5_net_acquire(name, &a->handle, &a->info), 50);
	CHECK(!(a->info.mac_address[0] & 1), 51);
	a->ip[0] = 10;
	a->ip[1] = nr;
	a->ip[2] = 0;
	a->ip[3] = 2;
	a->pings = 0;
}

static inline void swap(uint8_t *x, uint8_t *y, size_t n)
{
	uint8_t t;

	for (size_t i = 0; i < n; i++) {
		t = x[i];
		x[i] = y[i];
		y[i] = t;
	}
}

static inline void address(const struct answerer *a, uint8_t *f)
{
	memcpy(f, f + 6, 6);
	memcpy(f + 6, a->info.mac_address, 6);
}

/* Ethernet header 14 bytes, then 28 of ARP. */
static bool answer_arp(const struct answerer *a, uint8_t *f, size_t n)
{
	static const uint8_t request[] = { 0, 1, 8, 0, 6, 4, 0, 1 };
	uint8_t *arp = f + 14;

	if (n < 42 || f[12] != 8 || f[13] != 6 || memcmp(arp, request, 8) ||
	    memcmp(arp + 24, a->ip, 4))
		return false;
	arp[7] = 2;
	swap(arp + 8, arp + 18, 10);
	memcpy(arp + 8, a->info.mac_address, 6);
	memcpy(arp + 14, a->ip, 4);
	address(a, f);
	return true;
}

/* Type 8 becomes 0: the checksum grows by as much. */
static bool answer_ping(struct answerer *a, uint8_t *f, size_t n)
{
	uint8_t *ip = f + 14, *icmp = ip + 20;
	uint32_t sum;

	if (n < 42 || f[12] != 8 || f[13] != 0 || ip[0] != 0x45 || ip[9] != 1 ||
	    memcmp(ip + 16, a->ip, 4) || icmp[0] != 8)
		return false;
	icmp[0] = 0;
	sum = (uint32_t)(icmp[2] << 8 | icmp[3]) + 0x0800;
	sum = (sum & 0xffff) + (sum >> 16);
	icmp[2] = (uint8_t)(sum >> 8);
	icmp[3] = (uint8_t)sum;
	swap(ip + 12, ip + 16, 4);
	address(a, f);
	a->pings++;
	return true;
}

/* All that is there. */
static inline void answer_all(struct answerer *a)
{
	size_t n;
	solo5_result_t r;

	while (!(r = solo5_net_read(a->handle, frame_buf, sizeof(frame_buf),
				    &n)))
		if (answer_arp(a, frame_buf, n) || answer_ping(a, frame_buf, n))
			CHECK(!solo5_net_write(a->handle, frame_buf, n), 52);
	CHECK(r == SOLO5_R_AGAIN, 53);
}

/* Until each of n has answered limit pings. */
static inline void answer(struct answerer *a, unsigned int n, uint64_t limit)
{
	solo5_handle_set_t set;
	bool busy = true;

	while (busy) {
		solo5_yield(solo5_clock_monotonic() + 30000000000ULL, &set);
		CHECK(set, 54);
		busy = false;
		for (unsigned int i = 0; i < n; i++) {
			if (set & 1ULL << a[i].handle)
				answer_all(&a[i]);
			busy |= a[i].pings < limit;
		}
	}
}

/* The first frame into a short buffer: cut, and the rest is gone. */
static inline void answer_short(struct answerer *a)
{
	solo5_handle_set_t set = 0;
	size_t n = 0;

	say("short\n");
	solo5_yield(solo5_clock_monotonic() + 20000000000ULL, &set);
	CHECK(set == 1ULL << a->handle, 60);
	frame_buf[20] = 0x77;
	CHECK(!solo5_net_read(a->handle, frame_buf, 20, &n), 61);
	CHECK(n == 20 && frame_buf[20] == 0x77, 62);
	CHECK(solo5_net_read(a->handle, frame_buf, sizeof(frame_buf), &n) ==
	      SOLO5_R_AGAIN, 63);
}

#endif
