// SPDX-License-Identifier: ISC
/*
 * Clocks and waiting.  The monotonic clock is the processor's counter, in
 * nanoseconds since start; the wall clock is the host's.
 */
#include "bindings/hvt/hvt.h"

#define NSEC	1000000000ULL

static uint64_t start;
static uint64_t scale;		/* nanoseconds per count, times 2^32 */

void clock_init(void)
{
	uint64_t hz = hvt_info->cpu_cycle_freq;

	if (!hz)
		panic("the counter's frequency is not known");
	scale = (NSEC << 32) / hz;
	start = isa_counter();
}

solo5_time_t solo5_clock_monotonic(void)
{
	unsigned __int128 n = isa_counter() - start;

	return (solo5_time_t)(n * scale >> 32);
}

solo5_time_t solo5_clock_wall(void)
{
	struct hvt_walltime w = { 0 };

	hypercall(HVT_WALLTIME, &w);
	return w.nsecs;
}

/*
 * The host's clock and ours may differ in speed: what it has left out is waited
 * for again.
 */
void solo5_yield(solo5_time_t deadline, solo5_handle_set_t *ready_set)
{
	solo5_time_t now = solo5_clock_monotonic();
	struct hvt_poll p;

	do {
		p = (struct hvt_poll) {
			.timeout_nsecs = deadline > now ? deadline - now : 0,
		};
		hypercall(HVT_POLL, &p);
		now = solo5_clock_monotonic();
	} while (!p.ready_set && now < deadline);
	if (ready_set)
		*ready_set = p.ready_set;
}
