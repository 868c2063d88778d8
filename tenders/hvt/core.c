// SPDX-License-Identifier: ISC
/*
 * A core file of a guest that has aborted: its registers, and all of its
 * memory.  The file is made before the filter is installed, without a name, and
 * gets that when there is something in it.
 */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/procfs.h>
#include <unistd.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/hvt/hvt.h"

int core_prepare(struct hvt *t, struct err *e)
{
	t->pid = getpid();
	if (!t->opt.dumpcore)
		return 0;
	t->coredir = open(t->opt.dumpcore, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->coredir < 0)
		return err_errno(e, "%s", t->opt.dumpcore);
	t->corefd = openat(t->coredir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC,
			   0600);
	if (t->corefd < 0)
		return err_errno(e, "a file in %s", t->opt.dumpcore);
	return 0;
}

struct headers {
	Elf64_Ehdr head;
	Elf64_Phdr note, mem;
	/* as notes are: aligned to 4 bytes */
	Elf64_Nhdr status_head;
	char status_name[8];
	struct elf_prstatus status;
} __attribute__((packed));

static void fill(struct headers *h, const struct hvt *t)
{
	memcpy(h->head.e_ident, ELFMAG, SELFMAG);
	h->head.e_ident[EI_CLASS] = ELFCLASS64;
	h->head.e_ident[EI_DATA] = ELFDATA2LSB;
	h->head.e_ident[EI_VERSION] = EV_CURRENT;
	h->head.e_type = ET_CORE;
	h->head.e_machine = isa_elf_machine;
	h->head.e_version = EV_CURRENT;
	h->head.e_phoff = offsetof(struct headers, note);
	h->head.e_ehsize = sizeof(h->head);
	h->head.e_phentsize = sizeof(h->note);
	h->head.e_phnum = 2;
	h->note = (Elf64_Phdr) {
		.p_type = PT_NOTE, .p_align = 4,
		.p_offset = offsetof(struct headers, status_head),
		.p_filesz = sizeof(*h) - offsetof(struct headers, status_head),
	};
	h->mem = (Elf64_Phdr) {
		.p_type = PT_LOAD, .p_flags = PF_R | PF_W | PF_X,
		.p_align = GUEST_PAGE, .p_offset = GUEST_PAGE,
		.p_filesz = t->mem.size, .p_memsz = t->mem.size,
	};
	h->status_head = (Elf64_Nhdr) { 5, sizeof(h->status), NT_PRSTATUS };
	memcpy(h->status_name, "CORE", 5);
	h->status.pr_pid = 1;
}

static bool is_zero(const unsigned char *p, size_t n)
{
	return !p[0] && !memcmp(p, p + 1, n - 1);
}

/* Pages of zeros become holes; the last is always written. */
static int write_memory(const struct hvt *t)
{
	for (uint64_t a = 0; a < t->mem.size; a += GUEST_PAGE) {
		const unsigned char *p = t->mem.host + a;

		if (a + GUEST_PAGE < t->mem.size && is_zero(p, GUEST_PAGE)) {
			if (lseek(t->corefd, GUEST_PAGE, SEEK_CUR) < 0)
				return -errno;
		} else if (fd_write_full(t->corefd, p, GUEST_PAGE) < 0) {
			return -errno;
		}
	}
	return 0;
}

/* A trap's registers are where the cookie says, as a core has them. */
static int get_registers(const struct hvt *t, uint64_t cookie,
			 unsigned char regs[ISA_REGS_MAX])
{
	const struct hvt_trap *trap;

	if (cookie) {
		trap = guest_at(t, cookie, HVT_COOKIE_SIZE, false);
		if (trap && trap->magic == HVT_TRAP_MAGIC) {
			memcpy(regs, trap->regs, sizeof(trap->regs));
			return 0;
		}
	}
	return isa_get_core(t, regs);
}

static int write_core(struct hvt *t, uint64_t cookie, char *name, size_t size)
{
	_Alignas(8) unsigned char regs[ISA_REGS_MAX] = { 0 };
	struct headers h = { 0 };
	char self[32];
	int r = get_registers(t, cookie, regs);

	if (r < 0)
		return r;
	fill(&h, t);
	memcpy(&h.status.pr_reg, regs, sizeof(h.status.pr_reg));
	if (fd_write_full(t->corefd, &h, sizeof(h)) < 0 ||
	    lseek(t->corefd, GUEST_PAGE, SEEK_SET) < 0)
		return -errno;
	r = write_memory(t);
	if (r < 0)
		return r;
	snprintf(name, size, "core.solo5-hvt.%d", t->pid);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", t->corefd);
	return linkat(t->corefd, self, t->coredir, name, AT_SYMLINK_FOLLOW) ?
	       -errno : 0;
}

/* That the guest has aborted is worse than that this may fail. */
void core_write(struct hvt *t, uint64_t cookie)
{
	char name[64] = "";
	int r;

	if (t->corefd < 0)
		return;
	r = write_core(t, cookie, name, sizeof(name));
	if (r < 0)
		tell("solo5-hvt: core file: %s\n", strerror(-r));
	else
		tell("solo5-hvt: %s/%s\n", t->opt.dumpcore, name);
}
