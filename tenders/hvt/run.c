// SPDX-License-Identifier: ISC
/* The guest's processor runs until it halts or does what it must not. */
#include <errno.h>
#include <signal.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

/* KVM leaves with an error where the host's mapping forbids what it does. */
static int run_failed(struct err *e)
{
	if (errno == EFAULT)
		return err_set(e, EFAULT, "the guest touched memory that is "
			       "protected");
	return err_errno(e, "KVM_RUN");
}

static int unexpected(const struct kvm_run *run, struct err *e)
{
	switch (run->exit_reason) {
	case KVM_EXIT_MMIO:
		return err_set(e, EFAULT, "the guest %s 0x%llx, which is "
			       "protected or no memory",
			       run->mmio.is_write ? "wrote to" : "read",
			       (unsigned long long)run->mmio.phys_addr);
	case KVM_EXIT_SHUTDOWN:
		return err_set(e, EFAULT, "the guest's processor shut down "
			       "(triple fault)");
	case KVM_EXIT_INTERNAL_ERROR:
		return err_set(e, EIO, "KVM: internal error %u",
			       run->internal.suberror);
	case KVM_EXIT_FAIL_ENTRY:
		return err_set(e, EIO, "KVM: entry failed (0x%llx)",
			       (unsigned long long)
			       run->fail_entry.hardware_entry_failure_reason);
	}
	return err_set(e, EIO, "the guest left for reason %u",
		       run->exit_reason);
}

/* 0: it goes on; 1: it has ended with *status. */
static int serve(struct hvt *t, int *status, struct err *e)
{
	uint64_t addr;
	int nr;

	if (t->run->exit_reason == KVM_EXIT_DEBUG && t->gdb)
		return gdb_stopped(t, SIGTRAP, e);
	nr = isa_exit(t->run, &addr);
	if (nr == ISA_KICK)
		return ring_kick(t, e);
	if (nr < 0)
		return unexpected(t->run, e);
	return hypercall(t, (unsigned int)nr, addr, status, e);
}

/* Until it next leaves the guest, and what it has left for; returns as serve() does. */
static int run_once(struct hvt *t, int *status, struct err *e)
{
	int r = vcpu_ioctl(t, KVM_RUN, NULL);

	if (r < 0 && errno != EINTR)
		return run_failed(e);
	if (isa_interrupt(t) < 0)
		return err_errno(e, "the timer's interrupt");
	if (!r)
		return serve(t, status, e);
	if (t->gdb && gdb_interrupted(t))
		return gdb_stopped(t, SIGINT, e);
	return 0;
}

int guest_run(struct hvt *t, struct err *e)
{
	int r = 0, status = 0;

	if (t->gdb)
		r = gdb_stopped(t, 0, e);
	while (!r)
		r = run_once(t, &status, e);
	if (t->gdb)
		gdb_exited(t, r < 0 ? 1 : status);
	return r < 0 ? r : status;
}
