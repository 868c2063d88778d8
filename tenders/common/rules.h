/* SPDX-License-Identifier: ISC */
/*
 * The seccomp filters of the Solo5 tenders: a call is allowed only by a rule
 * all of whose checks it passes; all else kills the process.  The rules of one
 * number are in one place, so that others skip them.
 */
#ifndef COMMON_RULES_H
#define COMMON_RULES_H

#include "lib/bpf_check.h"
#include "tenders/common/events.h"
#include "tenders/common/unikernel.h"

struct err;

/* The rules of one number lie between rules_begin() and rules_end(). */
struct rules {
	int next;
};

void rules_start(struct bpf *b, uint32_t audit_arch);
struct rules rules_begin(struct bpf *b, uint32_t nr);
void rules_end(struct bpf *b, struct rules r);

void rules_allow(struct bpf *b);
/* if that argument has that value, in all 64 bits */
void rules_allow_if(struct bpf *b, unsigned int arg, uint64_t value);
/* if both have */
void rules_allow_if_both(struct bpf *b, unsigned int arg, uint64_t value,
			 unsigned int arg2, uint64_t value2);

/* if the call is about a network device of the manifest */
void rules_allow_net(struct bpf *b, const struct manifest *m);

/* if it is about a channel */
void rules_allow_channels(struct bpf *b, const struct manifest *m);

/* All rules of two calls: pread64, pwrite64; epoll_pwait, timerfd_settime. */
void rules_blocks(struct bpf *b, const struct manifest *m);
void rules_waiting(struct bpf *b, const struct events *ev);

/* Ends the program, and installs it: no new privileges from then on. */
int rules_finish(struct bpf *b, struct err *e);
int rules_install(struct bpf *b, struct err *e);

#endif
