// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rewriting of system-call instructions.
 *
 * A site (svc #0) that has trapped a few times becomes a branch to a stub of its
 * own nearby, which enters the kernel by an ordinary branch and comes back behind
 * the site.  No register is free there, so the stub saves two below the program's
 * stack pointer, where nobody else may rely on anything: host signals arrive on
 * another stack.
 *
 * Only text of files is rewritten, in a private copy of the page as a debugger
 * would make it: files stay as they are, and code that is made at run time, which
 * may be moved by its maker, keeps trapping.  One instruction takes another's
 * place, so threads in the middle need no care.
 *
 * Invariant: an address that a program or debugger is shown never lies in a stub.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/rewrite.h>

/* A branch reaches 128 MB; what is left is for the size of the area. */
#define AREA_REACH	(SZ_128M - SZ_1M)

#define INSN_SIZE	4
#define INSN_SVC	0xd4000001

/* What a stub is. */
struct stub {
	u32 save;		/* stp x16, x17, [sp, #-32] */
	u32 tell;		/* adr x16, take_back */
	u32 load;		/* ldr x17, entry */
	u32 enter;		/* br x17 */
	u32 again;		/* b save: where a call goes on that is restarted */
	u32 take_back;		/* ldp x16, x17, [sp, #-32] */
	u32 leave;		/* b site + 4 */
	u32 none;
	u64 entry;
	u64 padding[3];
};

#define SAVED_BELOW_SP	32

extern char nabla_fast_syscall[];

static u32 insn_branch(unsigned long from, unsigned long to)
{
	return 0x14000000 | (((long)(to - from) >> 2) & 0x3ffffff);
}

static void make_stub(struct stub *s, unsigned long at, unsigned long site)
{
	*s = (struct stub) {
		.save = 0xa93e47f0,
		.tell = 0x10000090,
		.load = 0x580000d1,
		.enter = 0xd61f0220,
		.again = insn_branch(at + offsetof(struct stub, again), at),
		.take_back = 0xa97e47f0,
		.leave = insn_branch(at + offsetof(struct stub, leave),
				     site + INSN_SIZE),
		.entry = (unsigned long)nabla_fast_syscall,
	};
	/* What tell and load have in them. */
	BUILD_BUG_ON(offsetof(struct stub, take_back) !=
		     offsetof(struct stub, tell) + 16);
	BUILD_BUG_ON(offsetof(struct stub, entry) !=
		     offsetof(struct stub, load) + 24);
	BUILD_BUG_ON(sizeof(struct stub) != STUB_SIZE);
}

/* Text of a file that nobody writes. */
static bool is_text(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma;
	bool text;

	if (mmap_read_lock_killable(mm))
		return false;
	vma = vma_lookup(mm, addr);
	text = vma && vma->vm_file && (vma->vm_flags & VM_EXEC) &&
	       !(vma->vm_flags & (VM_WRITE | VM_SHARED));
	mmap_read_unlock(mm);
	return text;
}

static bool site_holds(const struct site *site, u32 want)
{
	u32 insn;

	return !get_user(insn, (u32 __user *)site->addr) && insn == want;
}

/* Its address; 0: there is no room. */
static unsigned long new_stub(struct mm_struct *mm, struct nabla_sites *sites,
			      unsigned long site)
{
	struct area *area = nabla_area_near(mm, sites, site, AREA_REACH);
	struct stub stub;
	unsigned long at;

	if (!area)
		return 0;
	at = area->addr + area->used * sizeof(stub);
	make_stub(&stub, at, site);
	if (!nabla_write_text(at, &stub, sizeof(stub)))
		return 0;
	area->used++;
	return at;
}

void nabla_site_rewrite(struct mm_struct *mm, struct nabla_sites *sites,
			struct site *site, struct pt_regs *regs)
{
	unsigned long addr = site->addr;
	u32 branch;

	if (!is_text(mm, addr) || !site_holds(site, INSN_SVC))
		return;
	if (!site->stub)
		site->stub = new_stub(mm, sites, addr);
	if (!site->stub)
		return;
	branch = insn_branch(addr, site->stub);
	if (nabla_write_text(addr, &branch, INSN_SIZE))
		sites->nr_rewritten++;
}

void nabla_rewrite_site(struct pt_regs *regs)
{
	nabla_site_trapped(regs, regs->pc - INSN_SIZE);
}

/*
 * Where @regs, found at @in_stub, are to go on without the stub.  Not in a system
 * call, x16 and x17 are the stub's except before its first instruction.
 */
static void leave_stub(struct pt_regs *regs, const struct site *site,
		       unsigned long in_stub)
{
	unsigned long __user *saved =
		(unsigned long __user *)(regs->sp - SAVED_BELOW_SP);
	bool stale = in_stub != offsetof(struct stub, save) &&
		     in_stub != offsetof(struct stub, leave);

	if (regs->syscallno == NO_SYSCALL && stale &&
	    copy_from_user(regs->regs + 16, saved, 2 * sizeof(*saved)))
		regs->regs[16] = regs->regs[17] = 0;
	regs->pc = site->addr;
	if (in_stub >= offsetof(struct stub, take_back))
		regs->pc += INSN_SIZE;
	regs->fast = 0;
}

void nabla_leave_stub(struct pt_regs *regs)
{
	struct site *site = nabla_site_of_stub(nabla_current_sites(), regs->pc);

	if (site)
		leave_stub(regs, site, regs->pc - site->stub);
}

unsigned long nabla_stub_entered(unsigned long pc)
{
	struct site *site = nabla_site_of_stub(nabla_current_sites(), pc);

	return site && pc == site->stub ? site->addr + INSN_SIZE : 0;
}

/* The text that the branch has replaced, if the branch is still there. */
static void restore_text(const struct site *site)
{
	u32 svc = INSN_SVC;

	if (site_holds(site, insn_branch(site->addr, site->stub)))
		nabla_write_text(site->addr, &svc, INSN_SIZE);
}

/*
 * Before a tracer looks: a traced program is as it was made.  Stubs stay, for the
 * threads that are in them; each leaves when it is looked at itself.
 */
void nabla_sites_restore(void)
{
	struct nabla_sites *sites = current->mm->context.sites;
	unsigned int i;

	nabla_leave_stub(current_pt_regs());
	mutex_lock(&sites->lock);
	for (i = 0; i < SITES_MAX; i++) {
		if (!sites->site[i].stub)
			continue;
		restore_text(&sites->site[i]);
		sites->site[i].traps = 0;
	}
	sites->nr_rewritten = 0;
	mutex_unlock(&sites->lock);
}
