/* SPDX-License-Identifier: ISC */
#ifndef BINDINGS_HVT_X86_64_ISA_H
#define BINDINGS_HVT_X86_64_ISA_H

#include <stdint.h>

#include <solo5/hvt_abi.h>

static inline void isa_out(uint16_t port, uint32_t value)
{
	__asm__ volatile("outl %0, %1" : : "a"(value), "d"(port) : "memory");
}

static inline void hypercall(int nr, void *arg)
{
	isa_out((uint16_t)(HVT_PIO_BASE + nr), (uint32_t)(uintptr_t)arg);
}

static inline void isa_kick(void)
{
	isa_out(HVT_PIO_KICK, 0);
}

static inline void isa_pause(void)
{
	__asm__ volatile("pause" : : : "memory");
}

static inline uint64_t isa_counter(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

#endif
