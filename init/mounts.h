/* SPDX-License-Identifier: ISC */
/*
 * Mounts: the base that init itself needs, those of the description, and the
 * change of /.
 */
#ifndef INIT_MOUNTS_H
#define INIT_MOUNTS_H

#include "lib/err.h"
#include "guest.h"

/* /proc, /sys, /dev where nothing is mounted yet; opens g->proc. */
int mounts_base(struct guest *g, struct err *e);

/* What a program expects in /dev besides: pts, shm, fd and the like. */
int mounts_dev(struct err *e);

/* Those of a bind mount that is there: "ro", "nosuid" and the like. */
struct options;
int mounts_flags(const char *target, const struct options *o, struct err *e);

int mounts_add(const char *source, const char *target, const char *type,
	       const char *options, struct err *e);

/* Of these two @path may be missing. */
int mounts_mask(const char *path, struct err *e);
int mounts_readonly(const char *path, struct err *e);

/* @path becomes /; the base mounts of init's own stay behind and go. */
int mounts_root(struct guest *g, const char *path, struct err *e);

#endif
