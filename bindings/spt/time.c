// SPDX-License-Identifier: ISC
/* Clocks and waiting. */
#include <linux/eventpoll.h>
#include <linux/time_types.h>

#include "bindings/spt/spt.h"

#define NSEC		1000000000ULL
#define CLOCK_REALTIME	0
#define CLOCK_MONOTONIC	1
#define TIMER_ABSTIME	1

static solo5_time_t read_clock(int clock)
{
	struct __kernel_timespec t;

	if (host_call(__NR_clock_gettime, clock, (long)&t, 0, 0, 0, 0) < 0)
		panic("the host's clock %d cannot be read", clock);
	return (uint64_t)t.tv_sec * NSEC + (uint64_t)t.tv_nsec;
}

solo5_time_t solo5_clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

solo5_time_t solo5_clock_wall(void)
{
	return read_clock(CLOCK_REALTIME);
}

/* Never zero, which would switch the timer off. */
static void set_timer(solo5_time_t deadline)
{
	struct __kernel_itimerspec t = {
		.it_value = {
			.tv_sec = (long long)(deadline / NSEC),
			.tv_nsec = (long long)(deadline % NSEC) | 1,
		},
	};

	if (host_call(__NR_timerfd_settime, spt_info->timerfd, TIMER_ABSTIME,
		      (long)&t, 0, 0, 0) < 0)
		panic("the host's timer cannot be set");
}

void solo5_yield(solo5_time_t deadline, solo5_handle_set_t *ready_set)
{
	struct epoll_event event[MFT1_ENTRIES_MAX];
	solo5_handle_set_t set = 0;
	long n;

	set_timer(deadline);
	do
		n = host_call(__NR_epoll_pwait, spt_info->epollfd, (long)event,
			      MFT1_ENTRIES_MAX, -1, 0, 0);
	while (n == -EINTR);
	if (n < 0)
		panic("the host cannot wait");
	for (long i = 0; i < n; i++)
		if (event[i].data < MFT1_ENTRIES_MAX)
			set |= 1ULL << event[i].data;
	if (ready_set)
		*ready_set = set;
}
