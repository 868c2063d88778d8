/* SPDX-License-Identifier: ISC */
/* For gate.S: where struct ucontext, as the host lays it out, has registers. */
#ifndef RUN_X86_64_GATE_H
#define RUN_X86_64_GATE_H

#define UC_DI	104
#define UC_DX	136
#define UC_AX	144
#define UC_SP	160
#define UC_IP	168

#endif
