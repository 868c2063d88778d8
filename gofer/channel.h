/* SPDX-License-Identifier: ISC */
/*
 * The socket to the guest: FUSE messages, each as long as its header says, one
 * behind the other on a stream.
 */
#ifndef GOFER_CHANNEL_H
#define GOFER_CHANNEL_H

#include "gofer/message.h"
#include "gofer/tree.h"

struct err;

/* The message that this thread is at work on, or NULL. */
const struct fuse_in_header *channel_message(void);
/* It is a FUSE_CREATE that came as FUSE_TMPFILE: without a name. */
bool channel_tmpfile(void);
/* MESSAGE_DATA_MAX bytes of this thread's, for an answer. */
void *channel_buffer(void);

/* Gives a thread its buffer, for ever.  0 or -errno. */
int channel_thread(struct err *e);
/* An answer without data, to a message that libfuse does not know. */
int channel_reply(struct tree *t, uint64_t unique, int code);
/* Likewise, with data. */
int channel_answer(struct tree *t, uint64_t unique, const void *data,
		   size_t len);

/* Tells the guest that it is served, unless it is being told something. */
void channel_pulse(struct tree *t);

/*
 * Answers with len bytes of a file that the host has cached, without copying
 * them; zeroes for what is cut off meanwhile.  0 or -errno, which is the end.
 */
int channel_send_file(struct tree *t, uint64_t unique, int fd, off_t off,
		      size_t len);

/* Puts libfuse on the tree's socket.  0 or -errno. */
int channel_open(struct tree *t, struct err *e);
/* Serves until the guest closes the socket: 0; -errno if it had to be left. */
int channel_serve(struct tree *t, struct err *e);
void channel_close(struct tree *t);

#endif
