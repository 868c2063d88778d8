// SPDX-License-Identifier: ISC
/* What both tenders leave in guest memory. */
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "tenders/common/boot.h"

int cmdline_join(char out[CMDLINE_SIZE], char **words, struct err *e)
{
	size_t at = 0, n;

	for (int i = 0; words[i]; i++) {
		n = strlen(words[i]);
		if ((i > 0) + n >= CMDLINE_SIZE - at)
			return err_set(e, E2BIG, "the arguments are longer "
				       "than %d bytes", CMDLINE_SIZE - 1);
		if (i > 0)
			out[at++] = ' ';
		memcpy(out + at, words[i], n);
		at += n;
	}
	out[at] = '\0';
	return 0;
}

struct boot_places boot_places(uint64_t addr, size_t size,
			       const struct manifest *mft)
{
	struct boot_places p;

	p.mft = (addr + size + 7) & ~7UL;
	p.cmdline = p.mft + MFT1_SIZE(mft->entries);
	p.end = p.cmdline + CMDLINE_SIZE;
	return p;
}
