/* SPDX-License-Identifier: ISC */
/*
 * Messages of the guest, checked before libfuse sees them: it was written for a
 * kernel that it trusts, and looks for the ends of neither structures nor
 * strings.
 */
#ifndef GOFER_MESSAGE_H
#define GOFER_MESSAGE_H

#include <linux/fuse.h>
#include <stddef.h>

/* Data of one read or write; what libfuse offers the kernel at most. */
#define MESSAGE_DATA_MAX	(1 << 20)
/* A write: header, arguments, data. */
#define MESSAGE_MAX		(MESSAGE_DATA_MAX + 4096)

/*
 * A message of len bytes, aligned as its header: 0 if all its
 * parts lie in it and its sizes are within bounds, -EBADMSG if not, -ENOSYS if
 * it is well formed and of a kind that is not served.
 */
int message_check(const void *message, size_t len);

#endif
