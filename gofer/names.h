/* SPDX-License-Identifier: ISC */
/* Names of the guest's: one component each, or refused. */
#ifndef GOFER_NAMES_H
#define GOFER_NAMES_H

#include "gofer/node.h"

int name_check(const char *name);
/* Holds the directory that a good name is meant in.  0 or -errno. */
int hold_dir(fuse_req_t req, fuse_ino_t id, const char *name, struct hold *h);

#endif
