// SPDX-License-Identifier: ISC
/*
 * The steward on arbitrary orders, one behind another: what they leave of a
 * disk and of guest memory has the old size, and what surrounds the
 * disk in its file is as it was.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tenders/run/tender.h"

#define DISK	65536
#define AROUND	4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int holds)
{
	if (!holds)
		abort();
}

static int file(void)
{
	static char full[DISK + 2 * AROUND];
	int fd = memfd_create("fuzz-disk", MFD_CLOEXEC);

	memset(full, 1, sizeof(full));
	require(fd >= 0 && pwrite(fd, full, sizeof(full), 0) == sizeof(full));
	return fd;
}

static void check_file(int fd)
{
	char c;

	require(lseek(fd, 0, SEEK_END) == DISK + 2 * AROUND);
	require(pread(fd, &c, 1, AROUND - 1) == 1 && c == 1);
	require(pread(fd, &c, 1, AROUND + DISK) == 1 && c == 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tender t;
	struct nabla_order o;
	int r;

	if (!t.nr_devices) {
		t.nr_devices = 2;
		for (int i = 0; i < 2; i++)
			t.device[i] = (struct nabla_device) {
				.type = NABLA_DEV_BLOCK, .fd = file(),
				.block_size = 512, .size = DISK,
				.offset = AROUND,
			};
		t.device[1].features = NABLA_BLOCK_READONLY;
		t.ram.fd = memfd_create("fuzz-ram", MFD_CLOEXEC);
		t.ram.size = DISK;
		require(!ftruncate(t.ram.fd, DISK));
	}
	for (; size >= sizeof(o); data += sizeof(o), size -= sizeof(o)) {
		memcpy(&o, data, sizeof(o));
		r = steward_carry_out(&t, &o);
		require(r <= 0);
		require(r || o.op == NABLA_ORDER_GIVE || !o.device);
	}
	check_file(t.device[0].fd);
	check_file(t.device[1].fd);
	require(lseek(t.ram.fd, 0, SEEK_END) == DISK);
	return 0;
}
