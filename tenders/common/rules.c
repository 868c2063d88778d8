// SPDX-License-Identifier: ISC
/* The seccomp filters of the Solo5 tenders. */
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/common/rules.h"

#define LOAD		(BPF_LD | BPF_W | BPF_ABS)
#define FIELD(f)	((uint32_t)offsetof(struct seccomp_data, f))

void rules_start(struct bpf *b, uint32_t audit_arch)
{
	int ours;

	bpf_init(b);
	ours = bpf_label(b);
	bpf_stmt(b, LOAD, FIELD(arch));
	bpf_jump(b, BPF_JEQ | BPF_K, audit_arch, ours, BPF_NEXT);
	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	bpf_bind(b, ours);
}

struct rules rules_begin(struct bpf *b, uint32_t nr)
{
	struct rules r = { bpf_label(b) };
	int here = bpf_label(b), other = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(nr));
	bpf_jump(b, BPF_JEQ | BPF_K, nr, here, other);
	/* all of the rules are too far for a conditional jump */
	bpf_bind(b, other);
	bpf_goto(b, r.next);
	bpf_bind(b, here);
	return r;
}

void rules_end(struct bpf *b, struct rules r)
{
	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	bpf_bind(b, r.next);
}

void rules_allow(struct bpf *b)
{
	bpf_return(b, SECCOMP_RET_ALLOW);
}

void rules_allow_if(struct bpf *b, unsigned int arg, uint64_t value)
{
	int fail = bpf_label(b);

	bpf_equal(b, bpf_arg_low(arg), value, fail);
	rules_allow(b);
	bpf_bind(b, fail);
}

void rules_allow_if_both(struct bpf *b, unsigned int arg, uint64_t value,
			 unsigned int arg2, uint64_t value2)
{
	int fail = bpf_label(b);

	bpf_equal(b, bpf_arg_low(arg), value, fail);
	bpf_equal(b, bpf_arg_low(arg2), value2, fail);
	rules_allow(b);
	bpf_bind(b, fail);
}

void rules_allow_net(struct bpf *b, const struct manifest *m)
{
	for (uint32_t i = 1; i < m->entries; i++)
		if (m->e[i].type == MFT_DEV_NET_BASIC)
			rules_allow_if(b, 0, (uint64_t)m->e[i].b.hostfd);
}

void rules_allow_channels(struct bpf *b, const struct manifest *m)
{
	for (uint32_t i = 1; i < m->entries; i++)
		if (is_channel(&m->e[i]))
			rules_allow_if(b, 0, (uint64_t)m->e[i].b.hostfd);
}

/* A file must not grow. */
static void allow_one_block(struct bpf *b, const struct mft_entry *m)
{
	const struct mft_block_basic *k = &m->u.block_basic;
	int fail = bpf_label(b);

	bpf_equal(b, bpf_arg_low(0), (uint64_t)m->b.hostfd, fail);
	bpf_equal(b, bpf_arg_low(2), k->block_size, fail);
	bpf_below(b, 3, k->capacity - k->block_size + 1, fail);
	rules_allow(b);
	bpf_bind(b, fail);
}

void rules_blocks(struct bpf *b, const struct manifest *m)
{
	static const uint32_t nr[] = { SYS_pread64, SYS_pwrite64 };
	struct rules r;

	for (int k = 0; k < 2; k++) {
		r = rules_begin(b, nr[k]);
		for (uint32_t i = 1; i < m->entries; i++)
			if (m->e[i].type == MFT_DEV_BLOCK_BASIC)
				allow_one_block(b, &m->e[i]);
		rules_end(b, r);
	}
}

void rules_waiting(struct bpf *b, const struct events *ev)
{
	struct rules r = rules_begin(b, SYS_epoll_pwait);

	rules_allow_if(b, 0, (uint64_t)ev->epollfd);
	rules_end(b, r);
	r = rules_begin(b, SYS_timerfd_settime);
	rules_allow_if(b, 0, (uint64_t)ev->timerfd);
	rules_end(b, r);
}

int rules_finish(struct bpf *b, struct err *e)
{
	int r;

	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	r = bpf_finish(b);
	return r < 0 ? err_set(e, -r, "the filter does not compile (%d)", r) :
		       0;
}

int rules_install(struct bpf *b, struct err *e)
{
	struct sock_fprog prog = { (unsigned short)b->len, b->code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(e, "giving up new privileges");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		return err_errno(e, "seccomp");
	return 0;
}
