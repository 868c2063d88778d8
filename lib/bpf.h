/* SPDX-License-Identifier: ISC */
/*
 * An assembler for classic BPF, of the size that a seccomp filter needs.  Jumps
 * go forward to labels; bpf_finish() resolves them.  Any error (table full,
 * label too far or unbound) sticks and is reported there, so that emitters need
 * not look.
 *
 * Why not libseccomp: it cannot compare the instruction pointer, and a filter
 * that tells the host-call stub from everything else is all about that.
 */
#ifndef LIB_BPF_H
#define LIB_BPF_H

#include <linux/filter.h>
#include <stdint.h>

#define BPF_SIZE_MAX	4096		/* the host takes no more */
#define BPF_LABELS_MAX	1024

enum { BPF_NEXT = -1 };			/* as a label: fall through */

struct bpf {
	struct sock_filter code[BPF_SIZE_MAX];
	struct { int16_t yes, no; } to[BPF_SIZE_MAX];
	int32_t label[BPF_LABELS_MAX];	/* where it is bound; -1 */
	unsigned int len, nr_labels;
	int error;			/* -errno */
};

void bpf_init(struct bpf *b);
int bpf_label(struct bpf *b);
void bpf_bind(struct bpf *b, int label);

void bpf_stmt(struct bpf *b, uint16_t code, uint32_t k);
void bpf_jump(struct bpf *b, uint16_t test, uint32_t k, int yes, int no);
void bpf_goto(struct bpf *b, int label);
void bpf_return(struct bpf *b, uint32_t verdict);

/* 0, or the first error. */
int bpf_finish(struct bpf *b);

#endif
