/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Channels: what the tender was given for the kernel to talk to others by, a
 * gofer's stream of files and the relay's messages.  None of this waits; a call
 * returns bytes, or -errno: -EAGAIN if there is nothing to read, or no room.
 *
 * Memory lies in the linear map, or is vmalloc()ed.
 */
#ifndef _ASM_NABLA_CHANNEL_H
#define _ASM_NABLA_CHANNEL_H

#include <linux/types.h>

enum nabla_channel_kind { NABLA_CHANNEL_FILES, NABLA_CHANNEL_CONTROL };

struct nabla_channel {
	const char *name;
	int id;				/* the platform's */
};

/* The @nth of a kind, from 0; -ENODEV if there are not so many. */
int nabla_channel_find(enum nabla_channel_kind kind, unsigned int nth,
		       struct nabla_channel *ch);

/* 0: the other end is closed. */
long nabla_channel_read(const struct nabla_channel *ch, void *buf, size_t len);
long nabla_channel_write(const struct nabla_channel *ch, const void *buf,
			 size_t len);

/* Whether it takes more. */
bool nabla_channel_has_room(const struct nabla_channel *ch);

/*
 * An interrupt while it is so: POLLIN, there is something to read, or POLLOUT,
 * there is room.  Its number, or -errno.
 */
int nabla_channel_line(const struct nabla_channel *ch, short events);

#endif
