// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks: files or block devices of the host, by pread64 and pwrite64.
 *
 * Reading and writing hold up the guest's only processor, so they are served
 * at once: mostly the host's page cache has what is read, and takes what is
 * written.  That is this disk's volatile write cache: it outlives the container, but not
 * the host.  None of the seven calls can flush it, so that is ordered from the
 * steward, as is discarding; the guest goes on meanwhile.
 */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <asm/host.h>
#include "steward.h"

#define QUEUE_DEPTH	64
/* What one request may hold up the processor with, if it is not cached. */
#define REQUEST_MAX	(1 << 20)
/* Bounds how long a flush can wait behind a discard. */
#define DISCARD_MAX	(1 << 30)

struct host_disk {
	const struct nabla_device *dev;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
};

static int host_disks;			/* the major number */

static bool read_only(const struct host_disk *d)
{
	return d->dev->features & NABLA_BLOCK_READONLY;
}

static long transfer_some(const struct host_disk *d, bool write, void *buf,
			  size_t len, u64 pos)
{
	pos += d->dev->offset;
	return write ? host_pwrite(d->dev->fd, buf, len, pos) :
		       host_pread(d->dev->fd, buf, len, pos);
}

/* An end of file before its time: somebody has cut the file. */
static blk_status_t transfer(const struct host_disk *d, bool write, void *buf,
			     size_t len, u64 pos)
{
	long n;

	while (len) {
		n = transfer_some(d, write, buf, len, pos);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			return errno_to_blk_status(n ?: -EIO);
		buf += n;
		pos += n;
		len -= n;
	}
	return BLK_STS_OK;
}

/* Pages lie in the linear map: what is contiguous there is one host call. */
static blk_status_t disk_transfer(const struct host_disk *d,
				  struct request *rq)
{
	bool write = op_is_write(req_op(rq));
	u64 pos = (u64)blk_rq_pos(rq) << SECTOR_SHIFT;
	blk_status_t status = BLK_STS_OK;
	struct req_iterator iter;
	struct bio_vec v;

	rq_for_each_bvec(v, rq, iter) {
		status = transfer(d, write, bvec_virt(&v), v.bv_len, pos);
		if (status)
			break;
		pos += v.bv_len;
	}
	return status;
}

static void order_done(struct steward_job *job, int error)
{
	blk_mq_end_request(blk_mq_rq_from_pdu(job), errno_to_blk_status(error));
}

static blk_status_t disk_order(const struct host_disk *d, struct request *rq,
			       u32 op)
{
	struct steward_job *job = blk_mq_rq_to_pdu(rq);
	struct nabla_order order = {
		.op = op,
		.device = d->dev - nabla_boot->device,
	};

	if (op != NABLA_ORDER_FLUSH) {
		order.offset = (u64)blk_rq_pos(rq) << SECTOR_SHIFT;
		order.length = blk_rq_bytes(rq);
	}
	job->done = order_done;
	switch (steward_order(job, &order)) {
	case 0:
		return BLK_STS_OK;
	case -EAGAIN:
		return BLK_STS_RESOURCE;
	}
	return BLK_STS_IOERR;
}

static blk_status_t disk_queue_rq(struct blk_mq_hw_ctx *hctx,
				  const struct blk_mq_queue_data *bd)
{
	const struct host_disk *d = hctx->queue->queuedata;
	struct request *rq = bd->rq;

	blk_mq_start_request(rq);
	switch (req_op(rq)) {
	case REQ_OP_READ:
	case REQ_OP_WRITE:
		blk_mq_end_request(rq, disk_transfer(d, rq));
		return BLK_STS_OK;
	case REQ_OP_FLUSH:
		return disk_order(d, rq, NABLA_ORDER_FLUSH);
	case REQ_OP_DISCARD:
		return disk_order(d, rq, NABLA_ORDER_DISCARD);
	case REQ_OP_WRITE_ZEROES:
		return disk_order(d, rq, rq->cmd_flags & REQ_NOUNMAP ?
				  NABLA_ORDER_ZERO : NABLA_ORDER_DISCARD);
	default:
		return BLK_STS_NOTSUPP;
	}
}

static const struct blk_mq_ops disk_mq_ops = {
	.queue_rq = disk_queue_rq,
};

static const struct block_device_operations disk_ops = {
	.owner = THIS_MODULE,
};

static void disk_limits(const struct host_disk *d)
{
	struct request_queue *q = d->disk->queue;

	blk_queue_logical_block_size(q, d->dev->block_size);
	blk_queue_physical_block_size(q, PAGE_SIZE);
	blk_queue_max_hw_sectors(q, REQUEST_MAX >> SECTOR_SHIFT);
	blk_queue_max_segments(q, REQUEST_MAX >> PAGE_SHIFT);
	blk_queue_max_segment_size(q, REQUEST_MAX);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, q);
	if (read_only(d))
		return;
	blk_queue_write_cache(q, true, false);
	q->limits.discard_granularity = PAGE_SIZE;
	blk_queue_max_discard_sectors(q, DISCARD_MAX >> SECTOR_SHIFT);
	blk_queue_max_write_zeroes_sectors(q, DISCARD_MAX >> SECTOR_SHIFT);
}

static void disk_describe(struct host_disk *d, int index)
{
	struct gendisk *disk = d->disk;

	disk->major = host_disks;
	disk->first_minor = index * DISK_MAX_PARTS;
	disk->minors = DISK_MAX_PARTS;
	disk->fops = &disk_ops;
	disk->private_data = d;
	strscpy(disk->disk_name, d->dev->name, sizeof(disk->disk_name));
	set_capacity(disk, d->dev->size >> SECTOR_SHIFT);
	set_disk_ro(disk, read_only(d));
	disk_limits(d);
}

static int __init disk_allocate(struct host_disk *d)
{
	int err;

	d->tags.ops = &disk_mq_ops;
	d->tags.nr_hw_queues = 1;
	d->tags.queue_depth = QUEUE_DEPTH;
	d->tags.numa_node = NUMA_NO_NODE;
	d->tags.cmd_size = sizeof(struct steward_job);
	d->tags.flags = BLK_MQ_F_SHOULD_MERGE;
	err = blk_mq_alloc_tag_set(&d->tags);
	if (err)
		return err;
	d->disk = blk_mq_alloc_disk(&d->tags, d);
	if (!IS_ERR(d->disk))
		return 0;
	blk_mq_free_tag_set(&d->tags);
	return PTR_ERR(d->disk);
}

static int __init disk_add(const struct nabla_device *dev, int index)
{
	struct host_disk *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err;

	if (!d)
		return -ENOMEM;
	d->dev = dev;
	err = disk_allocate(d);
	if (err)
		goto free;
	disk_describe(d, index);
	err = add_disk(d->disk);
	if (!err)
		return 0;
	put_disk(d->disk);
	blk_mq_free_tag_set(&d->tags);
free:
	kfree(d);
	return err;
}

static int __init block_init(void)
{
	const struct nabla_device *d = nabla_boot->device;
	const struct nabla_device *end = d + nabla_boot->nr_devices;
	int index = 0, err;

	for (; d < end; d++) {
		if (d->type != NABLA_DEV_BLOCK)
			continue;
		if (!host_disks)
			host_disks = register_blkdev(0, "nabla");
		if (host_disks < 0)
			return host_disks;
		err = disk_add(d, index++);
		if (err)
			pr_err("disk %s: error %d\n", d->name, err);
	}
	return 0;
}
device_initcall(block_init);
