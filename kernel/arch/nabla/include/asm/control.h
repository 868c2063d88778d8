/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own part in the message channel: frames whose type is
 * NABLA_CONTROL_GIVE or above, which guest init neither sees nor can send.
 */
#ifndef _ASM_NABLA_CONTROL_H
#define _ASM_NABLA_CONTROL_H

#include <linux/types.h>

/*
 * A whole frame, from any context; it is sent or not.  -EAGAIN: the relay is
 * behind, try later; -ENODEV: there is none; -EPIPE and others: it is gone.
 */
int nabla_control_send(const void *frame, size_t len);

/*
 * Called in hard-interrupt context with a frame of at least a header, whose
 * bytes are the driver's.  A frame may be held up behind one of init's that
 * init has not read yet.
 */
typedef void nabla_control_handler(const void *frame, size_t len);

/* The one that gets them. */
void nabla_control_handle(nabla_control_handler *handler);

#endif
