// SPDX-License-Identifier: ISC
/* An assembler for classic BPF. */
#include <errno.h>
#include <stddef.h>

#include "lib/bpf.h"

void bpf_init(struct bpf *b)
{
	b->len = 0;
	b->nr_labels = 0;
	b->error = 0;
}

static void fail(struct bpf *b, int code)
{
	if (!b->error)
		b->error = -code;
}

int bpf_label(struct bpf *b)
{
	if (b->nr_labels == BPF_LABELS_MAX) {
		fail(b, E2BIG);
		return 0;
	}
	b->label[b->nr_labels] = -1;
	return (int)b->nr_labels++;
}

void bpf_bind(struct bpf *b, int label)
{
	b->label[label] = (int32_t)b->len;
}

static void emit(struct bpf *b, struct sock_filter i, int yes, int no)
{
	if (b->len == BPF_SIZE_MAX) {
		fail(b, E2BIG);
		return;
	}
	b->code[b->len] = i;
	b->to[b->len].yes = (int16_t)yes;
	b->to[b->len].no = (int16_t)no;
	b->len++;
}

void bpf_stmt(struct bpf *b, uint16_t code, uint32_t k)
{
	emit(b, (struct sock_filter)BPF_STMT(code, k), BPF_NEXT, BPF_NEXT);
}

void bpf_jump(struct bpf *b, uint16_t test, uint32_t k, int yes, int no)
{
	uint16_t code = (uint16_t)(BPF_JMP | test);

	emit(b, (struct sock_filter)BPF_JUMP(code, k, 0, 0), yes, no);
}

void bpf_goto(struct bpf *b, int label)
{
	bpf_jump(b, BPF_JA, 0, label, BPF_NEXT);
}

void bpf_return(struct bpf *b, uint32_t verdict)
{
	bpf_stmt(b, BPF_RET | BPF_K, verdict);
}

/* Instructions to skip from the one at i; 0 also after an error. */
static uint32_t distance(struct bpf *b, unsigned int i, int label, uint32_t max)
{
	int32_t at;

	if (label == BPF_NEXT)
		return 0;
	at = b->label[label];
	if (at <= (int32_t)i || at >= (int32_t)b->len) {
		fail(b, EINVAL);
		return 0;
	}
	if ((uint32_t)at - i - 1 > max) {
		fail(b, ERANGE);
		return 0;
	}
	return (uint32_t)at - i - 1;
}

int bpf_finish(struct bpf *b)
{
	struct sock_filter *f;

	for (unsigned int i = 0; !b->error && i < b->len; i++) {
		f = &b->code[i];
		if (f->code == (BPF_JMP | BPF_JA)) {
			f->k = distance(b, i, b->to[i].yes, UINT32_MAX);
		} else if (BPF_CLASS(f->code) == BPF_JMP) {
			f->jt = (uint8_t)distance(b, i, b->to[i].yes, 255);
			f->jf = (uint8_t)distance(b, i, b->to[i].no, 255);
		}
	}
	return b->error;
}
