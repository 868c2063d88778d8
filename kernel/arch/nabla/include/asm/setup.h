/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_SETUP_H
#define _ASM_NABLA_SETUP_H

#include <linux/init.h>

#define COMMAND_LINE_SIZE	2048

/* The ISA's setup.c: before anything that is C looks at registers or hwcaps. */
void nabla_isa_init(void);
/* process.c: from then on a panic ends the process */
void nabla_panic_init(void);
/* mm/init.c */
void nabla_memory_init(void);
/* the process platform's: mm/members.c */
void nabla_members_init(void);

#endif
