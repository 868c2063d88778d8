/* SPDX-License-Identifier: GPL-2.0-only */
/* For <solo5/...>, which is written for any C. */
#include <linux/stddef.h>
#include <linux/types.h>
