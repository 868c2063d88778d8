/* SPDX-License-Identifier: ISC */
/* What both tenders leave in guest memory. */
#ifndef COMMON_BOOT_H
#define COMMON_BOOT_H

#include "tenders/common/unikernel.h"

#define CMDLINE_SIZE	8192		/* of both ABIs */

/* Joins the words by one space; E2BIG if they don't fit. */
int cmdline_join(char out[CMDLINE_SIZE], char **words, struct err *e);

/* Guest addresses of what follows boot data of size bytes at addr. */
struct boot_places {
	uint64_t mft, cmdline, end;
};

struct boot_places boot_places(uint64_t addr, size_t size,
			       const struct manifest *mft);

#endif
