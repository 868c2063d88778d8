// SPDX-License-Identifier: ISC
/* Descriptors of the guest. */
#include "lib/err.h"
#include "tenders/common/devices.h"
#include "tenders/spt/spt.h"

int devices_open(struct spt *t, struct err *e)
{
	if (descriptors_fill(e) < 0)
		return -e->code;
	return devices_attach(&t->kernel.manifest, &t->opt, e);
}

int waiting_prepare(struct spt *t, struct err *e)
{
	return events_create(&t->events, &t->kernel.manifest, e);
}

int descriptors_close(struct spt *t, struct err *e)
{
	int keep[MFT1_ENTRIES_MAX + 2] = { t->events.epollfd,
					   t->events.timerfd };
	unsigned int n = 2;

	n += devices_descriptors(&t->kernel.manifest, keep + n);
	return descriptors_close_but(keep, n, e);
}
