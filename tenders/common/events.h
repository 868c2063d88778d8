/* SPDX-License-Identifier: ISC */
/* What a unikernel waits with: network devices, and a timer. */
#ifndef COMMON_EVENTS_H
#define COMMON_EVENTS_H

#include "tenders/common/unikernel.h"

struct err;

#define EVENTS_TIMER	0xfffffffeULL	/* data of the timer's event */

struct events {
	int epollfd;		/* data of a device's event: its handle */
	int timerfd;		/* CLOCK_MONOTONIC, non-blocking */
};

int events_create(struct events *ev, const struct manifest *m,
		  struct err *e);

#endif
