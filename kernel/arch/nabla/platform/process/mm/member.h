/* SPDX-License-Identifier: GPL-2.0-only */
/* Which address space the host processes of the container have mapped. */
#ifndef NABLA_MM_MEMBER_H
#define NABLA_MM_MEMBER_H

#include <linux/list.h>
#include <linux/mm_types.h>
#include "record.h"

struct member {
	struct mm_struct *mm;		/* whose pages it shows; NULL: it is free */
	struct record user, vmalloc;	/* what it has mapped */
	unsigned long vmalloc_gen;	/* of vmalloc_gen, that its record agrees with */
	struct list_head list;		/* in use: by last use, or free */
	bool retired;			/* exits as soon as another takes over */
};

/* The member that this code runs in. */
struct member *this_member(void);

/* Make up for the flushes that came while this member was not the processor. */
void nabla_tlb_catch_up(struct mm_struct *mm);
void nabla_vmalloc_catch_up(void);

#endif
