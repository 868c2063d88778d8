/* SPDX-License-Identifier: ISC */
/*
 * Control groups below the container's own: those that its programs have made,
 * a service manager or an engine.
 */
#ifndef INIT_CGROUP_TREE_H
#define INIT_CGROUP_TREE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The processes of a group and of all below it, one by one, as long as @each
 * returns true; false if it did not.  One that forks meanwhile may be missed.
 */
bool cgroup_tree_each(int cgroup, bool (*each)(void *arg, pid_t pid),
		      void *arg);

/*
 * The group of that name, and what is below it.  -EBUSY as long as there is a
 * process in one; 0 if it was not there.
 */
int cgroup_tree_remove(int parent, const char *name);

#endif
