/* SPDX-License-Identifier: ISC */
/* For the ISA's gate.S: an address that C knows by name. */
#ifndef RUN_GATE_H
#define RUN_GATE_H

#include <nabla/layout.h>

#define EARLY_SIGNALS	(NABLA_MEMBER + 8)	/* struct nabla_member */

#endif
