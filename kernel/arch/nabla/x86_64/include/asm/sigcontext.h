/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _ASM_NABLA_SIGCONTEXT_H
#define _ASM_NABLA_SIGCONTEXT_H

#define sigcontext sigcontext_64
#include <uapi/asm/sigcontext.h>

#endif
