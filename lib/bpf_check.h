/* SPDX-License-Identifier: ISC */
/*
 * Checks of a system call's arguments, for seccomp filters.  Each goes on
 * behind itself if it passes, and to the label fail if not.  All 64 bits of an
 * argument count.
 */
#ifndef LIB_BPF_CHECK_H
#define LIB_BPF_CHECK_H

#include "lib/bpf.h"

/* Where the low half of an argument is; the high half is 4 bytes on. */
uint32_t bpf_arg_low(unsigned int arg);

/* Goes on if the test (BPF_JEQ, ...) of what is loaded holds, or if not. */
void bpf_require(struct bpf *b, uint16_t test, uint32_t k, int fail);
void bpf_refuse(struct bpf *b, uint16_t test, uint32_t k, int fail);

/* The 64 bits at offset at of struct seccomp_data. */
void bpf_equal(struct bpf *b, uint32_t at, uint64_t value, int fail);

void bpf_masked(struct bpf *b, unsigned int arg, uint64_t mask,
		uint64_t value, int fail);
void bpf_not_zero(struct bpf *b, unsigned int arg, int fail);
void bpf_at_least(struct bpf *b, unsigned int arg, uint64_t value, int fail);
void bpf_below(struct bpf *b, unsigned int arg, uint64_t value, int fail);

/* arg + len <= limit, without wrapping. */
void bpf_end(struct bpf *b, unsigned int arg, unsigned int len,
	     uint64_t limit, int fail);

#endif
