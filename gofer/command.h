/* SPDX-License-Identifier: ISC */
/*
 * Use by hand: the command takes the place of the process that was started, so
 * that its pid and its end are the command's; the gofer is a child.
 */
#ifndef GOFER_COMMAND_H
#define GOFER_COMMAND_H

#include "gofer/options.h"

struct err;

/*
 * In the child returns 0, with o's socket and ready filled in.  Returns -errno
 * if it failed, in either process: in the parent also if the child did, which
 * has said why, and e's code is 0 then.
 */
int command_start(struct options *o, struct err *e);

#endif
