/* SPDX-License-Identifier: ISC */
/*
 * The processor's debug registers, read back as its manual has them: a
 * statement of their bits that is not the tender's.
 */
#ifndef TESTS_UNIT_HVT_REGISTERS_H
#define TESTS_UNIT_HVT_REGISTERS_H

#include "tenders/hvt/hvt.h"

/* How many of them are on. */
unsigned int registers_on(const struct kvm_guest_debug *d);

/* How many stop for an access of that kind to the one byte at addr. */
unsigned int registers_see(const struct kvm_guest_debug *d,
			   enum point_kind access, uint64_t addr);

/* KVM's answer when the i-th has stopped the guest, at addr. */
void registers_hit(struct kvm_run *run, unsigned int i, uint64_t addr);

/* Whether the processor has watchpoints for reading alone. */
extern const bool registers_have_read;

#endif
