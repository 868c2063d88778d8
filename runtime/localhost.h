/* SPDX-License-Identifier: ISC */
/*
 * The localhost of the container's network namespace, to which engines connect
 * from within (port-forward of CRI).  The guest's localhost is another one: so
 * all TCP connections to 127.0.0.1 and ::1 there, to whatever port, come to one
 * listening socket, whose holder, the relay, carries them to the guest's.
 */
#ifndef RUNTIME_LOCALHOST_H
#define RUNTIME_LOCALHOST_H

#include <stdbool.h>

#include "lib/err.h"
#include "runtime/spec.h"

struct localhost {
	int listener;
	int attached;		/* as long as somebody holds it */
};

/* Only a namespace that somebody else has made can be entered by an engine. */
bool localhost_is_wanted(const struct spec *s);

/* Of the network namespace that we are in. */
int localhost_open(struct localhost *h, struct err *e);

/* Whether the host lets us, and can. */
int localhost_probe(struct err *e);

#endif
