/* SPDX-License-Identifier: ISC */
/* What a unikernel on spt may ask for on this ISA only. */
#ifndef SPT_RULES_H
#define SPT_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/unit/rules_samples.h"

bool isa_good(const struct call *c);

/* Calls that are good there, one a rule. */
extern const struct call isa_calls[];
extern const size_t isa_nr_calls;

#endif
