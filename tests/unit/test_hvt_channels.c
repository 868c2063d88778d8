// SPDX-License-Identifier: ISC
/* Channels of solo5-hvt: hypercalls of a guest that has two, and a disk. */
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

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

#define MEM	(SOLO5_KERNEL_MIN + 0x10000)
#define ARG	SOLO5_KERNEL_MIN
#define DATA	(SOLO5_KERNEL_MIN + 0x1000)

enum { DISK = 1, FILES, CONTROL, END };

static struct hvt t;
static struct kvm_run run;
static int peer[END];

/* main.c's */
void tell(const char *fmt, ...)
{
	(void)fmt;
}

static int set_up(void **state)
{
	static const uint32_t types[END] = {
		MFT_RESERVED_FIRST, MFT_DEV_BLOCK_BASIC, MFT_DEV_FILES,
		MFT_DEV_CONTROL,
	};
	int pair[2];

	(void)state;
	t = (struct hvt) {
		.mem.host = calloc(1, MEM), .mem.size = MEM, .mem_size = MEM,
		.run = &run, .channels = true,
		.kernel.manifest.entries = END, .corefd = -1, .coredir = -1,
	};
	for (int i = 0; i < END; i++) {
		t.kernel.manifest.e[i].type = types[i];
		if (socketpair(AF_UNIX, SOCK_NONBLOCK | (i == CONTROL ?
			       SOCK_SEQPACKET : SOCK_STREAM), 0, pair) < 0)
			return -1;
		t.kernel.manifest.e[i].b.hostfd = pair[0];
		peer[i] = pair[1];
	}
	return t.mem.host ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < END; i++) {
		close(t.kernel.manifest.e[i].b.hostfd);
		close(peer[i]);
	}
	free(t.mem.host);
	return 0;
}

/* As the guest makes it; 0 or what ends the tender. */
static int call(unsigned int nr, void *arg, size_t size)
{
	struct err e = { 0 };
	int status, r;

	memcpy(t.mem.host + ARG, arg, size);
	r = hypercall(&t, nr, ARG, &status, &e);
	memcpy(arg, t.mem.host + ARG, size);
	return r;
}

static int64_t io(unsigned int nr, uint64_t handle, uint64_t len)
{
	struct hvt_channel_io c = {
		.handle = handle, .data = DATA, .len = len, .ret = 77,
	};

	assert_int_equal(call(nr, &c, sizeof(c)), 0);
	return c.ret;
}

static struct hvt_wait wait_for(uint64_t in, uint64_t out)
{
	struct hvt_wait w = {
		.in = in, .out = out, .ready_in = ~0ULL, .ready_out = ~0ULL,
	};

	assert_int_equal(call(HVT_WAIT, &w, sizeof(w)), 0);
	return w;
}

static void reads(void **state)
{
	(void)state;
	assert_int_equal(io(HVT_CHANNEL_READ, FILES, 100), -EAGAIN);
	assert_int_equal(write(peer[FILES], "abcdef", 6), 6);
	assert_int_equal(io(HVT_CHANNEL_READ, FILES, 4), 4);
	assert_memory_equal(t.mem.host + DATA, "abcd", 5);
	assert_int_equal(io(HVT_CHANNEL_READ, FILES, 100), 2);
	assert_int_equal(write(peer[CONTROL], "1234", 4), 4);
	assert_int_equal(io(HVT_CHANNEL_READ, CONTROL, 2), 2);
	assert_int_equal(io(HVT_CHANNEL_READ, CONTROL, 2), -EAGAIN);
	shutdown(peer[FILES], SHUT_WR);
	assert_int_equal(io(HVT_CHANNEL_READ, FILES, 100), 0);
}

static void writes(void **state)
{
	char got[8] = "";
	int64_t n;

	(void)state;
	memcpy(t.mem.host + DATA, "abcdef", 6);
	assert_int_equal(io(HVT_CHANNEL_WRITE, CONTROL, 6), 6);
	assert_int_equal(read(peer[CONTROL], got, sizeof(got)), 6);
	assert_string_equal(got, "abcdef");
	while ((n = io(HVT_CHANNEL_WRITE, FILES, 0x8000)) > 0)
		;
	assert_int_equal(n, -EAGAIN);
}

/* Nothing is done of them, and the guest goes on. */
static void wrong_handles(void **state)
{
	static const uint64_t wrong[] = {
		0, DISK, END, 64, UINT64_MAX, FILES + (1ULL << 32),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(io(HVT_CHANNEL_READ, wrong[i], 8), -EINVAL);
		assert_int_equal(io(HVT_CHANNEL_WRITE, wrong[i], 8), -EINVAL);
	}
}

/* They end it. */
static void wrong_memory(void **state)
{
	static const struct {
		uint64_t data, len;
	} wrong[] = {
		{ MEM - 7, 8 }, { MEM + 1, 0 }, { DATA, UINT64_MAX },
		{ UINT64_MAX, 8 }, { 0, 8 }, { HVT_BOOT_INFO - 1, 8 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct hvt_channel_io c = {
			.handle = FILES, .data = wrong[i].data,
			.len = wrong[i].len,
		};

		assert_int_equal(call(HVT_CHANNEL_READ, &c, sizeof(c)),
				 -EFAULT);
		assert_int_equal(call(HVT_CHANNEL_WRITE, &c, sizeof(c)),
				 -EFAULT);
	}
}

static void waits(void **state)
{
	const uint64_t files = 1 << FILES, control = 1 << CONTROL;
	struct hvt_wait w = wait_for(files | control, 0);

	(void)state;
	assert_int_equal(w.ret, 0);
	assert_int_equal(w.ready_in | w.ready_out, 0);
	assert_int_equal(write(peer[CONTROL], "1", 1), 1);
	w = wait_for(files | control, files);
	assert_int_equal(w.ret, 2);
	assert_int_equal(w.ready_in, control);
	assert_int_equal(w.ready_out, files);
	w = wait_for(files, 0);		/* the other is ready, but not asked */
	assert_int_equal(w.ret, 0);
	assert_int_equal(w.ready_in, 0);
}

static void waits_for_room(void **state)
{
	static char all[0x10000];
	const uint64_t files = 1 << FILES;

	(void)state;
	while (io(HVT_CHANNEL_WRITE, FILES, 0x8000) > 0)
		;
	assert_int_equal(wait_for(0, files).ready_out, 0);
	while (read(peer[FILES], all, sizeof(all)) > 0)
		;
	assert_int_equal(wait_for(0, files).ready_out, files);
}

static void an_end_is_ready(void **state)
{
	const uint64_t files = 1 << FILES;
	struct hvt_wait w;

	(void)state;
	shutdown(peer[FILES], SHUT_RDWR);
	w = wait_for(files, files);
	assert_int_equal(w.ret, 1);
	assert_int_equal(w.ready_in, files);
	assert_int_equal(w.ready_out, files);
	w = wait_for(0, 0);		/* nobody asks any more */
	assert_int_equal(w.ret, 0);
}

static void strange_sets(void **state)
{
	struct hvt_wait w = wait_for(~0ULL, ~0ULL);

	(void)state;
	assert_int_equal(w.ready_in, 0);
	assert_int_equal(w.ready_out, 1 << FILES | 1 << CONTROL);
}

static void none_declared(void **state)
{
	struct hvt_wait w = { 0 };

	(void)state;
	t.channels = false;
	for (unsigned int nr = HVT_CHANNEL_READ; nr < HVT_NUMBERS_END; nr++)
		assert_int_equal(call(nr, &w, sizeof(w)), -ENOSYS);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reads),
		TEST(writes),
		TEST(wrong_handles),
		TEST(wrong_memory),
		TEST(waits),
		TEST(waits_for_room),
		TEST(an_end_is_ready),
		TEST(strange_sets),
		TEST(none_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
