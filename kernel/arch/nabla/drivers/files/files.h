/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nablafs: stock fs/fuse over a stream, a channel at whose other end a file server
 * (the gofer) sits.  The source of a mount is the tag of a device:
 *
 *	mount -t nablafs TAG DIR
 *
 * A message on the socket is a FUSE message; its header says how long it is.
 * Requests are written from where they lie, pages included, by whoever makes
 * them; what the socket does not take is queued until it does.  Replies are
 * read by an interrupt thread: short ones in one piece, data into its pages.  Of
 * long reads and writes the server has the data from guest RAM or puts it there.
 *
 * A server that closes the socket, breaks the protocol or stands still is a
 * failing disk: what was asked and what will be asked is answered with EIO.
 */
#ifndef NABLA_DRIVERS_FILES_H
#define NABLA_DRIVERS_FILES_H

#include <linux/interrupt.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <nabla/files.h>
#include <asm/channel.h>
#include "../../../../fs/fuse/fuse_i.h"

#define STAGE_LEN	8192
#define EARLY_LEN	1024
/* What goes ahead of a request, and the longest of those that name segments. */
#define OUT_LEN		16384

/*
 * The memory of a message's body: arguments, then pages.  @args and @pages are
 * one structure if there are pages.
 */
struct body {
	struct fuse_args *args;
	const struct fuse_page_desc *desc;
	struct page **page;
	unsigned int arg, nr_args;	/* pages are the argument nr_args */
	unsigned int nr_pages, at_page;
	size_t off;			/* in the argument or page */
	void *tail;			/* behind all that fuse knows of */
	size_t left;			/* of the whole body */
	bool in;
};

struct files {
	struct nabla_channel channel;	/* its name: the tag */
	int in_irq, out_irq;
	struct fuse_conn *fc;		/* while mounted */
	wait_queue_head_t idle;		/* nothing is pending */

	spinlock_t lock;		/* all up to the next blank line */
	bool broken;
	bool waiting;			/* out_irq is enabled */
	unsigned int pending;		/* requests without an answer */
	struct list_head queue;		/* the first is sent in part */
	struct list_head sent;
	size_t sent_len;		/* of queue's first, stage included */
	u8 *out;			/* OUT_LEN */
	size_t out_from, out_to;	/* what lies in it still to be sent */
	u8 early[EARLY_LEN];		/* messages without an answer, to go */
	size_t early_len;		/* with the next that has one */
	struct list_head early_done;	/* requests that were such messages */
	unsigned int nr_early;

	bool gone;			/* its server: if broken */
	bool one_way;			/* its server takes such messages */
	bool ram;			/* it has guest RAM */
	bool heard;			/* something of it, since last asked */
	unsigned int silence;		/* beats without */
	struct delayed_work watch_work;
	struct work_struct fail_work;
	struct delayed_work early_work, forget_work;

	/* of the thread that receives */
	u8 *in;				/* STAGE_LEN */
	size_t in_len;
	struct fuse_req *in_req;	/* whose body is being read, into */
	struct body in_body;
	struct nabla_wrote in_wrote;	/* behind it, if wrote */
	bool wrote;
	struct nabla_read in_read;	/* in its place, if data is in RAM */
};

/* body.c */
void body_init(struct body *b, struct fuse_args *args, bool in, size_t len);
/* The next piece of memory; 0 at the end. */
size_t body_piece(struct body *b, void **at);
/* @n bytes of the piece are done with. */
void body_advance(struct body *b, size_t n);
void body_skip(struct body *b, size_t n);
/* Copies to or from @buf what fits; returns how much. */
size_t body_copy(struct body *b, u8 *buf, size_t size);

/* device.c */
struct files *files_find(const char *tag);
/* The server is no good any more.  Under the lock. */
void files_break(struct files *f, const char *why, long err);
/* The end of a request that is on no list any more.  Not under the lock. */
void files_end(struct files *f, struct fuse_req *req);
void files_end_list(struct files *f, struct list_head *list, int error);

/* ram.c */
/* Is the request one whose data the server moves by itself? */
bool ram_is_used(const struct fuse_req *req);
/*
 * Makes it such a one, and puts the whole message at @at; returns its length, or 0
 * if it can't be.  Under the lock.
 */
size_t ram_message(struct files *f, struct fuse_req *req, u8 *at);
/* The server may touch its pages for ever. */
void ram_keep(struct fuse_req *req);

/* send.c */
extern const struct fuse_iqueue_ops files_ops;
irqreturn_t files_writable(int irq, void *data);
void files_forget_work(struct work_struct *work);
void files_early_work(struct work_struct *work);
/* Asks the server if it is there.  Under the lock. */
void files_probe(struct files *f);

/* watch.c */
/* Something is waiting for an answer. */
void files_watch(struct files *f);
void files_watch_work(struct work_struct *work);

/* receive.c */
irqreturn_t files_readable(int irq, void *data);

/* mount.c */
extern struct file_system_type nablafs;

#endif
