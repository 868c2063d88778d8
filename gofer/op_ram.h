/* SPDX-License-Identifier: ISC */
/* Messages whose data is in guest RAM. */
#ifndef GOFER_OP_RAM_H
#define GOFER_OP_RAM_H

#include "gofer/tree.h"

/*
 * The pieces that this thread's message names behind its structure of fixed
 * bytes: how many, NABLA_SEGMENTS_MAX at most, or -EINVAL.
 */
int op_ram_pieces(struct tree *t, size_t fixed, size_t size, struct iovec *iov);

void op_read_ram(fuse_req_t req, fuse_ino_t id, size_t size, off_t off);

#endif
