// SPDX-License-Identifier: ISC
/*
 * Guest memory and what lies in it at start.  The unikernel's pages are
 * protected in the tender's own mapping, which KVM goes by: a write by the
 * guest to what is read-only ends it.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/hvt/hvt.h"

static bool has_net(const struct manifest *m)
{
	for (uint32_t i = 1; i < m->entries; i++)
		if (m->e[i].type == MFT_DEV_NET_BASIC)
			return true;
	return false;
}

static void place_ring(struct hvt *t)
{
	t->mem_size = t->opt.mem;
	if (!has_net(&t->kernel.manifest))
		return;
	t->mem_size -= page_up(sizeof(struct hvt_ring));
	t->ring = t->mem_size;
}

static unsigned char *map(size_t size, int flags, int fd)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE,
		    fd, 0);
}

/* A debugger writes to code: by a second mapping. */
static int map_memory(struct hvt *t)
{
	cleanup_fd int fd = -1;

	if (!t->opt.gdb) {
		t->mem.host = map(t->mem.size, MAP_PRIVATE | MAP_ANONYMOUS, -1);
		return t->mem.host == MAP_FAILED ? -1 : 0;
	}
	fd = memfd_create("solo5-hvt", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, (off_t)t->mem.size) < 0)
		return -1;
	t->mem.host = map(t->mem.size, MAP_SHARED, fd);
	t->alias = map(t->mem.size, MAP_SHARED, fd);
	return t->mem.host == MAP_FAILED || t->alias == MAP_FAILED ? -1 : 0;
}

int memory_create(struct hvt *t, struct err *e)
{
	struct kvm_userspace_memory_region region = { 0 };

	place_ring(t);
	if (unikernel_check(&t->kernel, t->mem_size, e) < 0)
		return -e->code;
	t->mem.size = t->opt.mem;
	if (map_memory(t) < 0)
		return err_errno(e, "mapping %llu MB",
				 (unsigned long long)t->mem.size >> 20);
	region.memory_size = t->mem.size;
	region.userspace_addr = (uint64_t)t->mem.host;
	if (ioctl(t->vmfd, KVM_SET_USER_MEMORY_REGION, &region) < 0)
		return err_errno(e, "giving it to the machine");
	return 0;
}

int kernel_load(struct hvt *t, struct err *e)
{
	if (unikernel_load(&t->kernel, &t->mem, e) < 0)
		return err_context(e, "%s", t->opt.kernel);
	return isa_start(t, t->kernel.file.head.e_entry, e);
}

/* The host's descriptors are none of the guest's business. */
static void write_manifest(struct hvt *t, uint64_t at)
{
	struct manifest m = t->kernel.manifest;

	for (uint32_t i = 1; i < m.entries; i++)
		m.e[i].b.hostfd = 0;
	memcpy(t->mem.host + at, &m, MFT1_SIZE(m.entries));
}

int boot_write(struct hvt *t, struct err *e)
{
	struct boot_places p = boot_places(HVT_BOOT_INFO,
					   sizeof(struct hvt_boot_info),
					   &t->kernel.manifest);
	struct hvt_boot_info info = {
		.mem_size = t->mem_size,
		.kernel_end = t->kernel.end,
		.cpu_cycle_freq = isa_frequency(t),
		.cmdline = p.cmdline,
		.mft = p.mft,
		.host_features = (t->ring ? HVT_FEATURE_RING : 0) |
				 (t->timer ? HVT_FEATURE_TIMER : 0) |
				 (t->channels ? HVT_FEATURE_CHANNELS : 0),
		.net_ring = t->ring,
	};

	if (!info.cpu_cycle_freq)
		return err_set(e, ENOTSUP, "KVM does not tell the frequency of "
			       "the guest's counter");
	memcpy(t->mem.host + HVT_BOOT_INFO, &info, sizeof(info));
	write_manifest(t, p.mft);
	memcpy(t->mem.host + p.cmdline, t->cmdline, sizeof(t->cmdline));
	if (t->ring)
		((struct hvt_ring *)(t->mem.host + t->ring))->needs_kick = 1;
	return 0;
}

/* Whether [addr, addr + len), in memory, has a page of that segment. */
static bool touches(const Elf64_Phdr *p, uint64_t addr, uint64_t len)
{
	return p->p_type == PT_LOAD && p->p_memsz && len &&
	       addr < page_up(p->p_vaddr + p->p_memsz) &&
	       page_down(p->p_vaddr) < addr + len;
}

void *guest_at(const struct hvt *t, uint64_t addr, uint64_t len, bool write)
{
	const struct elf_file *f = &t->kernel.file;
	uint32_t need = write ? PF_W : PF_R | PF_W | PF_X;

	if (addr > t->mem_size || len > t->mem_size - addr ||
	    addr < (write ? SOLO5_KERNEL_MIN : HVT_BOOT_INFO))
		return NULL;
	for (int i = 0; i < f->head.e_phnum; i++)
		if (touches(&f->seg[i], addr, len) &&
		    !(f->seg[i].p_flags & need))
			return NULL;
	return t->mem.host + addr;
}
