// SPDX-License-Identifier: ISC
/* What is x86_64's own. */
#include "bindings/bindings.h"

static bool have_rdrand(void)
{
	uint32_t a = 1, b, c, d;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
	return c & 1U << 30;
}

/* The processor's own source, or the time. */
__attribute__((no_stack_protector)) uint64_t isa_random(void)
{
	uint32_t low, high;
	uint64_t v = 0;
	bool ok = false;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
	if (have_rdrand())
		__asm__ volatile("rdrand %0" : "=r"(v), "=@ccc"(ok));
	if (!ok)
		v = (((uint64_t)high << 32) | low) * 0x9e3779b97f4a7c15ULL;
	return v ^ low;
}

/*
 * Variant II: variables lie below the thread pointer, which points to a word
 * that holds itself.
 */
static size_t variables(void)
{
	return align_up((size_t)_tls_memsz, (size_t)_tls_align);
}

uintptr_t isa_tls_pointer(uintptr_t tls)
{
	return tls + align_up(variables(), sizeof(uintptr_t));
}

uintptr_t isa_tls_data(uintptr_t tls)
{
	return isa_tls_pointer(tls) - variables();
}

size_t isa_tls_size(void)
{
	return isa_tls_pointer(0) + sizeof(uintptr_t);
}

uintptr_t isa_tls_word(uintptr_t tp)
{
	return tp;
}
