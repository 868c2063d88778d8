// SPDX-License-Identifier: ISC
/*
 * The filters made ready, and the last stage.  The last stage unmaps
 * everything in the user window, libc's heap and thread-local storage
 * included: see last.h.
 */
#include <errno.h>
#include <linux/filter.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <nabla/exit.h>
#include <nabla/layout.h>
#include <nabla/member.h>

#include "lib/err.h"
#include "tenders/run/filter.h"
#include "tenders/run/gate.h"
#include "tenders/run/isa.h"
#include "tenders/run/last.h"
#include "tenders/run/tender.h"
#include "tenders/run/zygote.h"

_Static_assert(EARLY_SIGNALS == NABLA_MEMBER +
	       offsetof(struct nabla_member, early_signals), "for gate.S");

uint64_t isa_guest_start, isa_guest_signal;

struct fds {
	int stream[5 + NABLA_DEVICES_MAX], block[NABLA_DEVICES_MAX];
	int writable[NABLA_DEVICES_MAX];
	size_t nr_streams, nr_blocks, nr_writable;
};

static void sort_device(const struct nabla_device *d, struct fds *f)
{
	if (d->type != NABLA_DEV_BLOCK) {
		f->stream[f->nr_streams++] = d->fd;
		return;
	}
	f->block[f->nr_blocks++] = d->fd;
	if (!(d->features & NABLA_BLOCK_READONLY))
		f->writable[f->nr_writable++] = d->fd;
}

static void sort_fds(const struct tender *t, struct fds *f)
{
	for (int fd = 0; fd < 3; fd++)
		f->stream[f->nr_streams++] = fd;
	if (t->members.socket >= 0)
		f->stream[f->nr_streams++] = t->members.socket;
	if (t->steward.socket >= 0)
		f->stream[f->nr_streams++] = t->steward.socket;
	for (unsigned int i = 0; i < t->nr_devices; i++)
		sort_device(&t->device[i], f);
}

static int prepare_member(struct tender *t, struct err *e)
{
	const struct rule *rules[FILTER_RULES_MAX];
	size_t n = filter_table(rules);
	struct fds f = { .nr_streams = 0 };
	struct filter_env env = {
		.ip = {
			[SITE_STUB] = t->image.call_ip,
			[SITE_SIGRETURN] = isa_sigreturn_ip(&t->isa),
		},
		.stream = f.stream, .block = f.block,
		.writable = f.writable,
		.event = t->members.doorbell,
		.event_end = t->members.wake + (int)t->members.nr,
		.ram_fd = t->ram.fd, .ram_size = t->ram.size,
	};

	sort_fds(t, &f);
	env.nr_streams = f.nr_streams;
	env.nr_blocks = f.nr_blocks;
	env.nr_writable = f.nr_writable;
	filter_verdicts(&env);
	if (filter_compile(&t->filter, rules, n, &env) < 0)
		return err_set(e, E2BIG, "it gets too long");
	return 0;
}

static int prepare_zygote(struct tender *t, struct err *e)
{
	const struct rule *rules[FILTER_RULES_MAX];
	size_t n = zygote_table(rules);
	struct filter_env env = {
		.event = t->members.doorbell,
		.event_end = t->members.wake + (int)t->members.nr,
		.first = getpid(),
	};

	zygote_verdicts(&env);
	if (filter_compile(&t->zygote_filter, rules, n, &env) < 0)
		return err_set(e, E2BIG, "the zygote's gets too long");
	return 0;
}

int filter_prepare(struct tender *t, struct err *e)
{
	int r = prepare_member(t, e);

	return r < 0 ? r : prepare_zygote(t, e);
}

LAST __attribute__((noreturn)) void give_up(const char *message, size_t len)
{
	isa_call(SYS_write, STDERR_FILENO, (long)message, (long)len, 0, 0, 0);
	for (;;)
		isa_call(SYS_exit_group, NABLA_EXIT_TENDER, 0, 0, 0, 0, 0);
}

LAST void note_pending(uint64_t set)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;
	const struct timespec now = { 0, 0 };
	long sig;

	while ((sig = isa_call(SYS_rt_sigtimedwait, (long)&set, 0, (long)&now,
			       sizeof(set), 0, 0)) > 0)
		m->early_signals |= 1ULL << (sig - 1);
}

static struct sock_fprog program(const struct bpf *b)
{
	return (struct sock_fprog) {
		(unsigned short)b->len, (struct sock_filter *)b->code,
	};
}

static void describe_zygote(const struct tender *t, struct zygote *z)
{
	z->first = getpid();
	z->nr_members = t->members.nr;
	z->socket = t->members.zygote_socket;
	z->deaths = t->members.deaths;
	z->wake = t->members.wake;
	z->place.wanted = t->members.several_cpus;
	z->signals = signals_of_member();
	z->filter = program(&t->zygote_filter);
	z->member_filter = program(&t->filter);
}

LAST __attribute__((noreturn)) void enter_guest(const struct tender *t)
{
	static struct zygote zygote;
	const struct sock_fprog filter = program(&t->filter);
	const uint64_t signals = signals_of_first(t);

	describe_zygote(t, &zygote);
	if (isa_call(SYS_munmap, NABLA_USER_MIN, NABLA_USER_END +
		     NABLA_USER_GUARD - NABLA_USER_MIN, 0, 0, 0, 0))
		GIVE_UP("can't empty the user window");
	isa_leave_libc();
	isa_guest_start = t->image.start;
	isa_guest_signal = t->image.signal;
	if (t->members.nr > 1 && zygote_start(&zygote))
		GIVE_UP("can't start the zygote");
	note_pending(signals);
	isa_enter(&filter);
	GIVE_UP("can't install the filter");
}
