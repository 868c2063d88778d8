/* SPDX-License-Identifier: ISC */
/*
 * What init holds while it carries out a description.
 */
#ifndef INIT_GUEST_H
#define INIT_GUEST_H

#include <nabla/control.h>
#include <stdbool.h>
#include <sys/types.h>

struct resolver;

struct guest {
	int proc;	/* /proc, whatever / becomes */
	int console;	/* /dev/console; -1: there is none */
	int netlink;	/* rtnetlink socket; -1: a kernel without network */
	int files;	/* of a server of the host's, see volumes.h; -1 */
	int cgroup;	/* the container's, once there is one; -1 */
	bool frozen;	/* nothing in it runs */
	pid_t first;	/* of the container's pid namespace, see first.h; 0 */
	bool joins;	/* in namespaces of one that joins, see joined.h */
	struct resolver *resolver;	/* see resolver.h; NULL */
	/* the program's descriptors from 3 on, see connection.h; 0: none */
	int gift[NABLA_CONTROL_GIFTS];
	unsigned int mounted;	/* which of the base mounts are init's own */
};

#endif
