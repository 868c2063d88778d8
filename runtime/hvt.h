/* SPDX-License-Identifier: ISC */
/*
 * Containers whose library kernel runs in a virtual machine, by the annotation
 * nabla.platform=hvt.  In place of nabla-run there is solo5-hvt, and the kernel
 * is an image that the container's process bakes at start, when the description
 * is whole.  Files and messages come by channels (<solo5/hvt_abi.h>), from the
 * same gofer and relay.
 */
#ifndef RUNTIME_HVT_H
#define RUNTIME_HVT_H

#include "runtime/launch.h"
#include "runtime/words.h"

#define HVT_PLATFORM	"hvt"		/* in the annotation, and in the state */

/*
 * Sets l->hvt if the annotation says so; refuses what such a container can't
 * have.  Once it is known whose guest it will be in.
 */
int hvt_find(struct launch *l, struct err *e);

/* The tender's command line; answers start. */
int hvt_words(struct launch *l, int starter, struct words *w, struct err *e);

#endif
