// SPDX-License-Identifier: ISC
/*
 * The filter of solo5-spt.  Invariant of the emitted code: a call is allowed
 * only by a rule all of whose checks it passes; all else kills the process.
 * Each number has its rules in one place, so that others skip them.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "lib/bpf_check.h"
#include "lib/err.h"
#include "tenders/spt/spt.h"

#define LOAD		(BPF_LD | BPF_W | BPF_ABS)
#define FIELD(f)	((uint32_t)offsetof(struct seccomp_data, f))

/* The rules of one number lie between begin() and end(). */
struct group {
	int next;
};

static struct group begin(struct bpf *b, uint32_t nr)
{
	struct group g = { bpf_label(b) };
	int here = bpf_label(b), other = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(nr));
	bpf_jump(b, BPF_JEQ | BPF_K, nr, here, other);
	/* all of the rules are too far for a conditional jump */
	bpf_bind(b, other);
	bpf_goto(b, g.next);
	bpf_bind(b, here);
	return g;
}

static void end(struct bpf *b, struct group g)
{
	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	bpf_bind(b, g.next);
}

static void allow_if_equal(struct bpf *b, unsigned int arg, uint64_t value)
{
	int fail = bpf_label(b);

	bpf_equal(b, bpf_arg_low(arg), value, fail);
	bpf_return(b, SECCOMP_RET_ALLOW);
	bpf_bind(b, fail);
}

/* A call with no argument that matters, or with one of fixed values. */
static void fixed_calls(struct bpf *b, const struct spt *t)
{
	struct group g;

	g = begin(b, SYS_exit_group);
	bpf_return(b, SECCOMP_RET_ALLOW);
	end(b, g);
	g = begin(b, SYS_clock_gettime);
	allow_if_equal(b, 0, CLOCK_MONOTONIC);
	allow_if_equal(b, 0, CLOCK_REALTIME);
	end(b, g);
	g = begin(b, SYS_epoll_pwait);
	allow_if_equal(b, 0, (uint64_t)t->epollfd);
	end(b, g);
	g = begin(b, SYS_timerfd_settime);
	allow_if_equal(b, 0, (uint64_t)t->timerfd);
	end(b, g);
}

/* Frames; write also the console. */
static void stream_calls(struct bpf *b, const struct manifest *mft)
{
	const uint32_t nr[] = { SYS_write, SYS_read };
	struct group g;

	for (int k = 0; k < 2; k++) {
		g = begin(b, nr[k]);
		if (nr[k] == SYS_write)
			allow_if_equal(b, 0, STDOUT_FILENO);
		for (uint32_t i = 1; i < mft->entries; i++)
			if (mft->e[i].type == MFT_DEV_NET_BASIC)
				allow_if_equal(b, 0,
					       (uint64_t)mft->e[i].b.hostfd);
		end(b, g);
	}
}

/* One block inside the device; a file must not grow. */
static void allow_block(struct bpf *b, const struct mft_entry *m)
{
	const struct mft_block_basic *k = &m->u.block_basic;
	int fail = bpf_label(b);

	bpf_equal(b, bpf_arg_low(0), (uint64_t)m->b.hostfd, fail);
	bpf_equal(b, bpf_arg_low(2), k->block_size, fail);
	bpf_below(b, 3, k->capacity - k->block_size + 1, fail);
	bpf_return(b, SECCOMP_RET_ALLOW);
	bpf_bind(b, fail);
}

static void block_calls(struct bpf *b, const struct manifest *mft)
{
	const uint32_t nr[] = { SYS_pread64, SYS_pwrite64 };
	struct group g;

	for (int k = 0; k < 2; k++) {
		g = begin(b, nr[k]);
		for (uint32_t i = 1; i < mft->entries; i++)
			if (mft->e[i].type == MFT_DEV_BLOCK_BASIC)
				allow_block(b, &mft->e[i]);
		end(b, g);
	}
}

static void check_arch(struct bpf *b)
{
	int ours = bpf_label(b);

	bpf_stmt(b, LOAD, FIELD(arch));
	bpf_jump(b, BPF_JEQ | BPF_K, isa_audit_arch, ours, BPF_NEXT);
	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	bpf_bind(b, ours);
}

int filter_compile(struct spt *t, struct err *e)
{
	const struct manifest *mft = &t->kernel.manifest;
	struct bpf *b = &t->filter;
	int r;

	bpf_init(b);
	check_arch(b);
	stream_calls(b, mft);
	block_calls(b, mft);
	fixed_calls(b, t);
	isa_filter(b);
	bpf_return(b, SECCOMP_RET_KILL_PROCESS);
	r = bpf_finish(b);
	return r < 0 ? err_set(e, -r, "the filter does not compile (%d)", r) :
		       0;
}

/* Nothing of libc's may be called from here on: it could make other calls. */
int filter_install(struct spt *t, struct err *e)
{
	struct sock_fprog prog = { (unsigned short)t->filter.len,
				   t->filter.code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return err_errno(e, "giving up new privileges");
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog) < 0)
		return err_errno(e, "seccomp");
	return 0;
}
