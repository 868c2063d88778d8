// SPDX-License-Identifier: ISC
/*
 * Loads a unikernel.  Segments are copied only after all of them have been
 * checked; each has pages of its own, which get its protection.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "tenders/common/unikernel.h"

int unikernel_open(struct unikernel *u, int fd, uint16_t machine,
		   struct err *e)
{
	int r = elf_open(&u->file, fd, "unikernel", machine, e);

	if (!r)
		r = unikernel_read_abi(&u->file, &u->abi, e);
	if (!r)
		r = unikernel_read_manifest(&u->file, &u->manifest, e);
	return r;
}

static int check_abi(const struct abi1_note *abi,
		     const struct abi1_note *want, struct err *e)
{
	const char *target = abi_target_name(want->target);

	if (abi->target != want->target)
		return err_set(e, ENOEXEC, "it is made for %s (%u), not %s",
			       abi_target_name(abi->target), abi->target,
			       target);
	if (abi->version != want->version)
		return err_set(e, ENOEXEC, "it is made for version %u of %s's "
			       "ABI, this is %u", abi->version, target,
			       want->version);
	return 0;
}

/* A path; or @FD, an inherited descriptor. */
static int open_file(const char *path, struct err *e)
{
	uint64_t fd;
	int r;

	if (path[0] == '@') {
		if (str_u64(path + 1, 10, 3, INT32_MAX, &fd) < 0)
			return err_set(e, EINVAL, "not the number of a "
				       "descriptor above 2");
		return (int)fd;
	}
	r = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	return r < 0 ? err_errno(e, "opening it") : r;
}

int unikernel_open_path(struct unikernel *u, const char *path,
			uint16_t machine, const struct abi1_note *want,
			struct err *e)
{
	cleanup_fd int fd = open_file(path, e);
	int r;

	if (fd < 0)
		return err_context(e, "%s", path);
	r = unikernel_open(u, fd, machine, e);
	if (!r)
		r = check_abi(&u->abi, want, e);
	if (r < 0)
		return err_context(e, "%s", path);
	steal_fd(&fd);
	return 0;
}

static bool in_memory(uint64_t addr, uint64_t len, uint64_t mem_size)
{
	return addr >= SOLO5_KERNEL_MIN && addr < mem_size &&
	       len <= mem_size - addr;
}

static int check_segment(struct unikernel *u, const Elf64_Phdr *p,
			 uint64_t mem_size, struct err *e)
{
	int r = elf_check_extent(&u->file, p, e);

	if (r < 0)
		return r;
	if (!in_memory(p->p_vaddr, p->p_memsz, mem_size))
		return elf_bad(&u->file, "a segment does not lie in guest "
			       "memory", e);
	if ((p->p_flags & PF_W) && (p->p_flags & PF_X))
		return elf_bad(&u->file, "a segment can be both written and "
			       "executed", e);
	if (p->p_vaddr < u->end)
		return elf_bad(&u->file, "its segments are not in order, or "
			       "share a page", e);
	u->end = page_up(p->p_vaddr + p->p_memsz);
	return 0;
}

int unikernel_check(struct unikernel *u, uint64_t mem_size, struct err *e)
{
	int r;

	u->end = 0;
	for (int i = 0; i < u->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &u->file.seg[i];

		if (p->p_type != PT_LOAD || !p->p_memsz)
			continue;
		r = check_segment(u, p, mem_size, e);
		if (r < 0)
			return r;
	}
	if (!u->end)
		return elf_bad(&u->file, "nothing to load", e);
	if (!in_memory(u->file.head.e_entry, 1, mem_size))
		return elf_bad(&u->file, "its entry does not lie in guest "
			       "memory", e);
	return 0;
}

static int protection(const Elf64_Phdr *p, bool executable)
{
	int prot = p->p_flags & (PF_R | PF_X) ? PROT_READ : PROT_NONE;

	if (p->p_flags & PF_W)
		prot |= PROT_READ | PROT_WRITE;
	if (executable && (p->p_flags & PF_X))
		prot |= PROT_EXEC;
	return prot;
}

static int load_segment(const struct unikernel *u, const Elf64_Phdr *p,
			const struct guest_memory *mem, struct err *e)
{
	uint64_t from = page_down(p->p_vaddr);
	uint64_t end = page_up(p->p_vaddr + p->p_memsz);

	if (fd_pread_full(u->file.fd, mem->host + p->p_vaddr, p->p_filesz,
			  (off_t)p->p_offset) < 0)
		return err_errno(e, "copying the unikernel");
	if (mprotect(mem->host + from, end - from,
		     protection(p, mem->executable)) < 0)
		return err_errno(e, "protecting the unikernel");
	return 0;
}

int unikernel_load(const struct unikernel *u, const struct guest_memory *mem,
		   struct err *e)
{
	int r = 0;

	for (int i = 0; !r && i < u->file.head.e_phnum; i++) {
		const Elf64_Phdr *p = &u->file.seg[i];

		if (p->p_type == PT_LOAD && p->p_memsz)
			r = load_segment(u, p, mem, e);
	}
	return r;
}
