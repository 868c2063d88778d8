// SPDX-License-Identifier: ISC
/*
 * What a server of MirageOS's is to its host: devices "service" and "storage",
 * its address in the arguments.  It gives each datagram back that is whole: no
 * longer than a frame may be, and with the right checksum.  Those it counts, up
 * to limit=N.
 */
#include "answer.h"

static uint8_t block[512];

/* What follows that word in the command line, or NULL. */
static const char *after(const char *cmdline, const char *word)
{
	size_t n = strlen(word);

	for (; *cmdline; cmdline++)
		if (!memcmp(cmdline, word, n))
			return cmdline + n;
	return NULL;
}

static void read_address(const char *cmdline, uint8_t ip[4])
{
	const char *s = after(cmdline, "--ipv4=");
	unsigned int v;

	CHECK(s, 20);
	for (int i = 0; i < 4; i++, s++) {
		for (v = 0; *s >= '0' && *s <= '9'; s++)
			v = v * 10 + (unsigned int)(*s - '0');
		CHECK(v < 256 && *s == (i < 3 ? '.' : '/'), 21);
		ip[i] = (uint8_t)v;
	}
}

/* The first block's text, and a word in the last for who looks afterwards. */
static void use_disk(void)
{
	struct solo5_block_info b;
	solo5_handle_t h;

	CHECK(!solo5_block_acquire("storage", &h, &b), 30);
	CHECK(b.block_size <= sizeof(block), 31);
	CHECK(!solo5_block_read(h, 0, block, b.block_size), 32);
	block[16] = '\0';
	say("disk '");
	say((char *)block);
	say("'\n");
	memset(block, 0, sizeof(block));
	memcpy(block, "was here", 8);
	CHECK(!solo5_block_write(h, b.capacity - b.block_size, block,
				 b.block_size), 33);
}

static uint32_t add(uint32_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		sum += i & 1 ? p[i] : (uint32_t)p[i] << 8;
	return sum;
}

/* Over the pseudo-header and all; 0 if it is right. */
static uint16_t checksum(const uint8_t *ip, const uint8_t *udp, size_t n)
{
	uint32_t sum = add(17 + (uint32_t)n, ip + 12, 8);

	sum = add(sum, udp, n);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return (uint16_t)~sum;
}

/* Whether it is a datagram for port 7; what is summed stays the same. */
static bool turn_datagram(const struct answerer *a, uint8_t *f, size_t n)
{
	uint8_t *ip = f + 14, *udp = ip + 20;
	size_t len;

	if (n < 42 || f[12] != 8 || f[13] != 0 || ip[0] != 0x45 ||
	    ip[9] != 17 || memcmp(ip + 16, a->ip, 4) || udp[2] || udp[3] != 7)
		return false;
	CHECK(n <= a->info.mtu + 14, 40);
	len = (size_t)(udp[4] << 8 | udp[5]);
	CHECK(len >= 8 && len <= n - 34, 41);
	CHECK(udp[6] || udp[7], 42);
	CHECK(!checksum(ip, udp, len), 43);
	swap(ip + 12, ip + 16, 4);
	swap(udp, udp + 2, 2);
	address(a, f);
	return true;
}

/* The number of datagrams that were given back. */
static uint64_t serve(struct answerer *a)
{
	uint64_t given = 0;
	size_t n;

	while (!solo5_net_read(a->handle, frame_buf, sizeof(frame_buf), &n)) {
		if (turn_datagram(a, frame_buf, n))
			given++;
		else if (!answer_arp(a, frame_buf, n) &&
			 !answer_ping(a, frame_buf, n))
			continue;
		CHECK(!solo5_net_write(a->handle, frame_buf, n), 44);
	}
	return given;
}

int solo5_app_main(const struct solo5_start_info *info)
{
	uint64_t limit = number_after(info->cmdline, "limit", 1), given = 0;
	solo5_handle_set_t set;
	struct answerer a;

	say("arguments '");
	say(info->cmdline);
	say("'\n");
	use_disk();
	answer_open(&a, "service", 0);
	read_address(info->cmdline, a.ip);
	say("ready\n");
	while (given < limit) {
		solo5_yield(solo5_clock_monotonic() + 60000000000ULL, &set);
		CHECK(set, 50);
		given += serve(&a);
	}
	say("SUCCESS\n");
	return 0;
}
