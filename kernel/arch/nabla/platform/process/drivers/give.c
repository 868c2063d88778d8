// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that is free goes back to the host: the steward is told of it in runs
 * of 2 MB and more, and punches holes in the file behind guest RAM.  Until it
 * has, page reporting keeps them from being allocated.  What is used again
 * later comes from the host as zeros, by a fault.
 */
#include <linux/completion.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/page_reporting.h>
#include <linux/scatterlist.h>
#include <asm/host.h>
#include "steward.h"

/* All that one report tells of; there is one at a time. */
static struct {
	struct steward_job job[PAGE_REPORTING_CAPACITY];
	atomic_t waiting;
	int error;
	struct completion done;
} give;

static void give_one_done(void)
{
	if (atomic_dec_and_test(&give.waiting))
		complete(&give.done);
}

static void give_done(struct steward_job *job, int error)
{
	if (error)
		WRITE_ONCE(give.error, error);
	give_one_done();
}

static int give_order(struct steward_job *job, struct scatterlist *sg)
{
	struct nabla_order order = {
		.op = NABLA_ORDER_GIVE,
		.offset = sg_phys(sg),
		.length = sg->length,
	};

	job->done = give_done;
	return steward_order(job, &order);
}

/* An error only means that this memory is told of again another time. */
static int give_report(struct page_reporting_dev_info *info,
		       struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *sg;
	unsigned int i;
	int err = 0;

	reinit_completion(&give.done);
	give.error = 0;
	atomic_set(&give.waiting, 1);
	for_each_sg(sgl, sg, nents, i) {
		atomic_inc(&give.waiting);
		err = give_order(&give.job[i], sg);
		if (err) {
			give_one_done();
			break;
		}
	}
	give_one_done();
	wait_for_completion(&give.done);
	return err ?: give.error;
}

static struct page_reporting_dev_info give_info = {
	.report = give_report,
	.order = HPAGE_PMD_ORDER,
};

static int __init give_init(void)
{
	if (!(nabla_boot->flags & NABLA_BOOT_GIVE) || !steward_present())
		return 0;
	init_completion(&give.done);
	return page_reporting_register(&give_info);
}
device_initcall(give_init);
