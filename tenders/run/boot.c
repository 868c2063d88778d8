// SPDX-License-Identifier: ISC
/* Leaves struct nabla_boot and the member area where the kernel finds them. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/types.h>

#include <nabla/layout.h>
#include <nabla/member.h>

#include "lib/err.h"
#include "lib/str.h"
#include "tenders/run/tender.h"

static void describe_memory(const struct tender *t, struct nabla_boot *b)
{
	b->ram_size = t->ram.size;
	b->ram_fd = t->ram.fd;
	b->initrd = t->initrd.off;
	b->initrd_size = t->initrd_size;
	b->config = t->config.off;
	b->config_size = t->config_size;
}

static void describe_members(const struct tender *t, struct nabla_boot *b)
{
	b->zygote_fd = t->members.socket;
	b->nr_members = t->members.nr;
	b->wake_fd = t->members.wake;
	b->doorbell_fd = t->members.doorbell;
	b->steward_fd = t->steward.socket;
}

static void describe_devices(const struct tender *t, struct nabla_boot *b)
{
	b->nr_devices = t->nr_devices;
	memcpy(b->device, t->device, t->nr_devices * sizeof(t->device[0]));
	if (t->opt.tty)
		b->flags |= NABLA_BOOT_TTY;
	if (t->opt.give_back)
		b->flags |= NABLA_BOOT_GIVE;
}

int boot_write(struct tender *t, struct err *e)
{
	gpa at = { NABLA_BOOT_PHYS };
	struct nabla_boot *b = ram_at(&t->ram, at, sizeof(*b));

	if (!b)
		return err_set(e, ENOSPC, "guest memory is too small");
	b->magic = NABLA_BOOT_MAGIC;
	b->abi = NABLA_ABI;
	b->size = sizeof(*b);
	b->clock_gettime = t->clock_gettime;
	b->isa = t->isa;
	describe_memory(t, b);
	describe_members(t, b);
	describe_devices(t, b);
	if (t->opt.cmdline &&
	    str_copy(b->cmdline, sizeof(b->cmdline), t->opt.cmdline) < 0)
		return err_set(e, E2BIG, "the kernel's command line");
	if (getrandom(b->seed, sizeof(b->seed), 0) != sizeof(b->seed))
		return err_errno(e, "asking the host for random bytes");
	return 0;
}

static int map_private(uint64_t at, uint64_t size, struct err *e)
{
	void *want = (void *)at;
	void *got = mmap(want, size, PROT_READ | PROT_WRITE, MAP_PRIVATE |
			 MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

	if (got == MAP_FAILED)
		return err_errno(e, "mapping %llu bytes at %p",
				 (unsigned long long)size, want);
	if (got != want)
		return err_set(e, EEXIST, "mapping %p: occupied", want);
	return 0;
}

int member_create(struct tender *t, struct err *e)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;
	int r;

	r = map_private(NABLA_MEMBER, 4096, e);
	if (!r)
		r = map_private(NABLA_MEMBER + NABLA_WAIT_OFF, NABLA_WAIT_SIZE,
				e);
	if (!r)
		r = map_private(NABLA_MEMBER + NABLA_ALT_OFF, NABLA_ALT_SIZE,
				e);
	if (r < 0)
		return r;
	m->index = 0;
	m->wake_fd = t->members.wake;
	return 0;
}
