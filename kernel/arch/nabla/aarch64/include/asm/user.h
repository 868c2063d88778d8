/* SPDX-License-Identifier: GPL-2.0-only */
/* There is no struct user on aarch64. */
#include <asm-generic/user.h>
