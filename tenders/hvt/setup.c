// SPDX-License-Identifier: ISC
/* The stages that are much the same as spt's. */
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/common/devices.h"
#include "tenders/hvt/hvt.h"

static void quit(int signal)
{
	(void)signal;
	_exit(1);
}

/* One that is ignored stays so: a shell did that, for a background command. */
static int quit_on(int signal, struct err *e)
{
	struct sigaction old, new = { .sa_handler = quit };

	if (sigaction(signal, NULL, &old) < 0)
		return err_errno(e, "signal %d", signal);
	if (old.sa_handler != SIG_IGN && sigaction(signal, &new, NULL) < 0)
		return err_errno(e, "signal %d", signal);
	return 0;
}

/* A console that nobody reads must not end the guest. */
int signals_prepare(struct hvt *t, struct err *e)
{
	(void)t;
	if (signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return err_errno(e, "SIGPIPE");
	if (quit_on(SIGTERM, e) < 0 || quit_on(SIGINT, e) < 0)
		return -e->code;
	return 0;
}

int kernel_open(struct hvt *t, struct err *e)
{
	const struct abi1_note want = { ABI1_TARGET_HVT, HVT_ABI_VERSION };

	if (cmdline_join(t->cmdline, t->opt.args, e) < 0)
		return -e->code;
	return unikernel_open_path(&t->kernel, t->opt.kernel, isa_elf_machine,
				   &want, e);
}

int devices_open(struct hvt *t, struct err *e)
{
	if (descriptors_fill(e) < 0)
		return -e->code;
	t->channels = devices_have_channels(&t->kernel.manifest);
	return devices_attach(&t->kernel.manifest, &t->opt, e);
}

int waiting_prepare(struct hvt *t, struct err *e)
{
	return events_create(&t->events, &t->kernel.manifest, e);
}

int descriptors_close(struct hvt *t, struct err *e)
{
	int keep[MFT1_ENTRIES_MAX + 7] = { t->events.epollfd,
					   t->events.timerfd, t->vcpufd };
	unsigned int n = 3;

	if (t->timer && isa_timer_ioctls[0])
		keep[n++] = t->vmfd;
	if (t->gdb)
		keep[n++] = gdb_descriptor(t->gdb);
	if (t->corefd >= 0) {
		keep[n++] = t->corefd;
		keep[n++] = t->coredir;
	}
	n += devices_descriptors(&t->kernel.manifest, keep + n);
	return descriptors_close_but(keep, n, e);
}
