/* SPDX-License-Identifier: GPL-2.0-only */
#include "../../../../../arm64/include/uapi/asm/perf_regs.h"
