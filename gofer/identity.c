// SPDX-License-Identifier: ISC
/* Who a file is: what is asked of the host, and nodes by what it says. */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "gofer/node_private.h"

int look(int dir, const char *name, struct statx *sx)
{
	unsigned int mask = STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID;

	return statx(dir, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT |
		     AT_EMPTY_PATH, mask, sx) < 0 ? -errno : 0;
}

static unsigned int find_device(const struct tree *t, dev_t dev)
{
	unsigned int i = 0;

	while (i < t->nr_devices && t->device[i].dev != dev)
		i++;
	return i;
}

static bool is_overlay(int dir, const char *name)
{
	struct statfs st;
	int fd = *name ? openat_beneath(dir, name, O_PATH) : dir;
	int r = fd < 0 ? -1 : fstatfs(fd, &st);

	if (*name && fd >= 0)
		close(fd);
	return r < 0 || st.f_type == OVERLAYFS_SUPER_MAGIC;
}

/* More of them than there is room for are taken for overlays. */
static bool note_device(struct tree *t, dev_t dev, int dir, const char *name)
{
	unsigned int i = find_device(t, dev);

	if (i == DEVICES_MAX)
		return true;
	if (i == t->nr_devices) {
		t->device[i].dev = dev;
		t->device[i].overlay = is_overlay(dir, name);
		t->nr_devices++;
	}
	return t->device[i].overlay;
}

/*
 * The time of birth tells a file from one that got its number later.  overlayfs
 * has another one once a file was copied up.
 */
struct identity identity_of(struct tree *t, int dir, const char *name,
				   const struct statx *sx)
{
	struct identity who = {
		.mount = sx->stx_mnt_id,
		.device = makedev(sx->stx_dev_major, sx->stx_dev_minor),
		.inode = sx->stx_ino,
	};

	if (!note_device(t, who.device, dir, name) &&
	    (sx->stx_mask & STATX_BTIME))
		who.born = (uint64_t)sx->stx_btime.tv_sec * 1000000000 +
			   sx->stx_btime.tv_nsec;
	return who;
}

bool same_file(const struct identity *a, const struct identity *b)
{
	return !memcmp(a, b, sizeof(*a));
}

static size_t bucket_of(const struct tree *t, const struct identity *who)
{
	uint64_t h = who->inode * 0x9e3779b97f4a7c15ULL;

	h ^= who->device * 0xff51afd7ed558ccdULL ^ who->mount << 7;
	return (h ^ h >> 32) & (t->nr_buckets - 1);
}

void hash_node(struct tree *t, struct node *n)
{
	size_t b = bucket_of(t, &n->who);

	n->next = t->bucket[b];
	t->bucket[b] = n;
}

void unhash_node(struct tree *t, struct node *n)
{
	struct node **at = &t->bucket[bucket_of(t, &n->who)];

	while (*at != n)
		at = &(*at)->next;
	*at = n->next;
}

struct node *find_identity(struct tree *t, const struct identity *who)
{
	struct node *n = t->bucket[bucket_of(t, who)];

	while (n && !same_file(&n->who, who))
		n = n->next;
	return n;
}

void rehash_nodes(struct tree *t)
{
	size_t nr = t->nr_buckets * 2;
	struct node **old = t->bucket, **bucket = calloc(nr, sizeof(*bucket));
	size_t nr_old = t->nr_buckets;

	if (!bucket)
		return;			/* chains get longer, no more */
	t->bucket = bucket;
	t->nr_buckets = nr;
	for (size_t i = 0; i < nr_old; i++) {
		for (struct node *n = old[i], *next; n; n = next) {
			size_t b = bucket_of(t, &n->who);

			next = n->next;
			n->next = bucket[b];
			bucket[b] = n;
		}
	}
	free(old);
}

bool on_overlay(const struct tree *t, const struct node *n)
{
	unsigned int i = find_device(t, (dev_t)n->who.device);

	return i < t->nr_devices && t->device[i].overlay;
}

ino_t number_of(const struct tree *t, dev_t device, ino_t inode)
{
	return inode ^ (ino_t)find_device(t, device) << 48;
}

void stat_of(const struct tree *t, const struct statx *sx,
		    struct stat *st)
{
	memset(st, 0, sizeof(*st));
	st->st_dev = makedev(sx->stx_dev_major, sx->stx_dev_minor);
	st->st_ino = number_of(t, st->st_dev, sx->stx_ino);
	st->st_mode = sx->stx_mode;
	st->st_nlink = sx->stx_nlink;
	st->st_uid = sx->stx_uid;
	st->st_gid = sx->stx_gid;
	st->st_rdev = makedev(sx->stx_rdev_major, sx->stx_rdev_minor);
	st->st_size = (off_t)sx->stx_size;
	st->st_blksize = sx->stx_blksize;
	st->st_blocks = (blkcnt_t)sx->stx_blocks;
	st->st_atim.tv_sec = sx->stx_atime.tv_sec;
	st->st_atim.tv_nsec = sx->stx_atime.tv_nsec;
	st->st_mtim.tv_sec = sx->stx_mtime.tv_sec;
	st->st_mtim.tv_nsec = sx->stx_mtime.tv_nsec;
	st->st_ctim.tv_sec = sx->stx_ctime.tv_sec;
	st->st_ctim.tv_nsec = sx->stx_ctime.tv_nsec;
}
