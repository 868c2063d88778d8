// SPDX-License-Identifier: ISC
/*
 * Extended attributes, ACLs among them.  Which the guest may set is what the
 * host lets a process without CAP_SYS_ADMIN set: trusted.* it may not.
 */
#include <errno.h>
#include <linux/xattr.h>
#include <string.h>
#include <sys/xattr.h>

#include "gofer/channel.h"
#include "gofer/node.h"
#include "gofer/ops.h"

/*
 * A file without a label: ls and cp ask of each file for that of SELinux, until
 * they hear that a file system has none.  Labels mean nothing in the guest.
 */
static int no_value(const char *name, int err)
{
	return err == ENODATA && !strcmp(name, XATTR_NAME_SELINUX) ? EOPNOTSUPP :
								     err;
}

/* size 0 asks how much there is. */
static void reply_value(fuse_req_t req, ssize_t n, size_t size)
{
	if (n < 0)
		reply(req, -errno);
	else if (!size)
		fuse_reply_xattr(req, (size_t)n);
	else
		fuse_reply_buf(req, channel_buffer(), (size_t)n);
}

void op_getxattr(fuse_req_t req, fuse_ino_t id, const char *name, size_t size)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(tree_of(req), id, USE_PATH, &h);
	ssize_t n;

	if (r < 0) {
		reply(req, r);
		return;
	}
	n = getxattr(fd_path(h.fd).text, name, channel_buffer(), size);
	if (n < 0)
		reply(req, -no_value(name, errno));
	else
		reply_value(req, n, size);
}

void op_listxattr(fuse_req_t req, fuse_ino_t id, size_t size)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(tree_of(req), id, USE_PATH, &h);

	if (r < 0)
		reply(req, r);
	else
		reply_value(req, listxattr(fd_path(h.fd).text, channel_buffer(),
					   size), size);
}

void op_setxattr(fuse_req_t req, fuse_ino_t id, const char *name,
		 const char *value, size_t size, int flags)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(tree_of(req), id, USE_PATH, &h);

	if (!r && setxattr(fd_path(h.fd).text, name, value, size, flags) < 0)
		r = -errno;
	reply(req, r);
}

void op_removexattr(fuse_req_t req, fuse_ino_t id, const char *name)
{
	cleanup_hold struct hold h = { 0 };
	int r = hold_get(tree_of(req), id, USE_PATH, &h);

	if (!r && removexattr(fd_path(h.fd).text, name) < 0)
		r = -errno;
	reply(req, r);
}
