// SPDX-License-Identifier: ISC
/*
 * What is offered to the guest's kernel.  Left out, and so done by that kernel
 * alone: access() (it checks permissions itself, by default_permissions).  Locks
 * are not offered by libfuse (op_lock.h).  Left out, and so
 * refused: ioctl, bmap, poll.
 */
#include "gofer/ops.h"

#include "gofer/message.h"
#include "gofer/node.h"
#include "gofer/op_lock.h"

#define WANTED	(FUSE_CAP_ASYNC_READ | FUSE_CAP_DONT_MASK |		\
		 FUSE_CAP_AUTO_INVAL_DATA | FUSE_CAP_READDIRPLUS |	\
		 FUSE_CAP_READDIRPLUS_AUTO | FUSE_CAP_ASYNC_DIO |	\
		 FUSE_CAP_PARALLEL_DIROPS | FUSE_CAP_POSIX_ACL |	\
		 FUSE_CAP_CACHE_SYMLINKS)

static void op_init(void *data, struct fuse_conn_info *conn)
{
	(void)data;
	/* Without splicing, which is for /dev/fuse, and without write-back. */
	conn->want = conn->capable & WANTED;
	conn->max_write = MESSAGE_DATA_MAX;
	conn->max_readahead = MESSAGE_DATA_MAX;
	conn->max_background = 64;
	conn->congestion_threshold = 48;
	conn->time_gran = 1;
}

/* The guest unmounted; it may mount again. */
static void op_destroy(void *data)
{
	locks_close_all();
	directories_close(data);
	tree_reset(data);
}

const struct fuse_lowlevel_ops gofer_ops = {
	.init = op_init,
	.destroy = op_destroy,
	.lookup = op_lookup,
	.forget = op_forget,
	.forget_multi = op_forget_multi,
	.getattr = op_getattr,
	.setattr = op_setattr,
	.readlink = op_readlink,
	.mknod = op_mknod,
	.mkdir = op_mkdir,
	.unlink = op_unlink,
	.rmdir = op_rmdir,
	.symlink = op_symlink,
	.rename = op_rename,
	.link = op_link,
	.open = op_open,
	.read = op_read,
	.write = op_write,
	.release = op_release,
	.fsync = op_fsync,
	.opendir = op_opendir,
	.readdir = op_readdir,
	.releasedir = op_releasedir,
	.fsyncdir = op_fsync,
	.statfs = op_statfs,
	.setxattr = op_setxattr,
	.getxattr = op_getxattr,
	.listxattr = op_listxattr,
	.removexattr = op_removexattr,
	.create = op_create,
	.fallocate = op_fallocate,
	.readdirplus = op_readdirplus,
	.copy_file_range = op_copy_file_range,
	.lseek = op_lseek,
};
