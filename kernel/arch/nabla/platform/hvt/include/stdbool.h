/* SPDX-License-Identifier: GPL-2.0-only */
/* For <solo5/...>, which is written for any C. */
#include <linux/types.h>
