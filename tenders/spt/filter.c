// SPDX-License-Identifier: ISC
/* What a unikernel on spt may ask the host for. */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tenders/common/rules.h"
#include "tenders/spt/spt.h"

static void clock_calls(struct bpf *b)
{
	struct rules r = rules_begin(b, SYS_clock_gettime);

	rules_allow_if(b, 0, CLOCK_MONOTONIC);
	rules_allow_if(b, 0, CLOCK_REALTIME);
	rules_end(b, r);
}

/* Frames; write also the console. */
static void stream_calls(struct bpf *b, const struct manifest *m)
{
	struct rules r;

	r = rules_begin(b, SYS_write);
	rules_allow_if(b, 0, STDOUT_FILENO);
	rules_allow_net(b, m);
	rules_end(b, r);
	r = rules_begin(b, SYS_read);
	rules_allow_net(b, m);
	rules_end(b, r);
}

int filter_compile(struct spt *t, struct err *e)
{
	struct bpf *b = &t->filter;
	struct rules r;

	rules_start(b, isa_audit_arch);
	stream_calls(b, &t->kernel.manifest);
	rules_blocks(b, &t->kernel.manifest);
	clock_calls(b);
	rules_waiting(b, &t->events);
	r = rules_begin(b, SYS_exit_group);
	rules_allow(b);
	rules_end(b, r);
	isa_filter(b);
	return rules_finish(b, e);
}

/* Nothing of libc's may be called from here on: it could make other calls. */
int filter_install(struct spt *t, struct err *e)
{
	return rules_install(&t->filter, e);
}
