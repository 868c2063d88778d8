// SPDX-License-Identifier: ISC
/*
 * Which CPU of the host the members are on.  The baton goes round in some 3 us
 * on one CPU and takes seven times as long across two, so all of them, the
 * first included, are kept on one.  The zygote is not, and the host wakes it
 * where there is little to do: where it finds itself is where the others
 * should be.
 *
 * What the host refuses (a CPU that has just been taken away) is let be:
 * nothing but speed depends on it.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/zygote.h"

/* A guest may ask at every tick. */
#define MOVE_MIN_MS	50

LAST static int64_t now_ms(void)
{
	struct timespec ts = { 0, 0 };

	isa_call(SYS_clock_gettime, CLOCK_MONOTONIC_COARSE, (long)&ts, 0, 0, 0,
		 0);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

LAST static void pin(const struct placement *p, int pid)
{
	isa_call(SYS_sched_setaffinity, pid, sizeof(p->mask), (long)p->mask, 0,
		 0, 0);
}

/* Whether that is another CPU than before. */
LAST static bool choose(struct placement *p)
{
	unsigned int cpu;

	if (isa_call(SYS_getcpu, (long)&cpu, 0, 0, 0, 0, 0) ||
	    cpu >= CPUS_MAX || (p->chosen && cpu == p->cpu))
		return false;
	p->mask[p->cpu / 64] = 0;
	p->mask[cpu / 64] = 1ULL << cpu % 64;
	p->cpu = cpu;
	p->chosen = true;
	p->since_ms = now_ms();
	return true;
}

LAST void placement_join(struct zygote *z, int pid)
{
	struct placement *p = &z->place;

	if (!p->wanted)
		return;
	if (!p->chosen && choose(p))
		pin(p, z->first);
	if (p->chosen)
		pin(p, pid);
}

LAST void placement_move(struct zygote *z)
{
	struct placement *p = &z->place;

	if (!p->chosen || now_ms() - p->since_ms < MOVE_MIN_MS || !choose(p))
		return;
	pin(p, z->first);
	for (unsigned int i = 1; i < z->nr_members; i++)
		if (z->pid[i])
			pin(p, z->pid[i]);
}
