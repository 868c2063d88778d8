/* SPDX-License-Identifier: ISC */
/* The bindings' way to the host: its calls, straight. */
#ifndef BINDINGS_SPT_H
#define BINDINGS_SPT_H

#include <asm/unistd.h>
#include <linux/errno.h>
#include <solo5/spt_abi.h>

#include "bindings/bindings.h"

/* What the host returns: a negative error number, or else. */
long host_call(long nr, long a, long b, long c, long d, long e, long f);

/* Called by _start, which has cleared the thread pointer. */
__attribute__((noreturn)) void spt_start(const struct spt_boot_info *info);

extern const struct spt_boot_info *spt_info;

#endif
