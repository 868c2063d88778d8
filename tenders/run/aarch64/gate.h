/* SPDX-License-Identifier: ISC */
/* For gate.S: where struct ucontext, as the host lays it out, has registers. */
#ifndef RUN_AARCH64_GATE_H
#define RUN_AARCH64_GATE_H

#define UC_X0	184
#define UC_X2	200
#define UC_SP	432
#define UC_PC	440

#endif
