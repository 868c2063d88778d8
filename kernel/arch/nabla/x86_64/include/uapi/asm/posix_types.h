/* SPDX-License-Identifier: GPL-2.0-only */
/* x86's own posix_types.h chooses nothing inside the kernel; choose here. */
#include <asm/posix_types_64.h>
