/* SPDX-License-Identifier: ISC */
/* What the guest may ask for: libfuse's table, and the functions in it. */
#ifndef GOFER_OPS_H
#define GOFER_OPS_H

#include "gofer/tree.h"

extern const struct fuse_lowlevel_ops gofer_ops;

/* Not known to libfuse. */
void op_syncfs(struct tree *t, uint64_t unique);

static inline struct tree *tree_of(fuse_req_t req)
{
	return fuse_req_userdata(req);
}

/* Answers with 0 or the error in r. */
static inline void reply(fuse_req_t req, int r)
{
	fuse_reply_err(req, -r);
}

/* op_attr.c */
void op_getattr(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_setattr(fuse_req_t req, fuse_ino_t id, struct stat *attr, int which,
		struct fuse_file_info *fi);
void op_readlink(fuse_req_t req, fuse_ino_t id);
void op_statfs(fuse_req_t req, fuse_ino_t id);

/* op_names.c */
void op_lookup(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_forget(fuse_req_t req, fuse_ino_t id, uint64_t nlookup);
void op_forget_multi(fuse_req_t req, size_t count,
		     struct fuse_forget_data *forgets);
void op_mknod(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	      dev_t rdev);
void op_mkdir(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode);
void op_symlink(fuse_req_t req, const char *text, fuse_ino_t parent,
		const char *name);
void op_link(fuse_req_t req, fuse_ino_t id, fuse_ino_t parent,
	     const char *name);
void op_unlink(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rmdir(fuse_req_t req, fuse_ino_t parent, const char *name);
void op_rename(fuse_req_t req, fuse_ino_t parent, const char *name,
	       fuse_ino_t newparent, const char *newname, unsigned int flags);

/* op_file.c */
void op_create(fuse_req_t req, fuse_ino_t parent, const char *name, mode_t mode,
	       struct fuse_file_info *fi);
void op_open(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_release(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_read(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
	     struct fuse_file_info *fi);
void op_write(fuse_req_t req, fuse_ino_t id, const char *buf, size_t size,
	      off_t off, struct fuse_file_info *fi);
void op_fsync(fuse_req_t req, fuse_ino_t id, int data_only,
	      struct fuse_file_info *fi);
void op_fallocate(fuse_req_t req, fuse_ino_t id, int mode, off_t off,
		  off_t len, struct fuse_file_info *fi);
void op_lseek(fuse_req_t req, fuse_ino_t id, off_t off, int whence,
	      struct fuse_file_info *fi);
void op_copy_file_range(fuse_req_t req, fuse_ino_t from, off_t from_off,
			struct fuse_file_info *from_fi, fuse_ino_t to,
			off_t to_off, struct fuse_file_info *to_fi, size_t len,
			int flags);
/*
 * How much of what is to be read there is before the end of the file, if the host
 * has it cached, else 0.  What is in between is taken to be if both ends are.
 */
size_t file_cached(int fd, size_t size, off_t off);
/* Before what is written to fd: its set-user-id bits go. */
int kill_suidgid(int fd);

/* op_dir.c */
void op_opendir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_releasedir(fuse_req_t req, fuse_ino_t id, struct fuse_file_info *fi);
void op_readdir(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
		struct fuse_file_info *fi);
void op_readdirplus(fuse_req_t req, fuse_ino_t id, size_t size, off_t off,
		    struct fuse_file_info *fi);
void directories_close(struct tree *t);

/* op_xattr.c */
void op_getxattr(fuse_req_t req, fuse_ino_t id, const char *name, size_t size);
void op_listxattr(fuse_req_t req, fuse_ino_t id, size_t size);
void op_setxattr(fuse_req_t req, fuse_ino_t id, const char *name,
		 const char *value, size_t size, int flags);
void op_removexattr(fuse_req_t req, fuse_ino_t id, const char *name);

#endif
