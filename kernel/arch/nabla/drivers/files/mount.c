// SPDX-License-Identifier: GPL-2.0-only
/* Mounts: one of a device, however often it is asked for. */
#include <linux/fs_context.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "files.h"

#define READAHEAD_PAGES	256		/* 1 MB, the longest request */

static void files_defaults(struct fuse_fs_context *ctx)
{
	ctx->rootmode = S_IFDIR;
	ctx->default_permissions = 1;
	ctx->allow_other = 1;
	ctx->max_read = UINT_MAX;
	ctx->blksize = 512;
	ctx->destroy = true;
	ctx->no_control = true;
	ctx->no_force_umount = true;
}

static int files_fill_super(struct super_block *sb, struct fs_context *fsc)
{
	struct fuse_mount *fm = get_fuse_mount_super(sb);
	struct files *f = fm->fc->iq.priv;
	struct fuse_fs_context *ctx = fsc->fs_private;
	int err;

	files_defaults(ctx);
	err = fuse_fill_super_common(sb, ctx);
	if (err < 0)
		return err;
	sb->s_bdi->ra_pages = READAHEAD_PAGES;
	sb->s_bdi->io_pages = READAHEAD_PAGES;
	f->fc = fm->fc;
	fuse_send_init(fm);
	return 0;
}

static int files_test_super(struct super_block *sb, struct fs_context *fsc)
{
	struct fuse_mount *fm = fsc->s_fs_info;

	return fm->fc->iq.priv == get_fuse_mount_super(sb)->fc->iq.priv;
}

static struct fuse_mount *files_new_conn(struct files *f,
					 struct fs_context *fsc)
{
	struct fuse_conn *fc = kzalloc(sizeof(*fc), GFP_KERNEL);
	struct fuse_mount *fm = kzalloc(sizeof(*fm), GFP_KERNEL);

	if (!fc || !fm) {
		kfree(fc);
		kfree(fm);
		return NULL;
	}
	fuse_conn_init(fc, fm, fsc->user_ns, &files_ops, f);
	fc->release = fuse_free_conn;
	fc->delete_stale = true;
	fc->sync_fs = true;
	fc->no_interrupt = true;
	return fm;
}

static int files_get_tree(struct fs_context *fsc)
{
	struct super_block *sb;
	struct files *f;
	int err;

	if (!fsc->source)
		return invalf(fsc, "nablafs: no source, which is a tag");
	f = files_find(fsc->source);
	if (!f)
		return invalf(fsc, "nablafs: no device with this tag");
	fsc->s_fs_info = files_new_conn(f, fsc);
	if (!fsc->s_fs_info)
		return -ENOMEM;
	sb = sget_fc(fsc, files_test_super, set_anon_super_fc);
	if (fsc->s_fs_info)
		fuse_mount_destroy(fsc->s_fs_info);
	if (IS_ERR(sb))
		return PTR_ERR(sb);
	if (!sb->s_root) {
		err = files_fill_super(sb, fsc);
		if (err) {
			deactivate_locked_super(sb);
			return err;
		}
		sb->s_flags |= SB_ACTIVE;
	}
	WARN_ON(fsc->root);
	fsc->root = dget(sb->s_root);
	return 0;
}

static void files_disconnect(struct files *f, struct fuse_mount *fm)
{
	fuse_conn_destroy(fm);
	wait_event(f->idle, !READ_ONCE(f->pending));
	/* fuse has forgotten all of them by itself, and asks no more. */
	cancel_delayed_work_sync(&f->forget_work);
	cancel_delayed_work_sync(&f->watch_work);
	f->early_len = 0;
	f->one_way = false;
	f->ram = false;
	f->fc = NULL;
}

static void files_kill_sb(struct super_block *sb)
{
	struct fuse_mount *fm = get_fuse_mount_super(sb);

	if (sb->s_root && fuse_mount_remove(fm))
		files_disconnect(fm->fc->iq.priv, fm);
	kill_anon_super(sb);
	fuse_mount_destroy(fm);
}

static void files_free_fsc(struct fs_context *fsc)
{
	kfree(fsc->fs_private);
}

static const struct fs_context_operations files_context_ops = {
	.free = files_free_fsc,
	.get_tree = files_get_tree,
};

static int files_init_context(struct fs_context *fsc)
{
	fsc->fs_private = kzalloc(sizeof(struct fuse_fs_context), GFP_KERNEL);
	if (!fsc->fs_private)
		return -ENOMEM;
	fsc->ops = &files_context_ops;
	return 0;
}

struct file_system_type nablafs = {
	.owner = THIS_MODULE,
	.name = "nablafs",
	.init_fs_context = files_init_context,
	.kill_sb = files_kill_sb,
};
