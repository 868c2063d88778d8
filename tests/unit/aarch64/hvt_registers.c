// SPDX-License-Identifier: ISC
/* aarch64: pairs of value and control, of breakpoints and of watchpoints. */
#include "tests/unit/hvt_registers.h"

const bool registers_have_read = true;

static unsigned int bits(uint64_t v, unsigned int from, unsigned int n)
{
	return (unsigned int)(v >> from) & ((1U << n) - 1);
}

unsigned int registers_on(const struct kvm_guest_debug *d)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < 16; i++)
		n += bits(d->arch.dbg_bcr[i], 0, 1) +
		     bits(d->arch.dbg_wcr[i], 0, 1);
	return n;
}

static bool watches(uint64_t value, uint64_t control, enum point_kind access,
		    uint64_t addr)
{
	unsigned int when = access == POINT_WRITE ? 2 : 1;

	return bits(control, 0, 1) && bits(control, 1, 2) == 3 &&
	       bits(control, 3, 2) & when && addr - value < 8 &&
	       bits(control, 5, 8) & 1U << (addr - value);
}

static bool breaks(uint64_t value, uint64_t control, uint64_t addr)
{
	return bits(control, 0, 1) && bits(control, 1, 2) == 3 &&
	       bits(control, 5, 4) == 0xf && addr == value;
}

unsigned int registers_see(const struct kvm_guest_debug *d,
			   enum point_kind access, uint64_t addr)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < 16; i++)
		n += access == POINT_EXECUTE ?
		     breaks(d->arch.dbg_bvr[i], d->arch.dbg_bcr[i], addr) :
		     watches(d->arch.dbg_wvr[i], d->arch.dbg_wcr[i], access,
			     addr);
	return n;
}

void registers_hit(struct kvm_run *run, unsigned int i, uint64_t addr)
{
	(void)i;
	run->debug.arch.hsr = 0x34U << 26;
	run->debug.arch.far = addr;
}
