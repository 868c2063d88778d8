// SPDX-License-Identifier: ISC
/* x86_64: DR0 to DR3, and DR7, which says what each is for. */
#include "tests/unit/hvt_registers.h"

const bool registers_have_read = false;

static unsigned int bits(uint64_t v, unsigned int from, unsigned int n)
{
	return (unsigned int)(v >> from) & ((1U << n) - 1);
}

/* Either of its two enabling bits. */
static bool on(const struct kvm_guest_debug *d, unsigned int i)
{
	return bits(d->arch.debugreg[7], 2 * i, 2);
}

unsigned int registers_on(const struct kvm_guest_debug *d)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < 4; i++)
		n += on(d, i);
	return n;
}

static bool stops(unsigned int when, enum point_kind access)
{
	if (access == POINT_EXECUTE)
		return when == 0;
	return when == 3 || (when == 1 && access == POINT_WRITE);
}

unsigned int registers_see(const struct kvm_guest_debug *d,
			   enum point_kind access, uint64_t addr)
{
	static const unsigned int length[] = { 1, 2, 8, 4 };
	unsigned int n = 0;

	for (unsigned int i = 0; i < 4; i++) {
		uint64_t dr7 = d->arch.debugreg[7];
		uint64_t len = length[bits(dr7, 18 + 4 * i, 2)];
		/* the processor leaves out the lowest bits */
		uint64_t from = d->arch.debugreg[i] & ~(len - 1);

		n += on(d, i) && stops(bits(dr7, 16 + 4 * i, 2), access) &&
		     addr >= from && addr - from < len;
	}
	return n;
}

void registers_hit(struct kvm_run *run, unsigned int i, uint64_t addr)
{
	(void)addr;
	run->debug.arch.dr6 = 0xffff0ff0 | 1U << i;
}
