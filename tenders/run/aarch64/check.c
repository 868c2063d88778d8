// SPDX-License-Identifier: ISC
/*
 * What the library kernel needs of an aarch64 host, and what it must know of it
 * and of the image.
 */
#include <elf.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "tenders/run/isa.h"
#include "tenders/run/ram.h"

const uint16_t isa_elf_machine = EM_AARCH64;
const char isa_vdso_clock_gettime[] = "__kernel_clock_gettime";
/*
 * A trapped call's first argument may look to the host like a code that asks for a
 * restart: without this it would become -EINTR before the guest sees it.
 */
const unsigned long isa_sigsys_flags = SA_RESTART;
const bool isa_masks_signals = true;

/* All that is needed of the processor is basic. */
int isa_check(struct nabla_boot_isa *isa, struct err *e)
{
	(void)isa, (void)e;
	return 0;
}

/*
 * The signal restorer makes the one rt_sigreturn: the filter lets it through
 * from behind its second instruction, so these two are what it must begin with.
 */
int isa_check_image(struct nabla_boot_isa *isa, const struct ram *ram,
		    const struct nabla_image *image, struct err *e)
{
	static const uint32_t want[] = {
		0xd2801168,		/* mov x8, #139 */
		0xd4000001,		/* svc #0 */
	};
	gpa at = { image->restorer - NABLA_RAM };
	const void *code = ram_at(ram, at, sizeof(want));

	if (!code || memcmp(code, want, sizeof(want)))
		return err_set(e, ENOEXEC, "not a kernel image: its signal "
			       "restorer is not mov x8, #139; svc #0");
	isa->sigreturn_ip = image->restorer + sizeof(want);
	return 0;
}
