// SPDX-License-Identifier: ISC
/* What is aarch64's own. */
#include "bindings/bindings.h"

/* The counter, spread over all bits; RNDR is not to be had everywhere. */
__attribute__((no_stack_protector)) uint64_t isa_random(void)
{
	uint64_t v;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(v));
	v *= 0x9e3779b97f4a7c15ULL;
	return v ^ v >> 29;
}

/*
 * Variant I: the thread pointer points to two words of ours, behind which lie
 * the variables.
 */
uintptr_t isa_tls_pointer(uintptr_t tls)
{
	return tls;
}

uintptr_t isa_tls_data(uintptr_t tls)
{
	return tls + align_up(2 * sizeof(uintptr_t), (size_t)_tls_align);
}

size_t isa_tls_size(void)
{
	return isa_tls_data(0) + (size_t)_tls_memsz;
}

uintptr_t isa_tls_word(uintptr_t tp)
{
	return tp;
}
