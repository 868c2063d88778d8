/* SPDX-License-Identifier: ISC */
/*
 * The programs that a container is made of.  They lie beside this one; the
 * kernel is in ../lib/nabla/ where it is installed, or one folder up where it
 * was built.
 */
#ifndef RUNTIME_PROGRAMS_H
#define RUNTIME_PROGRAMS_H

#include "runtime/arena.h"
#include "lib/err.h"

struct programs {
	const char *tender, *gofer, *relay, *kernel, *self;
};

/* All of them are there, and can be read; paths are absolute. */
int programs_find(struct programs *p, struct arena *a, struct err *e);

#define HVT_TENDER	"solo5-hvt"

/* The tender and the kernel for a virtual machine, in place of those. */
int programs_find_hvt(struct programs *p, struct arena *a, struct err *e);

/* Another tender, of that name. */
int programs_find_tender(struct programs *p, struct arena *a, const char *name,
			 struct err *e);

#endif
