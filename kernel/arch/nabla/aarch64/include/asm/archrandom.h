/* SPDX-License-Identifier: GPL-2.0-only */
/* No random number instruction is assumed; the tender's seed serves. */
#include <asm-generic/archrandom.h>
