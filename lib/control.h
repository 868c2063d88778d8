/* SPDX-License-Identifier: ISC */
/*
 * Frames of the message channel (<nabla/control.h>): what is well formed, and
 * who may send it.  Pure.
 */
#ifndef LIB_CONTROL_H
#define LIB_CONTROL_H

#include <nabla/control.h>
#include <stddef.h>

enum control_side {
	CONTROL_GUEST	= 1,
	CONTROL_RELAY	= 2,
	CONTROL_CLIENT	= 4,
};

/* A frame and the room for any. */
struct control_frame {
	struct nabla_control head;
	char payload[NABLA_CONTROL_MAX - sizeof(struct nabla_control)];
};

_Static_assert(sizeof(struct control_frame) == NABLA_CONTROL_MAX, "no padding");

#define CONTROL_PAYLOAD_MAX	(NABLA_CONTROL_MAX - \
				 sizeof(struct nabla_control))

#define CONTROL_DNS_MIN		12	/* bytes of a message: its header */

/*
 * 0 if the @len bytes at @frame are a whole frame of a type that @from may
 * send, with a payload of a size and flags that this type may have; -EBADMSG.
 * What the numbers in the payload mean is for its receiver to check.
 */
int control_check(const void *frame, size_t len, enum control_side from);

/* "DATA"; "frame" for what is none. */
const char *control_name(unsigned int type);

/* DATA, CREDIT and CLOSE, once checked: 0 to 2. */
static inline unsigned int control_stream(const struct nabla_control *head)
{
	return head->flags & NABLA_CONTROL_STREAM;
}

#endif
