// SPDX-License-Identifier: GPL-2.0-only
/*
 * The baton: one member of the container is the processor, the others wait in a
 * read of an eventfd of their own.  Kernel stacks lie in shared memory, so the
 * kernel goes on in whichever process takes over.
 *
 * Invariants: baton.processor is the truth, an eventfd's count only a hint.  Who
 * gives the baton away is on a stack that no other process has before it does, and
 * touches nothing shared afterwards but what it reads here.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/poll.h>
#include <linux/sched/clock.h>
#include <asm/baton.h>
#include <asm/host.h>
#include <asm/irq.h>
#include <asm/setup.h>
#include <nabla/exit.h>

#define SIGKILL_STATUS	(128 + 9)

/*
 * A tick comes after 4 ms of CPU time.  If twice as long has gone by without a
 * pause, others had the CPU.
 */
#define CONTENDED_NS	(8 * NSEC_PER_MSEC)

static struct {
	unsigned int processor;
	unsigned long sp;	/* of the kernel stack to go on with */
	bool exiting;		/* the first process is to exit, */
	int status;		/* with this */
} baton;

static u64 running_since;	/* sched_clock() */

static int wake_fd(unsigned int member)
{
	return nabla_boot->wake_fd + member;
}

static void wake(unsigned int member)
{
	const u64 one = 1;
	long n;

	do
		n = host_write(wake_fd(member), &one, sizeof(one));
	while (n == -EINTR);
}

static void __noreturn exit_process(int status)
{
	for (;;)
		nabla_host_call(__NR_exit_group, status, 0, 0, 0, 0, 0);
}

static void wait_to_be_woken(void)
{
	u64 count;
	long n = host_read(wake_fd(nabla_this_member()), &count, sizeof(count));

	/* Without its descriptor it would wait for ever. */
	if (n != sizeof(count) && n != -EINTR)
		exit_process(NABLA_EXIT_PANIC);
}

static void check_exit(void)
{
	if (!nabla_this_member() && READ_ONCE(baton.exiting))
		exit_process(READ_ONCE(baton.status));
}

static void __noreturn wait_turn(void)
{
	do {
		check_exit();
		wait_to_be_woken();
		check_exit();
	} while (smp_load_acquire(&baton.processor) != nabla_this_member());
	nabla_member_resume(baton.sp);
}

void __noreturn nabla_baton_leave(unsigned int to, bool retire)
{
	smp_store_release(&baton.processor, to);
	wake(to);
	if (retire)
		exit_process(0);
	wait_turn();
}

void nabla_baton_pass(unsigned int to, bool retire)
{
	nabla_member_switch(&baton.sp, to, retire);
	nabla_baton_pause();
}

void __noreturn nabla_baton_join(void)
{
	wait_turn();
}

/* The container's exit status is the first process's. */
void __noreturn host_exit(int status)
{
	if (nabla_this_member()) {
		WRITE_ONCE(baton.status, status);
		smp_wmb();
		WRITE_ONCE(baton.exiting, true);
		wake(0);
		for (;;)
			wait_to_be_woken();
	}
	exit_process(status);
}

void nabla_baton_signal(unsigned int sig, int value)
{
	host_exit(sig == NABLA_SIG_ZYGOTE ? SIGKILL_STATUS : value);
}

/* ---- the doorbell: members that wait have something to tell ---- */

void nabla_baton_ring(void)
{
	const u64 one = 1;

	host_write(nabla_boot->doorbell_fd, &one, sizeof(one));
}

/* What it is about has been noted, and is looked at after every interrupt. */
static irqreturn_t doorbell(int irq, void *unused)
{
	u64 count;

	host_read(nabla_boot->doorbell_fd, &count, sizeof(count));
	return IRQ_HANDLED;
}

static int __init doorbell_init(void)
{
	int irq = nabla_irq_line(nabla_boot->doorbell_fd, POLLIN);

	return irq < 0 ? irq : request_irq(irq, doorbell, 0, "doorbell", NULL);
}
early_initcall(doorbell_init);

/* ---- the host's CPU ---- */

void nabla_baton_pause(void)
{
	running_since = sched_clock();
}

/*
 * Members hand over in a few microseconds only if they are on one CPU, so the
 * zygote keeps them there; it moves them when that CPU is taken by others.
 */
void nabla_baton_tick(void)
{
	const char request = NABLA_ASK_MOVE;
	u64 now = sched_clock();

	if (now - running_since > CONTENDED_NS && nabla_boot->zygote_fd >= 0)
		host_write(nabla_boot->zygote_fd, &request, 1);
	running_since = now;
}
