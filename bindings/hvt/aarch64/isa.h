/* SPDX-License-Identifier: ISC */
#ifndef BINDINGS_HVT_AARCH64_ISA_H
#define BINDINGS_HVT_AARCH64_ISA_H

#include <stdint.h>

#include <solo5/hvt_abi.h>

/* An address that is no memory: a plain 32-bit store, which KVM can decode. */
static inline void isa_store(uint64_t at, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" : : "r"(value), "r"(at) : "memory");
}

static inline void hypercall(int nr, void *arg)
{
	isa_store(HVT_MMIO_BASE + ((uint64_t)nr << 3),
		  (uint32_t)(uintptr_t)arg);
}

static inline void isa_kick(void)
{
	isa_store(HVT_MMIO_KICK, 0);
}

static inline void isa_pause(void)
{
	__asm__ volatile("yield" : : : "memory");
}

static inline uint64_t isa_counter(void)
{
	uint64_t v;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(v) : : "memory");
	return v;
}

#endif
