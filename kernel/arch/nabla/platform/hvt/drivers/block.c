// SPDX-License-Identifier: GPL-2.0-only
/*
 * Disks: the tender's block devices, a hypercall for each block, served at once.
 * The one that the kernel was baked with is the root's file system, which is a part
 * of the device and is never written to.  No hypercall flushes: what is written
 * outlives the guest, but not the host.
 */
#include <linux/blk-mq.h>
#include <linux/blkdev.h>
#include <linux/init.h>
#include <linux/slab.h>
#include <asm/hypercall.h>

#define QUEUE_DEPTH	64
/* What one request may hold up the processor with. */
#define REQUEST_MAX	(128 << 10)

struct hvt_disk {
	const struct mft_entry *dev;
	unsigned int handle;
	u64 start, size;		/* of the device, in bytes */
	bool read_only;
	struct blk_mq_tag_set tags;
	struct gendisk *disk;
};

static int hvt_disks;			/* the major number */

static blk_status_t transfer(const struct hvt_disk *d, bool write, void *buf,
			     unsigned int len, u64 pos)
{
	unsigned int block = d->dev->u.block_basic.block_size;
	struct hvt_block_io io = { .handle = d->handle, .len = block };
	unsigned int done;

	for (done = 0; done < len; done += block) {
		io.offset = d->start + pos + done;
		io.data = __pa(buf + done);
		nabla_hypercall(write ? HVT_BLOCK_WRITE : HVT_BLOCK_READ, &io);
		if (io.ret != SOLO5_OK)
			return BLK_STS_IOERR;
	}
	return BLK_STS_OK;
}

static blk_status_t disk_transfer(const struct hvt_disk *d, struct request *rq)
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

static blk_status_t disk_queue_rq(struct blk_mq_hw_ctx *hctx,
				  const struct blk_mq_queue_data *bd)
{
	const struct hvt_disk *d = hctx->queue->queuedata;
	struct request *rq = bd->rq;

	blk_mq_start_request(rq);
	if (req_op(rq) != REQ_OP_READ && req_op(rq) != REQ_OP_WRITE)
		return BLK_STS_NOTSUPP;
	blk_mq_end_request(rq, disk_transfer(d, rq));
	return BLK_STS_OK;
}

static const struct blk_mq_ops disk_mq_ops = {
	.queue_rq = disk_queue_rq,
};

static const struct block_device_operations disk_ops = {
	.owner = THIS_MODULE,
};

static void disk_describe(struct hvt_disk *d, int index)
{
	struct gendisk *disk = d->disk;
	struct request_queue *q = disk->queue;

	blk_queue_logical_block_size(q, d->dev->u.block_basic.block_size);
	blk_queue_physical_block_size(q, PAGE_SIZE);
	blk_queue_max_hw_sectors(q, REQUEST_MAX >> SECTOR_SHIFT);
	blk_queue_max_segments(q, REQUEST_MAX >> PAGE_SHIFT);
	blk_queue_max_segment_size(q, REQUEST_MAX);
	blk_queue_flag_set(QUEUE_FLAG_NONROT, q);
	disk->major = hvt_disks;
	disk->first_minor = index * DISK_MAX_PARTS;
	disk->minors = DISK_MAX_PARTS;
	disk->fops = &disk_ops;
	disk->private_data = d;
	strscpy(disk->disk_name, d->dev->name, sizeof(disk->disk_name));
	set_capacity(disk, d->size >> SECTOR_SHIFT);
	set_disk_ro(disk, d->read_only);
}

static int __init disk_allocate(struct hvt_disk *d)
{
	int err;

	d->tags.ops = &disk_mq_ops;
	d->tags.nr_hw_queues = 1;
	d->tags.queue_depth = QUEUE_DEPTH;
	d->tags.numa_node = NUMA_NO_NODE;
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

/* Of the device that the root is in, what is the root. */
static int __init disk_part(struct hvt_disk *d)
{
	const struct mft_block_basic *b = &d->dev->u.block_basic;

	if (b->block_size > PAGE_SIZE)
		return -EINVAL;
	d->size = b->capacity;
	if (strcmp(d->dev->name, NABLA_HVT_DISK))
		return 0;
	if (nabla_baked->root_offset > b->capacity ||
	    nabla_baked->root_size > b->capacity - nabla_baked->root_offset)
		return -ENXIO;
	d->start = nabla_baked->root_offset;
	d->size = nabla_baked->root_size;
	d->read_only = true;
	return 0;
}

static int __init disk_add(const struct mft_entry *dev, unsigned int handle,
			   int index)
{
	struct hvt_disk *d = kzalloc(sizeof(*d), GFP_KERNEL);
	int err;

	if (!d)
		return -ENOMEM;
	d->dev = dev;
	d->handle = handle;
	err = disk_part(d);
	if (!err)
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
	unsigned int handle;
	int index = 0, err;

	hvt_disks = register_blkdev(0, "nabla");
	if (hvt_disks < 0)
		return hvt_disks;
	for (handle = 1; handle < nabla_mft->entries; handle++) {
		const struct mft_entry *e = &nabla_mft->e[handle];

		if (e->type != MFT_DEV_BLOCK_BASIC)
			continue;
		err = disk_add(e, handle, index++);
		if (err)
			pr_emerg("disk %s: error %d\n", e->name, err);
	}
	return 0;
}
device_initcall(block_init);
