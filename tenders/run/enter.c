// SPDX-License-Identifier: ISC
/*
 * The filter made ready, and the last stage.  The last stage unmaps everything
 * in the user window, libc's heap and thread-local storage included: from then
 * on no libc function, no errno and no stack protector may be used, and all
 * data lies in the tender's own static memory.
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
#include "tenders/run/tender.h"

_Static_assert(EARLY_SIGNALS == NABLA_MEMBER +
	       offsetof(struct nabla_member, early_signals), "for gate.S");

uint64_t isa_guest_start, isa_guest_signal;

struct fds {
	int stream[3 + NABLA_DEVICES_MAX], block[NABLA_DEVICES_MAX];
	size_t nr_streams, nr_blocks;
};

static void sort_fds(const struct tender *t, struct fds *f)
{
	for (int fd = 0; fd < 3; fd++)
		f->stream[f->nr_streams++] = fd;
	for (unsigned int i = 0; i < t->nr_devices; i++) {
		if (t->device[i].type == NABLA_DEV_BLOCK)
			f->block[f->nr_blocks++] = t->device[i].fd;
		else
			f->stream[f->nr_streams++] = t->device[i].fd;
	}
}

int filter_prepare(struct tender *t, struct err *e)
{
	const struct rule *rules[FILTER_RULES_MAX];
	size_t n = filter_table(rules);
	struct fds f = { .nr_streams = 0, .nr_blocks = 0 };
	struct filter_env env = {
		.ip = {
			[SITE_STUB] = t->image.call_ip,
			[SITE_SIGRETURN] = isa_sigreturn_ip(&t->isa),
		},
		.stream = f.stream, .block = f.block,
		.ram_fd = t->ram.fd, .ram_size = t->ram.size,
	};

	sort_fds(t, &f);
	env.nr_streams = f.nr_streams;
	env.nr_blocks = f.nr_blocks;
	if (filter_compile(&t->filter, rules, n, &env) < 0)
		return err_set(e, E2BIG, "it gets too long");
	return 0;
}

#define LAST	__attribute__((no_stack_protector))

LAST __attribute__((noreturn))
static void give_up(const char *message, size_t len)
{
	isa_call(SYS_write, STDERR_FILENO, (long)message, (long)len, 0, 0, 0);
	for (;;)
		isa_call(SYS_exit_group, NABLA_EXIT_TENDER, 0, 0, 0, 0, 0);
}

#define GIVE_UP(text) give_up("nabla-run: " text "\n", sizeof("nabla-run: " text))

/*
 * What has come while signals were blocked.  The gate would note it as well,
 * but the host would deliver all of it at once, with a frame on the alternate
 * stack for each, to a process that may be slow to touch these pages.
 */
LAST static void note_pending(uint64_t set)
{
	struct nabla_member *m = (void *)NABLA_MEMBER;
	const struct timespec now = { 0, 0 };
	long sig;

	while ((sig = isa_call(SYS_rt_sigtimedwait, (long)&set, 0, (long)&now,
			       sizeof(set), 0, 0)) > 0)
		m->early_signals |= 1ULL << (sig - 1);
}

LAST __attribute__((noreturn)) void enter_guest(const struct tender *t)
{
	const struct sock_fprog prog = {
		(unsigned short)t->filter.len,
		(struct sock_filter *)t->filter.code,
	};
	const uint64_t directed = signals_directed();

	if (isa_call(SYS_munmap, NABLA_USER_MIN, NABLA_USER_END +
		     NABLA_USER_GUARD - NABLA_USER_MIN, 0, 0, 0, 0))
		GIVE_UP("can't empty the user window");
	isa_leave_libc();
	isa_guest_start = t->image.start;
	isa_guest_signal = t->image.signal;
	note_pending(directed);
	isa_enter(&prog);
	GIVE_UP("can't install the filter");
}
