/* SPDX-License-Identifier: ISC */
/*
 * Mount options as of mount(8), cut into what mount(2) takes.  Pure.
 */
#ifndef INIT_OPTIONS_H
#define INIT_OPTIONS_H

#include <stdbool.h>

#include "lib/err.h"

/* Newer than some C libraries; the values are the kernel's. */
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW	256
#endif
#ifndef MS_LAZYTIME
#define MS_LAZYTIME	(1 << 25)
#endif

#define OPTIONS_DATA_MAX	4096	/* mount(2) takes one page */

struct options {
	unsigned long flags;		/* MS_*, without propagation */
	unsigned long propagation;	/* MS_PRIVATE, ... with MS_REC or not */
	bool copyup;			/* of a tmpfs: what it hides is in it */
	char data[OPTIONS_DATA_MAX];	/* the file system's own */
};

int options_read(const char *text, struct options *o, struct err *e);

#endif
