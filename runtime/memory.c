// SPDX-License-Identifier: ISC
#include "runtime/memory.h"

#define MB	(1ULL << 20)

void memory_divide(uint64_t limit, uint64_t *guest, uint64_t *total)
{
	uint64_t reserve = MEMORY_RESERVE + limit / MEMORY_SHARE;

	*guest = limit > reserve ? limit - reserve : 0;
	if (*guest < MEMORY_LEAST)
		*guest = MEMORY_LEAST;
	*guest -= *guest % MB;
	*total = *guest + reserve > limit ? *guest + reserve : limit;
}

unsigned int memory_members(uint64_t guest, uint64_t total)
{
	uint64_t n = (total - guest - MEMORY_HELPERS) /
		     (MEMORY_MEMBER + guest / MEMORY_TABLES);

	return n < MEMORY_MEMBERS_MAX ? (unsigned int)n : MEMORY_MEMBERS_MAX;
}
