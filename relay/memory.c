// SPDX-License-Identifier: ISC
/*
 * Guest RAM that the guest gives back: a hole is punched for each run of pages
 * that lies inside it.  Whether a page is in use is the guest's own affair.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/falloc.h>
#include <string.h>

#include "relay/relay.h"

#define PAGE_SHIFT	12
/* No run needs more bits than a file offset has. */
#define PAGES_MAX	(1ULL << (62 - PAGE_SHIFT))

static int punch(int ram, const struct nabla_control_run *run)
{
	if (!run->count || run->first >= PAGES_MAX || run->count >= PAGES_MAX)
		return EINVAL;
	/* Beyond the end of the file there is nothing to punch. */
	if (fallocate(ram, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		      run->first << PAGE_SHIFT, run->count << PAGE_SHIFT) < 0)
		return errno;
	return 0;
}

int memory_take(struct relay *r, size_t size, struct err *e)
{
	const struct nabla_control head = {
		.type = NABLA_CONTROL_GIVEN, .id = r->frame.head.id
	};
	uint32_t code = r->ram < 0 ? ENODEV : 0;
	struct nabla_control_run run;

	for (size_t at = 0; !code && at < size; at += sizeof(run)) {
		memcpy(&run, r->frame.payload + at, sizeof(run));
		code = punch(r->ram, &run);
	}
	return guest_tell(r, &head, &code, sizeof(code), e);
}
