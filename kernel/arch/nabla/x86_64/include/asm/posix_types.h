/* SPDX-License-Identifier: GPL-2.0-only */
#include <uapi/asm/posix_types_64.h>
