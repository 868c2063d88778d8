/* SPDX-License-Identifier: ISC */
/* The host's vDSO. */
#ifndef RUN_VDSO_H
#define RUN_VDSO_H

#include <stdint.h>

/* The address of a function of the vDSO at base; 0: it has none so named. */
uint64_t vdso_symbol(const void *base, const char *name);

#endif
