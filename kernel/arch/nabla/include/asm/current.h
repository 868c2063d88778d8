/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_CURRENT_H
#define _ASM_NABLA_CURRENT_H

#include <linux/compiler.h>
#include <asm/percpu.h>

struct task_struct;

DECLARE_PER_CPU(struct task_struct *, current_task);

static __always_inline struct task_struct *get_current(void)
{
	return raw_cpu_read(current_task);
}

#define current get_current()

#endif
