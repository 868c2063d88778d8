/* SPDX-License-Identifier: ISC */
/*
 * What init holds while it carries out a description.
 */
#ifndef INIT_GUEST_H
#define INIT_GUEST_H

struct guest {
	int proc;	/* /proc, whatever / becomes */
	int console;	/* /dev/console; -1: there is none */
	int netlink;	/* rtnetlink socket; -1: a kernel without network */
	unsigned int mounted;	/* which of the base mounts are init's own */
};

#endif
