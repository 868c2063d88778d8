/* SPDX-License-Identifier: ISC */
/* What members have in common, and the descriptors that the guest keeps. */
#ifndef RUN_MEMBERS_H
#define RUN_MEMBERS_H

#include <stdbool.h>

#include <nabla/boot.h>

#define MEMBERS_DEFAULT	512

struct tender;

struct members {
	unsigned int nr;	/* most there can be, the first included */
	int doorbell;
	int wake;		/* member 0's eventfd; wake + n: member n's */
	int socket;		/* to the zygote; -1, like the next two: none */
	int zygote_socket;	/* its end */
	int deaths;		/* signalfd that tells it of its children's */
	bool several_cpus;	/* there is something to choose */
};

#define KEPT_MAX	(NABLA_DEVICES_MAX + 7)

/* Those above the standard ones, in no order; returns their number. */
unsigned int kept_descriptors(const struct tender *t, int keep[KEPT_MAX]);

#endif
