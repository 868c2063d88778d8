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
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <asm/rewrite.h>

/* Traps before a site is worth the copy of its page. */
#define SITE_TRAPS	4

/* rewrite=off: for programs that check their own text, which would see the jumps. */
static bool rewriting __ro_after_init = true;

static int __init rewrite_setup(char *arg)
{
	return kstrtobool(arg, &rewriting);
}
early_param("rewrite", rewrite_setup);

#define SITES_BITS	9
#define SITES_MAX	(1 << SITES_BITS)
#define SITES_FULL	(SITES_MAX / 4 * 3)

#define AREA_SIZE	SZ_16K
#define AREA_STUBS	(AREA_SIZE / sizeof(struct stub))
#define AREAS_MAX	16
/* A branch reaches 128 MB; what is left is for the size of the area. */
#define AREA_REACH	(SZ_128M - SZ_1M)

#define INSN_SIZE	4
#define INSN_SVC	0xd4000001

/* What a stub is, at 64 bytes. */
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

/* Room for stubs: anonymous memory of the program, near its text. */
struct area {
	unsigned long addr;
	unsigned int used;	/* stubs */
};

struct site {
	unsigned long addr;	/* of the svc instruction; 0: free */
	unsigned long stub;	/* 0: still trapping */
	u8 traps;
};

/* Of one address space; stubs are its memory, so a fork copies both. */
struct nabla_sites {
	struct mutex lock;
	unsigned int nr_sites;
	unsigned int nr_rewritten;
	unsigned int nr_areas;
	struct area area[AREAS_MAX];
	struct site site[SITES_MAX];
};

extern char nabla_fast_syscall[];

static struct nabla_sites *sites_of(struct mm_struct *mm)
{
	struct nabla_sites *sites = READ_ONCE(mm->context.sites);

	if (sites)
		return sites;
	sites = kzalloc(sizeof(*sites), GFP_KERNEL | __GFP_NOWARN);
	if (!sites)
		return NULL;
	mutex_init(&sites->lock);
	if (cmpxchg(&mm->context.sites, NULL, sites))
		kfree(sites);
	return mm->context.sites;
}

int nabla_sites_fork(struct mm_struct *mm)
{
	struct nabla_sites *sites = mm->context.sites;	/* the parent's */

	if (!sites)
		return 0;
	mm->context.sites = kmemdup(sites, sizeof(*sites), GFP_KERNEL);
	if (!mm->context.sites)
		return -ENOMEM;
	mutex_init(&mm->context.sites->lock);
	return 0;
}

void nabla_sites_drop(struct mm_struct *mm)
{
	kfree(mm->context.sites);
	mm->context.sites = NULL;
}

/* The site at @addr, or a free entry for it. */
static struct site *site_at(struct nabla_sites *sites, unsigned long addr)
{
	unsigned int i = hash_long(addr, SITES_BITS);

	while (sites->site[i].addr && sites->site[i].addr != addr)
		i = (i + 1) % SITES_MAX;
	return &sites->site[i];
}

static struct area *area_of(struct nabla_sites *sites, unsigned long pc)
{
	unsigned int i;

	for (i = 0; i < sites->nr_areas; i++)
		if (pc - sites->area[i].addr < AREA_SIZE)
			return &sites->area[i];
	return NULL;
}

/* The site whose stub @pc lies in. */
static struct site *site_of_stub(struct mm_struct *mm, unsigned long pc)
{
	struct nabla_sites *sites = mm ? mm->context.sites : NULL;
	unsigned long stub = pc & ~(sizeof(struct stub) - 1);
	unsigned int i;

	if (!sites || !area_of(sites, pc))
		return NULL;
	for (i = 0; i < SITES_MAX; i++)
		if (sites->site[i].stub == stub)
			return &sites->site[i];
	return NULL;
}

static unsigned long area_place(struct mm_struct *mm, unsigned long addr)
{
	unsigned long page = addr & PAGE_MASK;
	struct vm_unmapped_area_info info = {
		/* The limits are taken as they are: whole pages. */
		.flags = VM_UNMAPPED_AREA_TOPDOWN,
		.length = AREA_SIZE,
		.low_limit = page - min(page, (unsigned long)AREA_REACH),
		.high_limit = min(page + AREA_REACH, TASK_SIZE),
	};

	/* Not into the room that the stack grows into. */
	if (addr < mm->mmap_base)
		info.high_limit = min(info.high_limit, mm->mmap_base);
	info.low_limit = max(info.low_limit, PAGE_ALIGN(mmap_min_addr));
	return vm_unmapped_area(&info);
}

static struct area *area_new(struct mm_struct *mm, struct nabla_sites *sites,
			     unsigned long addr)
{
	struct area *area = &sites->area[sites->nr_areas];

	if (sites->nr_areas == AREAS_MAX || mmap_read_lock_killable(mm))
		return NULL;
	addr = area_place(mm, addr);
	mmap_read_unlock(mm);
	if (IS_ERR_VALUE(addr))
		return NULL;
	/* Somebody may have been there first. */
	addr = vm_mmap(NULL, addr, AREA_SIZE, PROT_READ | PROT_EXEC,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, 0);
	if (IS_ERR_VALUE(addr))
		return NULL;
	area->addr = addr;
	area->used = 0;
	sites->nr_areas++;
	return area;
}

static bool area_reaches(const struct area *area, unsigned long addr)
{
	return abs((long)(area->addr - addr)) < AREA_REACH;
}

static struct area *area_near(struct mm_struct *mm, struct nabla_sites *sites,
			      unsigned long addr)
{
	unsigned int i;

	for (i = 0; i < sites->nr_areas; i++)
		if (area_reaches(&sites->area[i], addr) &&
		    sites->area[i].used < AREA_STUBS)
			return &sites->area[i];
	return area_new(mm, sites, addr);
}

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
	BUILD_BUG_ON(sizeof(struct stub) != 64);
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

/* As a debugger does it: into a private copy, whatever the protection. */
static bool write_text(unsigned long at, void *code, unsigned int len)
{
	return access_process_vm(current, at, code, len,
				 FOLL_FORCE | FOLL_WRITE) == len;
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
	struct area *area = area_near(mm, sites, site);
	struct stub stub;
	unsigned long at;

	if (!area)
		return 0;
	at = area->addr + area->used * sizeof(stub);
	make_stub(&stub, at, site);
	if (!write_text(at, &stub, sizeof(stub)))
		return 0;
	area->used++;
	return at;
}

static void rewrite(struct mm_struct *mm, struct nabla_sites *sites,
		    struct site *site)
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
	if (write_text(addr, &branch, INSN_SIZE))
		sites->nr_rewritten++;
}

void nabla_rewrite_site(struct pt_regs *regs)
{
	unsigned long addr = regs->pc - INSN_SIZE;
	struct mm_struct *mm = current->mm;
	struct nabla_sites *sites = sites_of(mm);
	struct site *site;

	/* A signal's return is told by the instructions around it. */
	if (!rewriting || current->ptrace || !sites ||
	    regs->syscallno == __NR_rt_sigreturn)
		return;
	mutex_lock(&sites->lock);
	site = site_at(sites, addr);
	if (!site->addr && sites->nr_sites < SITES_FULL &&
	    !area_of(sites, addr)) {
		site->addr = addr;
		sites->nr_sites++;
	}
	if (site->addr && site->traps <= SITE_TRAPS &&
	    site->traps++ == SITE_TRAPS)
		rewrite(mm, sites, site);
	mutex_unlock(&sites->lock);
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
	struct site *site = site_of_stub(current->mm, regs->pc);

	if (site)
		leave_stub(regs, site, regs->pc - site->stub);
}

unsigned long nabla_stub_entered(unsigned long pc)
{
	struct site *site = site_of_stub(current->mm, pc);

	return site && pc == site->stub ? site->addr + INSN_SIZE : 0;
}

/* The text that the branch has replaced, if the branch is still there. */
static void restore_text(const struct site *site)
{
	u32 svc = INSN_SVC;

	if (site_holds(site, insn_branch(site->addr, site->stub)))
		write_text(site->addr, &svc, INSN_SIZE);
}

bool nabla_sites_rewritten(void)
{
	struct nabla_sites *sites = current->mm ? current->mm->context.sites : NULL;

	return sites && sites->nr_rewritten;
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
