// SPDX-License-Identifier: ISC
/*
 * hvt: the network ring by hand, then by the bindings.  Its other end is a
 * descriptor that gives back what is sent.
 */
#include "hvt_abi.h"
#include "lib.h"

#define FRAMES	40

/* Of the ISA. */
void kick(void);

static const struct hvt_boot_info *const boot = (void *)HVT_BOOT_INFO;
static struct hvt_ring *ring;
static uint8_t out[FRAMES][64], in[FRAMES][64];

static void submit(uint32_t op, uint32_t handle, uint64_t data, uint32_t len,
		   uint32_t id)
{
	ring->entry[ring->entry_tail % HVT_RING_ENTRIES] =
		(struct hvt_ring_entry) {
			.op = op, .handle = handle, .data = data, .len = len,
			.id = id,
		};
	ring->entry_tail++;
}

static struct hvt_ring_commit next(void)
{
	struct hvt_ring_commit c;

	CHECK(ring->commit_tail != ring->commit_head, 10);
	c = ring->commit[ring->commit_head % HVT_RING_ENTRIES];
	ring->commit_head++;
	return c;
}

static void expect(uint32_t id, int32_t ret, int status)
{
	struct hvt_ring_commit c = next();

	CHECK(c.id == id, status);
	CHECK(c.ret == ret, status + 1);
}

/* With one kick, as many as are there of those that are still to come. */
static uint32_t receive(uint32_t from)
{
	struct hvt_ring_commit c;
	uint32_t n = 0;

	solo5_yield(solo5_clock_monotonic() + 5000000000ULL, NULL);
	for (uint32_t i = from; i < FRAMES; i++)
		submit(HVT_RING_NET_READ, 1, (uintptr_t)in[i], 64, 200 + i);
	kick();
	for (uint32_t i = from; i < FRAMES; i++) {
		c = next();
		CHECK(c.id == 200 + i, 24);
		if (c.ret == SOLO5_R_AGAIN)
			continue;
		/* in their order, wherever they are put */
		CHECK(!c.ret && c.len == 64, 25);
		CHECK(!memcmp(in[i], out[from + n], 64), 26);
		n++;
	}
	return n;
}

/* A batch of frames with one kick, and what came back with another. */
static void batch(void)
{
	for (uint32_t i = 0; i < FRAMES; i++) {
		memset(out[i], (int)i + 1, 64);
		submit(HVT_RING_NET_WRITE, 1, (uintptr_t)out[i], 64, 100 + i);
	}
	CHECK(ring->entry_head != ring->entry_tail, 20);
	kick();
	CHECK(ring->entry_head == ring->entry_tail, 21);
	CHECK(ring->commit_tail == ring->commit_head, 22);
	for (uint32_t got = 0; got < FRAMES;)
		got += receive(got);
}

static void refusals(void)
{
	submit(HVT_RING_NET_WRITE, 0, (uintptr_t)out, 64, 1);
	submit(HVT_RING_NET_WRITE, 99, (uintptr_t)out, 64, 2);
	submit(HVT_RING_NET_READ, 1, (uintptr_t)in, 64, 3);
	submit(HVT_RING_NET_READ, 99, (uintptr_t)in, 64, 4);
	kick();
	expect(3, SOLO5_R_AGAIN, 30);
	expect(4, SOLO5_R_EINVAL, 32);
	CHECK(ring->commit_tail == ring->commit_head, 34);
}

/*
 * A guest that takes the next commit for its read's, whatever it wrote: more
 * than there is place for commits.
 */
static void write_then_read(void)
{
	for (uint32_t i = 0; i < HVT_RING_ENTRIES; i++)
		submit(HVT_RING_NET_WRITE, 99, (uintptr_t)out[3], 64, i);
	kick();
	for (uint32_t i = 0; i < 20; i++) {
		submit(HVT_RING_NET_WRITE, 1, (uintptr_t)out[3], 64, i);
		kick();
		solo5_yield(solo5_clock_monotonic() + 5000000000ULL, NULL);
		submit(HVT_RING_NET_READ, 1, (uintptr_t)in[0], 64, 5000 + i);
		kick();
		expect(5000 + i, SOLO5_R_OK, 35);
		CHECK(!memcmp(in[0], out[3], 64), 37);
	}
}

/* Commits that are not taken hold the rest back. */
static void full(void)
{
	for (uint32_t i = 0; i < HVT_RING_ENTRIES; i++)
		submit(HVT_RING_NET_READ, 99, 0, 0, i);
	kick();
	CHECK(ring->entry_head == ring->entry_tail, 40);
	submit(HVT_RING_NET_READ, 99, 0, 0, 7777);
	kick();
	CHECK(ring->entry_head != ring->entry_tail, 41);
	for (uint32_t i = 0; i < HVT_RING_ENTRIES; i++)
		expect(i, SOLO5_R_EINVAL, 42);
	kick();
	expect(7777, SOLO5_R_EINVAL, 44);
}

/* That the bindings send by it, and only that. */
static void by_bindings(void)
{
	uint32_t entries = ring->entry_tail;
	struct solo5_net_info n;
	solo5_handle_t h;
	size_t got;

	CHECK(!solo5_net_acquire("service0", &h, &n), 50);
	CHECK(!solo5_net_write(h, out[7], 64), 51);
	CHECK(ring->entry_tail == entries + 1, 52);
	CHECK(ring->entry_head == entries + 1, 53);
	solo5_yield(solo5_clock_monotonic() + 5000000000ULL, NULL);
	CHECK(!solo5_net_read(h, in[0], 64, &got) && got == 64, 54);
	CHECK(!memcmp(in[0], out[7], 64), 55);
	CHECK(ring->entry_tail == entries + 1, 56);
}

/* The tender must end with status 1. */
static void bad(const char *c)
{
	if (has_word(c, "op"))
		submit(9, 1, (uintptr_t)out, 64, 1);
	else if (has_word(c, "address"))
		submit(HVT_RING_NET_WRITE, 1, boot->mem_size, 64, 1);
	else if (has_word(c, "code"))
		submit(HVT_RING_NET_READ, 1, (uintptr_t)solo5_app_main, 64, 1);
	else if (has_word(c, "tail"))
		ring->entry_tail += HVT_RING_ENTRIES + 1;
	else if (has_word(c, "head"))
		ring->commit_head++;
	else
		return;
	kick();
	say("not refused\n");
	solo5_exit(0);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	CHECK(boot->host_features & HVT_FEATURE_RING, 1);
	CHECK(boot->net_ring >= boot->mem_size, 2);
	CHECK(info->heap_start + info->heap_size == boot->mem_size, 3);
	ring = (struct hvt_ring *)boot->net_ring;
	CHECK(ring->needs_kick, 4);
	bad(info->cmdline);
	for (int i = 0; i < 60; i++)
		batch();
	refusals();
	write_then_read();
	by_bindings();
	full();
	say("SUCCESS\n");
	return 0;
}
