// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page faults.  Most are misses of the host's mapping and are served from the page
 * tables alone; the rest is Linux's.
 */
#include <linux/extable.h>
#include <linux/mm.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <asm/entry.h>
#include <asm/tlbflush.h>
#include "ahead.h"

/* The fault needs more; the mmap lock may be gone. */
#define NOT_DONE	(VM_FAULT_ERROR | VM_FAULT_RETRY | VM_FAULT_COMPLETED)

static void bad_area(struct pt_regs *regs, const struct nabla_trap *trap,
		     int sig, int code)
{
	if (!user_mode(regs)) {
		if (!nabla_fixup_exception(regs))
			nabla_die("bad memory access in kernel mode", regs, trap);
		return;
	}
	force_sig_fault(sig, code, (void __user *)trap->addr);
}

static void fault_error(struct pt_regs *regs, const struct nabla_trap *trap,
			vm_fault_t fault)
{
	if (!user_mode(regs) || !(fault & VM_FAULT_OOM)) {
		if (fault & VM_FAULT_SIGSEGV)
			bad_area(regs, trap, SIGSEGV, SEGV_MAPERR);
		else
			bad_area(regs, trap, SIGBUS, BUS_ADRERR);
		return;
	}
	pagefault_out_of_memory();
}

static bool vma_allows(const struct vm_area_struct *vma,
		       const struct nabla_trap *trap)
{
	if (trap->write)
		return vma->vm_flags & VM_WRITE;
	if (trap->exec)
		return vma->vm_flags & VM_EXEC;
	return vma_is_accessible((struct vm_area_struct *)vma);
}

static unsigned int fault_flags(struct pt_regs *regs,
				const struct nabla_trap *trap)
{
	return FAULT_FLAG_DEFAULT | (user_mode(regs) ? FAULT_FLAG_USER : 0) |
	       (trap->write ? FAULT_FLAG_WRITE : 0) |
	       (trap->exec ? FAULT_FLAG_INSTRUCTION : 0);
}

/* A fault that the page tables cannot serve as they are. */
static void mm_fault(struct mm_struct *mm, struct pt_regs *regs,
		     const struct nabla_trap *trap)
{
	unsigned int flags = fault_flags(regs, trap);
	struct vm_area_struct *vma;
	struct ahead ahead;
	vm_fault_t fault;

	perf_sw_event(PERF_COUNT_SW_PAGE_FAULTS, 1, regs, trap->addr);
retry:
	vma = lock_mm_and_find_vma(mm, trap->addr, regs);
	if (!vma) {
		bad_area(regs, trap, SIGSEGV, SEGV_MAPERR);
		return;
	}
	if (!vma_allows(vma, trap)) {
		mmap_read_unlock(mm);
		bad_area(regs, trap, SIGSEGV, SEGV_ACCERR);
		return;
	}
	if (trap->write)
		ahead = nabla_ahead_begin(vma, trap->addr);
	fault = handle_mm_fault(vma, trap->addr, flags, regs);
	if (trap->write)
		nabla_ahead_end(vma, &ahead, fault & NOT_DONE);
	if (fault_signal_pending(fault, regs)) {
		if (!user_mode(regs))
			bad_area(regs, trap, SIGBUS, BUS_ADRERR);
		return;
	}
	if (fault & VM_FAULT_RETRY) {
		flags |= FAULT_FLAG_TRIED;
		goto retry;
	}
	if (!(fault & VM_FAULT_COMPLETED))
		mmap_read_unlock(mm);
	if (unlikely(fault & VM_FAULT_ERROR)) {
		fault_error(regs, trap, fault);
		return;
	}
	/* Or the program would only fault once more. */
	nabla_tlb_fill(mm, trap->addr, trap->write, trap->exec);
}

static void vmalloc_fault(struct pt_regs *regs, const struct nabla_trap *trap)
{
	if (!nabla_tlb_fill(&init_mm, trap->addr, trap->write, trap->exec))
		bad_area(regs, trap, SIGSEGV, SEGV_MAPERR);
}

void nabla_page_fault(struct pt_regs *regs, const struct nabla_trap *trap)
{
	struct mm_struct *mm = current->mm;

	if (trap->addr >= TASK_SIZE) {
		if (!user_mode(regs) && trap->addr >= VMALLOC_START &&
		    trap->addr < VMALLOC_END)
			vmalloc_fault(regs, trap);
		else
			bad_area(regs, trap, SIGSEGV, SEGV_MAPERR);
		return;
	}
	if (mm && nabla_tlb_fill(mm, trap->addr, trap->write, trap->exec))
		return;
	if (!mm || faulthandler_disabled() ||
	    (!user_mode(regs) && !search_exception_tables(instruction_pointer(regs))))
		bad_area(regs, trap, SIGSEGV, SEGV_MAPERR);
	else
		mm_fault(mm, regs, trap);
}
