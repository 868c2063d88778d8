// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform's clocks, read without a call of the host.  The clock event is a
 * deadline that idling looks at, and whatever makes a platform enter the kernel
 * now and then; no timer of the host is set.
 */
#include <linux/clockchips.h>
#include <linux/clocksource.h>
#include <linux/delay.h>
#include <linux/init.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>
#include <linux/workqueue.h>
#include <asm/platform.h>
#include <asm/time.h>
#include <asm/vdso.h>

/* The shortest time that is worth to program: a host call or two. */
#define MIN_DELTA_NS	1000
/* Longest wait, and longest time between two looks at the clock. */
#define MAX_DELTA_NS	(3600ULL * NSEC_PER_SEC)

static u64 boot_time __ro_after_init;	/* the host's monotonic clock then */

static u64 notrace time_since_boot(void)
{
	return nabla_clock() - boot_time;
}

/* Not since boot: the vDSO would have to know when that was. */
static u64 clock_read(struct clocksource *cs)
{
	return nabla_counter();
}

static struct clocksource host_clocksource = {
	.name = "host",
	.rating = 400,
	.read = clock_read,
	.mask = CLOCKSOURCE_MASK(64),
	.flags = CLOCK_SOURCE_IS_CONTINUOUS,
	.vdso_clock_mode = VDSO_CLOCKMODE_HOST,
};

static u64 next_event = U64_MAX;	/* since boot; U64_MAX: none */

static int event_set(unsigned long delta, struct clock_event_device *dev)
{
	next_event = time_since_boot() + delta;
	return 0;
}

static int event_off(struct clock_event_device *dev)
{
	next_event = U64_MAX;
	return 0;
}

static struct clock_event_device host_event = {
	.name = "host",
	.rating = 400,
	.features = CLOCK_EVT_FEAT_ONESHOT,
	.set_next_event = event_set,
	.set_state_shutdown = event_off,
	.set_state_oneshot_stopped = event_off,
};

/*
 * The host's wall clock can be set while we run.  Its distance from the monotonic
 * clock changes by nothing else, and ours is moved by as much: a clock that the
 * guest has set by itself stays as wrong as it is.
 */
#define STEP_MIN_NS	NSEC_PER_MSEC
#define READ_MAX_NS	(100 * NSEC_PER_USEC)

static u64 distance_followed;
static u64 distance_looked_at;		/* since boot */

/* False: something came between the readings. */
static bool read_distance(u64 *distance)
{
	u64 before = nabla_clock();
	u64 wall = nabla_wall_clock();
	u64 after = nabla_clock();

	*distance = wall - before;
	return after - before < READ_MAX_NS;
}

static void follow_step(struct work_struct *work)
{
	struct timespec64 now;
	u64 distance;
	s64 step;

	if (!read_distance(&distance))
		return;
	step = distance - distance_followed;
	if (abs(step) < STEP_MIN_NS)
		return;
	ktime_get_real_ts64(&now);
	now = timespec64_add(now, ns_to_timespec64(step));
	if (!do_settimeofday64(&now))
		distance_followed = distance;
}

static DECLARE_WORK(step_work, follow_step);

static void look_for_step(void)
{
	u64 now = time_since_boot(), distance;

	if (now - distance_looked_at < NSEC_PER_SEC)
		return;
	distance_looked_at = now;
	if (read_distance(&distance) &&
	    abs((s64)(distance - distance_followed)) >= STEP_MIN_NS)
		schedule_work(&step_work);
}

bool nabla_timer_due(void)
{
	return next_event != U64_MAX && time_since_boot() >= next_event;
}

void nabla_timer_interrupt(void)
{
	look_for_step();
	if (!nabla_timer_due())
		return;
	next_event = U64_MAX;
	host_event.event_handler(&host_event);
}

void nabla_timer_deadline(struct __kernel_timespec *timeout)
{
	u64 now, delta = MAX_DELTA_NS;

	if (next_event != U64_MAX) {
		now = time_since_boot();
		delta = now < next_event ? next_event - now : 0;
	}
	timeout->tv_sec = delta / NSEC_PER_SEC;
	timeout->tv_nsec = delta % NSEC_PER_SEC;
}

unsigned long long notrace sched_clock(void)
{
	return boot_time ? time_since_boot() : 0;
}

void read_persistent_clock64(struct timespec64 *ts)
{
	*ts = ns_to_timespec64(nabla_wall_clock());
}

void __init time_init(void)
{
	boot_time = nabla_clock();
	read_distance(&distance_followed);
	nabla_vdso_set_clock(nabla_machine.vdso_clock);
	clocksource_register_hz(&host_clocksource, nabla_counter_hz());
	host_event.cpumask = cpumask_of(0);
	clockevents_config_and_register(&host_event, NSEC_PER_SEC, MIN_DELTA_NS,
					MAX_DELTA_NS);
}

void calibrate_delay(void)
{
	loops_per_jiffy = NSEC_PER_SEC / HZ;	/* a loop is a nanosecond */
}

void __ndelay(unsigned long ns)
{
	u64 end = nabla_clock() + ns;

	while (nabla_clock() < end)
		cpu_relax();
}

void __udelay(unsigned long us)
{
	__ndelay(us * NSEC_PER_USEC);
}

void __delay(unsigned long loops)
{
	__ndelay(loops);
}

/* Thousandths of 2^-32 s: what asm-generic/delay.h makes of constants. */
void __const_udelay(unsigned long xloops)
{
	__ndelay((xloops * 1000) >> 32);
}
