// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which system-call instructions of a program trap, and room for the stubs of those
 * that are rewritten: see <asm/sites.h>, and the ISA's rewrite.c.
 *
 * Only what has trapped a few times is worth the private copy of its page.
 */
#include <linux/hash.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <asm/sites.h>
#include <asm/syscall.h>

/* Traps before a site is worth it. */
#define SITE_TRAPS	4
#define SITES_FULL	(SITES_MAX / 4 * 3)

/* rewrite=off: for programs that check their own text, which would see the jumps. */
static bool rewriting __ro_after_init = true;

static int __init rewrite_setup(char *arg)
{
	return kstrtobool(arg, &rewriting);
}
early_param("rewrite", rewrite_setup);

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

struct site *nabla_site_at(struct nabla_sites *sites, unsigned long addr)
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

struct site *nabla_site_of_stub(struct nabla_sites *sites, unsigned long pc)
{
	unsigned long stub = pc & ~(STUB_SIZE - 1UL);
	unsigned int i;

	if (!sites || !area_of(sites, pc))
		return NULL;
	for (i = 0; i < SITES_MAX; i++)
		if (sites->site[i].stub == stub)
			return &sites->site[i];
	return NULL;
}

static unsigned long area_place(struct mm_struct *mm, unsigned long addr,
				unsigned long reach)
{
	unsigned long page = addr & PAGE_MASK;
	struct vm_unmapped_area_info info = {
		/* The limits are taken as they are: whole pages. */
		.flags = VM_UNMAPPED_AREA_TOPDOWN,
		.length = AREA_SIZE,
		.low_limit = page - min(page, reach),
		.high_limit = min(page + reach, TASK_SIZE),
	};

	/* Not into the room that the stack grows into. */
	if (addr < mm->mmap_base)
		info.high_limit = min(info.high_limit, mm->mmap_base);
	info.low_limit = max(info.low_limit, PAGE_ALIGN(mmap_min_addr));
	return vm_unmapped_area(&info);
}

static struct area *area_new(struct mm_struct *mm, struct nabla_sites *sites,
			     unsigned long addr, unsigned long reach)
{
	struct area *area = &sites->area[sites->nr_areas];

	if (sites->nr_areas == AREAS_MAX || mmap_read_lock_killable(mm))
		return NULL;
	addr = area_place(mm, addr, reach);
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

static bool area_reaches(const struct area *area, unsigned long addr,
			 unsigned long reach)
{
	return abs((long)(area->addr - addr)) < reach;
}

struct area *nabla_area_near(struct mm_struct *mm, struct nabla_sites *sites,
			     unsigned long addr, unsigned long reach)
{
	unsigned int i;

	for (i = 0; i < sites->nr_areas; i++)
		if (area_reaches(&sites->area[i], addr, reach) &&
		    sites->area[i].used < AREA_STUBS)
			return &sites->area[i];
	return area_new(mm, sites, addr, reach);
}

bool nabla_write_text(unsigned long at, const void *code, unsigned int len)
{
	return access_process_vm(current, at, (void *)code, len,
				 FOLL_FORCE | FOLL_WRITE) == len;
}

void nabla_site_trapped(struct pt_regs *regs, unsigned long addr)
{
	struct mm_struct *mm = current->mm;
	struct nabla_sites *sites = sites_of(mm);
	struct site *site;

	/* A signal's return is told by the instructions around it. */
	if (!rewriting || current->ptrace || !sites ||
	    syscall_get_nr(current, regs) == __NR_rt_sigreturn)
		return;
	mutex_lock(&sites->lock);
	site = nabla_site_at(sites, addr);
	if (!site->addr && sites->nr_sites < SITES_FULL &&
	    !area_of(sites, addr)) {
		site->addr = addr;
		sites->nr_sites++;
	}
	if (site->addr && site->traps <= SITE_TRAPS &&
	    site->traps++ == SITE_TRAPS)
		nabla_site_rewrite(mm, sites, site, regs);
	mutex_unlock(&sites->lock);
}

struct nabla_sites *nabla_current_sites(void)
{
	return current->mm ? current->mm->context.sites : NULL;
}

bool nabla_sites_rewritten(void)
{
	struct nabla_sites *sites = nabla_current_sites();

	return sites && sites->nr_rewritten;
}
