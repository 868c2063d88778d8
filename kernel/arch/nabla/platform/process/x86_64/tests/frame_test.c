// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: from the host's signal frame to ours: every register where it belongs, and
 * the frame on the right stack.
 */
#include <kunit/test.h>
#include <linux/sched/task_stack.h>
#include <asm/entry.h>
#include <asm/ucontext.h>

extern char nabla_fast_syscall[];

struct nabla_frame *nabla_signal_frame(int sig, const siginfo_t *info,
				       const struct ucontext *uc,
				       struct nabla_frame *spare);

struct host {
	siginfo_t info;
	struct ucontext uc;
	struct nabla_frame spare;
	u8 stack[2048];
};

/* Each register has a value of its own. */
static struct host *host_frame(struct kunit *test)
{
	struct host *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);
	struct sigcontext *sc;

	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, h);
	sc = &h->uc.uc_mcontext;
	sc->r8 = 0x108, sc->r9 = 0x109, sc->r10 = 0x10a, sc->r11 = 0x10b;
	sc->r12 = 0x10c, sc->r13 = 0x10d, sc->r14 = 0x10e, sc->r15 = 0x10f;
	sc->di = 0x201, sc->si = 0x202, sc->bp = 0x203, sc->bx = 0x204;
	sc->dx = 0x205, sc->ax = 0x206, sc->cx = 0x207;
	sc->ip = 0x401000, sc->sp = 0x7000, sc->flags = 0x246, sc->cs = 0x33;
	return h;
}

static void expect_regs(struct kunit *test, const struct pt_regs *r)
{
	KUNIT_EXPECT_EQ(test, r->r8, 0x108UL);
	KUNIT_EXPECT_EQ(test, r->r9, 0x109UL);
	KUNIT_EXPECT_EQ(test, r->r10, 0x10aUL);
	KUNIT_EXPECT_EQ(test, r->r11, 0x10bUL);
	KUNIT_EXPECT_EQ(test, r->r12, 0x10cUL);
	KUNIT_EXPECT_EQ(test, r->r13, 0x10dUL);
	KUNIT_EXPECT_EQ(test, r->r14, 0x10eUL);
	KUNIT_EXPECT_EQ(test, r->r15, 0x10fUL);
	KUNIT_EXPECT_EQ(test, r->di, 0x201UL);
	KUNIT_EXPECT_EQ(test, r->si, 0x202UL);
	KUNIT_EXPECT_EQ(test, r->bp, 0x203UL);
	KUNIT_EXPECT_EQ(test, r->bx, 0x204UL);
	KUNIT_EXPECT_EQ(test, r->dx, 0x205UL);
	KUNIT_EXPECT_EQ(test, r->ax, 0x206UL);
	KUNIT_EXPECT_EQ(test, r->cx, 0x207UL);
	KUNIT_EXPECT_EQ(test, r->flags, 0x246UL);
	KUNIT_EXPECT_EQ(test, r->cs, 0x33UL);
	KUNIT_EXPECT_EQ(test, r->ss, (unsigned long)NABLA_USER_SS);
	KUNIT_EXPECT_EQ(test, r->orig_ax, -1UL);
}

/*
 * nabla_signal_frame(); from user mode the frame is at the top of this task's stack,
 * where this thread's first return addresses are: they are put back.
 */
static struct nabla_frame take(struct host *h, int sig,
			       struct nabla_frame **where)
{
	struct nabla_frame *top = container_of(task_pt_regs(current),
					       struct nabla_frame, regs);
	struct nabla_frame saved = *top, got;

	*where = nabla_signal_frame(sig, &h->info, &h->uc, &h->spare);
	got = **where;
	*top = saved;
	return got;
}

static void from_user(struct kunit *test)
{
	struct host *h = host_frame(test);
	struct nabla_frame *where, got;

	got = take(h, HOST_SIGVTALRM, &where);
	KUNIT_EXPECT_PTR_EQ(test, &where->regs, task_pt_regs(current));
	expect_regs(test, &got.regs);
	KUNIT_EXPECT_EQ(test, got.regs.ip, 0x401000UL);
	KUNIT_EXPECT_EQ(test, got.regs.sp, 0x7000UL);
	KUNIT_EXPECT_EQ(test, got.trap.sig, (unsigned int)HOST_SIGVTALRM);
	KUNIT_EXPECT_TRUE(test, user_mode(&got.regs));
}

/* A wild jump: neither the program's range nor the kernel's text. */
static void from_a_wild_jump(struct kunit *test)
{
	struct host *h = host_frame(test);
	struct nabla_frame *where;

	h->uc.uc_mcontext.ip = (unsigned long)_etext + 0x100000;
	take(h, HOST_SIGSEGV, &where);
	KUNIT_EXPECT_PTR_EQ(test, &where->regs, task_pt_regs(current));
	h->uc.uc_mcontext.ip = 0x8000000000000000UL;
	take(h, HOST_SIGSEGV, &where);
	KUNIT_EXPECT_PTR_EQ(test, &where->regs, task_pt_regs(current));
}

static void from_kernel(struct kunit *test)
{
	struct host *h = host_frame(test);
	unsigned long sp = (unsigned long)(h->stack + 2001);
	struct nabla_frame *where, got;

	h->uc.uc_mcontext.ip = (unsigned long)_stext + 64;
	h->uc.uc_mcontext.sp = sp;
	got = take(h, HOST_SIGSEGV, &where);
	/* below the interrupted stack pointer, and aligned as calls want it */
	KUNIT_EXPECT_LE(test, (unsigned long)(where + 1), sp);
	KUNIT_EXPECT_GE(test, (unsigned long)(where + 1), sp - 16);
	KUNIT_EXPECT_EQ(test, (unsigned long)where & 15, 0UL);
	expect_regs(test, &got.regs);
	KUNIT_EXPECT_EQ(test, got.regs.sp, sp);
	KUNIT_EXPECT_FALSE(test, user_mode(&got.regs));
}

/* In the kernel's text with the program's stack still, or again, in place. */
static void between_stacks(struct kunit *test)
{
	struct host *h = host_frame(test);
	struct nabla_frame *where, got;

	h->uc.uc_mcontext.ip = (unsigned long)nabla_fast_syscall + 3;
	got = take(h, HOST_SIGVTALRM, &where);
	KUNIT_EXPECT_PTR_EQ(test, where, &h->spare);
	expect_regs(test, &got.regs);
	/* but at the door itself nothing has happened yet */
	h->uc.uc_mcontext.ip = (unsigned long)nabla_fast_syscall;
	take(h, HOST_SIGTRAP, &where);
	KUNIT_EXPECT_PTR_EQ(test, &where->regs, task_pt_regs(current));
}

static void page_faults(struct kunit *test)
{
	static const struct {
		unsigned long error;
		bool write, exec;
	} kinds[] = { { 4, false, false }, { 6, true, false },
		      { 7, true, false }, { 20, false, true } };
	struct host *h = host_frame(test);
	struct nabla_frame *where, got;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		h->info.si_code = SEGV_ACCERR;
		h->uc.uc_mcontext.trapno = 14;
		h->uc.uc_mcontext.err = kinds[i].error;
		h->uc.uc_mcontext.cr2 = 0xabcd000 + i;
		got = take(h, HOST_SIGSEGV, &where);
		KUNIT_EXPECT_TRUE(test, got.trap.page);
		KUNIT_EXPECT_EQ(test, got.trap.write, kinds[i].write);
		KUNIT_EXPECT_EQ(test, got.trap.exec, kinds[i].exec);
		KUNIT_EXPECT_EQ(test, got.trap.addr, 0xabcd000UL + i);
		KUNIT_EXPECT_EQ(test, got.trap.code, SEGV_ACCERR);
	}
	/* a general protection fault is none, whatever cr2 holds */
	h->uc.uc_mcontext.trapno = 13;
	got = take(h, HOST_SIGSEGV, &where);
	KUNIT_EXPECT_FALSE(test, got.trap.page);
	KUNIT_EXPECT_EQ(test, got.trap.nr, 13UL);
}

static void system_calls(struct kunit *test)
{
	struct host *h = host_frame(test);
	struct nabla_frame *where, got;

	h->uc.uc_mcontext.trapno = 14;	/* of an earlier fault */
	h->info.si_syscall = 231;
	h->info.si_arch = 0xc000003e;
	got = take(h, HOST_SIGSYS, &where);
	KUNIT_EXPECT_EQ(test, got.trap.nr, 231UL);
	KUNIT_EXPECT_EQ(test, got.trap.error, 0xc000003eUL);
	KUNIT_EXPECT_FALSE(test, got.trap.page);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(from_user),
	KUNIT_CASE(from_a_wild_jump),
	KUNIT_CASE(from_kernel),
	KUNIT_CASE(between_stacks),
	KUNIT_CASE(page_faults),
	KUNIT_CASE(system_calls),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_frame",
	.test_cases = cases,
};
kunit_test_suite(suite);
