/* SPDX-License-Identifier: ISC */
/*
 * A seccomp profile compiled for the library kernel, where it is applied: it
 * runs one architecture's programs, so that the others' rules mean nothing.
 */
#ifndef RUNTIME_SECCOMP_H
#define RUNTIME_SECCOMP_H

#include "runtime/records.h"
#include "runtime/spec.h"

/* Adds the seccomp record; nothing if the spec has no profile. */
int seccomp_describe(struct records *out, const struct spec_seccomp *s,
		     struct err *e);

#endif
