// SPDX-License-Identifier: ISC
/*
 * What solo5-hvt itself may ask the host for once the guest runs: a guest that
 * has taken it over can do no more than spt's, but for running a processor.
 */
#include <linux/kvm.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tenders/hvt/hvt.h"

static void machine_calls(struct bpf *b, const struct hvt *t)
{
	struct rules r = rules_begin(b, SYS_ioctl);
	bool debug = t->gdb || t->corefd >= 0;

	rules_allow_if_both(b, 0, (uint64_t)t->vcpufd, 1, KVM_RUN);
	for (int i = 0; debug && isa_debug_ioctls[i]; i++)
		rules_allow_if_both(b, 0, (uint64_t)t->vcpufd, 1,
				    isa_debug_ioctls[i]);
	for (int i = 0; t->timer && isa_timer_ioctls[i]; i++)
		rules_allow_if_both(b, 0, (uint64_t)t->vmfd, 1,
				    isa_timer_ioctls[i]);
	rules_end(b, r);
}

/* Frames, channels and the console; messages; the debugger; a core. */
static void stream_calls(struct bpf *b, const struct hvt *t)
{
	struct rules r;

	r = rules_begin(b, SYS_write);
	rules_allow_if(b, 0, STDOUT_FILENO);
	rules_allow_if(b, 0, STDERR_FILENO);
	rules_allow_net(b, &t->kernel.manifest);
	rules_allow_channels(b, &t->kernel.manifest);
	if (t->gdb)
		rules_allow_if(b, 0, (uint64_t)gdb_descriptor(t->gdb));
	if (t->corefd >= 0)
		rules_allow_if(b, 0, (uint64_t)t->corefd);
	rules_end(b, r);
	r = rules_begin(b, SYS_read);
	rules_allow_net(b, &t->kernel.manifest);
	rules_allow_channels(b, &t->kernel.manifest);
	if (t->gdb)
		rules_allow_if(b, 0, (uint64_t)gdb_descriptor(t->gdb));
	rules_end(b, r);
	if (!t->gdb)
		return;
	r = rules_begin(b, SYS_recvfrom);
	rules_allow_if(b, 0, (uint64_t)gdb_descriptor(t->gdb));
	rules_end(b, r);
}

/* The vDSO may ask the host for the time. */
static void clock_calls(struct bpf *b)
{
	struct rules r = rules_begin(b, SYS_clock_gettime);

	rules_allow_if(b, 0, CLOCK_REALTIME);
	rules_end(b, r);
}

/*
 * What is waited for stands in memory, but all that is open is a device's or
 * does no harm: so many, and no signal is put off by it.
 */
static void wait_calls(struct bpf *b, const struct hvt *t)
{
	struct rules r;

	rules_waiting(b, &t->events);
	if (!t->channels)
		return;
	r = rules_begin(b, SYS_ppoll);
	rules_allow_if_both(b, 1, t->kernel.manifest.entries - 1, 3, 0);
	rules_end(b, r);
}

/* A core gets its name only when it is written: it had none before. */
static void core_calls(struct bpf *b, const struct hvt *t)
{
	struct rules r;

	if (t->corefd < 0)
		return;
	r = rules_begin(b, SYS_linkat);
	rules_allow_if_both(b, 0, (uint64_t)t->corefd, 2,
			    (uint64_t)t->coredir);
	rules_end(b, r);
	r = rules_begin(b, SYS_lseek);
	rules_allow_if(b, 0, (uint64_t)t->corefd);
	rules_end(b, r);
}

int filter_compile(struct hvt *t, struct err *e)
{
	struct bpf *b = &t->filter;
	struct rules r;

	rules_start(b, isa_audit_arch);
	machine_calls(b, t);
	stream_calls(b, t);
	rules_blocks(b, &t->kernel.manifest);
	clock_calls(b);
	wait_calls(b, t);
	core_calls(b, t);
	if (t->gdb) {
		/* what interrupts the guest for it */
		r = rules_begin(b, SYS_rt_sigreturn);
		rules_allow(b);
		rules_end(b, r);
	}
	r = rules_begin(b, SYS_exit_group);
	rules_allow(b);
	rules_end(b, r);
	return rules_finish(b, e);
}

int filter_install(struct hvt *t, struct err *e)
{
	return rules_install(&t->filter, e);
}
