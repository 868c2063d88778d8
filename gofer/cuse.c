// SPDX-License-Identifier: ISC
/*
 * libfuse's message loop refers to its character devices in user space, and
 * they to half of the library and to dlopen().  A static program without them
 * is half as large; the request that leads here is refused by message_check().
 */
#include <errno.h>

#include "gofer/tree.h"

void cuse_lowlevel_init(fuse_req_t req, fuse_ino_t id, const void *arg);

void cuse_lowlevel_init(fuse_req_t req, fuse_ino_t id, const void *arg)
{
	(void)id;
	(void)arg;
	fuse_reply_err(req, ENOSYS);
}
