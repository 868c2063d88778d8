/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sites: where programs have system-call instructions that have trapped, and the
 * stubs that some of them have been given (kernel/sites.c).  What a stub is, and
 * how a site is changed to lead there, is the ISA's: <asm/rewrite.h>.
 */
#ifndef _ASM_NABLA_SITES_H
#define _ASM_NABLA_SITES_H

#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/types.h>

struct mm_struct;
struct pt_regs;

#define SITES_BITS	9
#define SITES_MAX	(1 << SITES_BITS)

#define STUB_SIZE	64
#define AREA_SIZE	SZ_16K
#define AREA_STUBS	(AREA_SIZE / STUB_SIZE)
#define AREAS_MAX	16

/* Room for stubs: anonymous memory of the program, near its text. */
struct area {
	unsigned long addr;
	unsigned int used;	/* stubs */
};

struct site {
	unsigned long addr;	/* of the instruction; 0: free */
	unsigned long stub;	/* 0: still trapping */
	u8 traps;
	u8 moved, post;		/* the ISA's own */
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

/*
 * A system call has trapped at the instruction at @addr: maybe it need not again.
 * Calls nabla_site_rewrite() when it is worth it.
 */
void nabla_site_trapped(struct pt_regs *regs, unsigned long addr);

/*
 * The ISA's: make the @site a jump to a stub of its own, if that is safe, and count
 * it in sites->nr_rewritten.  The lock is held.
 */
void nabla_site_rewrite(struct mm_struct *mm, struct nabla_sites *sites,
			struct site *site, struct pt_regs *regs);

/* The site at @addr, or a free entry for it. */
struct site *nabla_site_at(struct nabla_sites *sites, unsigned long addr);
/* The one whose stub @pc lies in; NULL: it lies in none. */
struct site *nabla_site_of_stub(struct nabla_sites *sites, unsigned long pc);
/* An area that has room for a stub and is less than @reach from @addr, or NULL. */
struct area *nabla_area_near(struct mm_struct *mm, struct nabla_sites *sites,
			     unsigned long addr, unsigned long reach);
/* As a debugger writes: into a private copy, whatever the protection. */
bool nabla_write_text(unsigned long at, const void *code, unsigned int len);

/* Of the current address space; NULL: there are none. */
struct nabla_sites *nabla_current_sites(void);
/* Has something been rewritten in the current address space? */
bool nabla_sites_rewritten(void);
/* The ISA's: put it back. */
void nabla_sites_restore(void);

/* An address space's record: copied for a fork's @mm (or -ENOMEM), and dropped. */
int nabla_sites_fork(struct mm_struct *mm);
void nabla_sites_drop(struct mm_struct *mm);

#endif
