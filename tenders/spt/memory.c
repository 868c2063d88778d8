// SPDX-License-Identifier: ISC
/*
 * Guest memory: at the addresses that the guest has for it, from 64 KB up.
 * Below it nothing is mapped; above it is the host's, the tender included,
 * which the guest can reach but which does it no good: see docs/security.md.
 */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>

#include "lib/err.h"
#include "tenders/common/boot.h"
#include "tenders/spt/spt.h"

/* It would make all that is read executable, the guest's data included. */
int host_check(struct spt *t, struct err *e)
{
	int persona = personality(0xffffffff);

	if (persona < 0)
		return err_errno(e, "asking for the personality");
	if (persona & READ_IMPLIES_EXEC)
		return err_set(e, EPERM, "the personality READ_IMPLIES_EXEC "
			       "is set");
	return cmdline_join(t->cmdline, t->opt.args, e);
}

int kernel_open(struct spt *t, struct err *e)
{
	const struct abi1_note want = { ABI1_TARGET_SPT, SPT_ABI_VERSION };
	int r = unikernel_open_path(&t->kernel, t->opt.kernel, isa_elf_machine,
				    &want, e);

	return r < 0 ? r : unikernel_check(&t->kernel, t->opt.mem, e);
}

int memory_create(struct spt *t, struct err *e)
{
	size_t size = t->opt.mem - SPT_MEM_START;
	void *at = (void *)SPT_MEM_START;

	if (mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS |
		 MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0) != at)
		return err_errno(e, "mapping %llu MB",
				 (unsigned long long)t->opt.mem >> 20);
	t->mem.host = NULL;
	t->mem.size = t->opt.mem;
	t->mem.executable = true;
	return 0;
}

int kernel_load(struct spt *t, struct err *e)
{
	size_t heap = t->kernel.end;

	if (unikernel_load(&t->kernel, &t->mem, e) < 0)
		return err_context(e, "%s", t->opt.kernel);
	if (t->opt.exec_heap &&
	    mprotect((void *)heap, t->opt.mem - heap,
		     PROT_READ | PROT_WRITE | PROT_EXEC) < 0)
		return err_errno(e, "making the heap executable");
	return 0;
}

int boot_write(struct spt *t, struct err *e)
{
	struct spt_boot_info *info = (struct spt_boot_info *)SPT_BOOT_INFO;
	struct manifest *mft = &t->kernel.manifest;
	struct boot_places p = boot_places(SPT_BOOT_INFO, sizeof(*info), mft);

	(void)e;
	*info = (struct spt_boot_info) {
		.mem_size = t->opt.mem,
		.kernel_end = t->kernel.end,
		.cmdline = p.cmdline,
		.mft = p.mft,
		.epollfd = t->events.epollfd,
		.timerfd = t->events.timerfd,
	};
	memcpy((void *)p.mft, mft, MFT1_SIZE(mft->entries));
	memcpy((void *)p.cmdline, t->cmdline, sizeof(t->cmdline));
	return 0;
}
