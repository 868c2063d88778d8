/* SPDX-License-Identifier: ISC */
/*
 * Who makes a file: what is made belongs to the guest's user from the
 * beginning, and counts for that user's quota.
 */
#ifndef GOFER_CREDS_H
#define GOFER_CREDS_H

#include "gofer/tree.h"

/*
 * User, group and umask of the request, for this thread; kept until the next
 * one with others.  -EOVERFLOW: an id that has no place in the user namespace.
 */
int creds_take(fuse_req_t req);

#endif
