/* SPDX-License-Identifier: ISC */
/*
 * A guest gives up a gofer from which it hears nothing for long.  A message that
 * waits for a disk is no reason to: while one takes more than a second, a thread
 * that does nothing else tells the guest every second that it is being seen to.
 * It sleeps while there are no messages.
 *
 * A gofer that is stopped or gone says nothing.
 */
#ifndef GOFER_PULSE_H
#define GOFER_PULSE_H

#include "gofer/tree.h"

struct err;

/* Makes the thread, with what the caller may still do.  0 or -errno. */
int pulse_start(struct tree *t, struct err *e);
/* Around each message, by the thread that takes them. */
void pulse_begin(void);
void pulse_end(void);

#endif
