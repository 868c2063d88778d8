// SPDX-License-Identifier: GPL-2.0-only
/*
 * Host processes as address spaces.  A member is to an address space what an ASID
 * is on other machines: it keeps the mappings of one while others run.  There are
 * fewer of them than there can be address spaces, so an address space gets one when
 * it is switched to, and loses it when it ends, or when members have run out and it
 * has not run for the longest time.
 *
 * Invariants: mm->context.member->mm == mm for every mm that has one; the member
 * that is the processor is the one of the current (or lazily kept) address space,
 * or nobody's.  All with interrupts disabled.
 */
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/baton.h>
#include <asm/fpu.h>
#include <asm/host.h>
#include <asm/mmu_context.h>
#include <asm/setup.h>
#include <asm/sites.h>
#include <nabla/member.h>
#include "member.h"

/*
 * With more mappings than this, it costs less to have the process end, on another
 * CPU, than to unmap them: 2.4 us each against some 130 us for a new one.
 */
#define RETIRE_RUNS	300

/* How long not to ask again for what the host has refused. */
#define RETRY_DELAY	(HZ / 10)

static struct member *members __ro_after_init;	/* nabla_boot->nr_members of them */
static unsigned int nr_alive = 1;
static LIST_HEAD(used);		/* the one that ran last is last */
static LIST_HEAD(idle);		/* the one freed last is first */

static bool asked;		/* the zygote owes an answer */
static unsigned long retry;	/* jiffies */

struct member *this_member(void)
{
	return &members[nabla_this_member()];
}

static unsigned int index_of(const struct member *m)
{
	return m - members;
}

static void member_init(struct member *m)
{
	*m = (struct member) { };
	record_init(&m->user);
	record_init(&m->vmalloc);
	list_add(&m->list, &idle);
}

void __init nabla_members_init(void)
{
	unsigned int n = clamp(nabla_boot->nr_members, 1U, NABLA_MEMBERS_MAX);

	members = memblock_alloc(n * sizeof(*members), SMP_CACHE_BYTES);
	if (!members)
		panic("no memory for %u members", n);
	member_init(&members[0]);
}

/* ---- births ---- */

static bool may_ask(void)
{
	return nabla_boot->zygote_fd >= 0 && !asked &&
	       nr_alive < nabla_boot->nr_members &&
	       (!retry || time_after(jiffies, retry));
}

static void ask(void)
{
	const char request = NABLA_ASK_MEMBER;

	if (may_ask())
		asked = host_write(nabla_boot->zygote_fd, &request, 1) == 1;
}

static long read_answer(void)
{
	s32 answer;
	long n;

	do
		n = host_read(nabla_boot->zygote_fd, &answer, sizeof(answer));
	while (n == -EINTR);
	asked = false;
	return n == sizeof(answer) ? answer : -EIO;
}

/* One more member, which the host may refuse: NULL then. */
static struct member *newborn(void)
{
	struct member *m;
	long index;

	ask();
	if (!asked)
		return NULL;
	index = read_answer();
	if (index <= 0 || index >= nabla_boot->nr_members) {
		retry = jiffies + RETRY_DELAY;
		return NULL;
	}
	retry = 0;
	nr_alive++;
	m = &members[index];
	record_reset(&m->user);		/* of one that has retired */
	record_reset(&m->vmalloc);
	member_init(m);
	return m;
}

/* ---- assignment ---- */

static void take_from(struct mm_struct *mm)
{
	mm->context.member->mm = NULL;
	mm->context.member = NULL;
}

static struct member *least_recently_used(void)
{
	struct member *m = list_first_entry(&used, struct member, list);

	take_from(m->mm);
	return m;
}

static struct member *pick(void)
{
	struct member *here = this_member(), *m;

	if (!here->mm && !here->retired)
		return here;
	m = list_first_entry_or_null(&idle, struct member, list);
	if (!m)
		m = newborn();
	return m ?: least_recently_used();
}

static void assign(struct mm_struct *mm)
{
	struct member *m = pick();

	m->mm = mm;
	mm->context.member = m;
	/* What it still shows is someone else's. */
	mm->context.foreign = true;
	list_move_tail(&m->list, &used);
	if (list_empty(&idle))
		ask();
}

/* ---- switching ---- */

/*
 * Go on in another host process.  What the kernel leaves in registers stays
 * behind: no program's is there any more.
 */
static void move_to(struct member *m)
{
	nabla_fpu_leave();
	nabla_baton_pass(index_of(m), this_member()->retired);
}

void switch_mm(struct mm_struct *prev, struct mm_struct *next,
	       struct task_struct *task)
{
	if (!next->context.member)
		assign(next);
	if (next->context.member != this_member()) {
		move_to(next->context.member);
		nabla_vmalloc_catch_up();
	}
	nabla_tlb_catch_up(next);
	list_move_tail(&this_member()->list, &used);
}

/* On exec: the old address space ends, if nobody shares it, and leaves its place. */
void activate_mm(struct mm_struct *prev, struct mm_struct *next)
{
	if (prev->context.member && atomic_read(&prev->mm_users) == 1)
		nabla_member_release(prev);
	switch_mm(prev, next, current);
}

static bool worth_keeping(struct member *m)
{
	return !index_of(m) || m != this_member() ||
	       m->user.nr_runs <= RETIRE_RUNS;
}

/*
 * No program runs in @mm any more.  Its pages are freed next, and the mappings of
 * them stay until the member is taken: no one looks through them.
 */
void nabla_member_release(struct mm_struct *mm)
{
	struct member *m = mm->context.member;
	unsigned long flags;

	if (!m)
		return;
	local_irq_save(flags);
	take_from(mm);
	list_del_init(&m->list);
	if (worth_keeping(m)) {
		list_add(&m->list, &idle);
	} else {
		m->retired = true;
		nr_alive--;
	}
	local_irq_restore(flags);
}

int init_new_context(struct task_struct *task, struct mm_struct *mm)
{
	mm->context.member = NULL;
	mm->context.foreign = false;
	mm->context.stale_start = mm->context.stale_end = 0;
	return nabla_sites_fork(mm);
}

void destroy_context(struct mm_struct *mm)
{
	nabla_member_release(mm);
	nabla_sites_drop(mm);
}
