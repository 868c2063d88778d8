/* SPDX-License-Identifier: ISC */
/*
 * Containers that share a network namespace share a kernel: the first that
 * takes the namespace over has a guest, and whoever is created for the same
 * namespace while that one runs is another container in this guest.  Its
 * process on the host is an exec-relay, its files are a folder of the first
 * one's gofer, and it ends when the first does.
 */
#ifndef RUNTIME_POD_H
#define RUNTIME_POD_H

#include <stdbool.h>
#include <stdint.h>

#include "runtime/container.h"
#include "runtime/spec.h"

/*
 * 1: *owner, which the caller closes, has the guest that this one belongs in,
 * and is locked; 0: none has.
 */
int pod_find(struct container *owner, const struct runtime *rt,
	     const struct spec *s, struct err *e);

/* A place for c in that guest; it is taken once c's state says so. */
int pod_take_place(const struct runtime *rt, const struct container *owner,
		   struct container *c, struct err *e);

/* Whether a namespace of that type is the owner's. */
bool pod_shares(const struct container *owner, const struct spec *s,
		const char *type);

/*
 * What one that joins can't have is refused, or warned about; owner NULL: one
 * that has a guest of its own.
 */
int pod_check(const struct container *owner, const struct spec *s,
	      struct err *e);

/*
 * The first container of a pod, by its engine's word: it is there for others to
 * join, who may have limits of their own.
 */
bool pod_is_sandbox(const struct spec *s);

/* Lays the mounts at tree open to the owner's guest, as that folder. */
int pod_attach(const struct container *owner, int tree, const char *folder,
	       struct err *e);

/* Its guest stands still, the pod's first container being paused. */
bool pod_is_frozen(const struct container *c);

/* c has ended: nothing of it stays in the guest, nor with its gofer. */
void pod_leave(struct container *c);

/* The inode of a process's namespace of that name in /proc/PID/ns; 0: none. */
uint64_t pod_namespace(pid_t pid, const char *name);

#endif
