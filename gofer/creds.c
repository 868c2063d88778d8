// SPDX-License-Identifier: ISC
#include "gofer/creds.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What the thread has now; there is no such mask. */
static __thread struct fuse_ctx have = { .umask = 01000 };

/* A call with an impossible id changes nothing, and says what there is. */
static int set_id(long call, uint32_t id)
{
	syscall(call, id);
	return (uint32_t)syscall(call, -1) == id ? 0 : -EOVERFLOW;
}

int creds_take(fuse_req_t req)
{
	const struct fuse_ctx *want = fuse_req_ctx(req);
	int r = 0;

	if (want->umask != have.umask)
		umask(want->umask & 0777);
	have.umask = want->umask;
	/* At first it is whoever started us, root. */
	if (want->gid != have.gid)
		r = set_id(SYS_setfsgid, want->gid);
	if (!r)
		have.gid = want->gid;
	if (!r && want->uid != have.uid)
		r = set_id(SYS_setfsuid, want->uid);
	if (!r)
		have.uid = want->uid;
	return r;
}
