/* SPDX-License-Identifier: ISC */
/* Devices of a unikernel: from manifest and command line to descriptors. */
#ifndef COMMON_DEVICES_H
#define COMMON_DEVICES_H

#include "tenders/common/options.h"
#include "tenders/common/unikernel.h"

struct err;

/*
 * Opens what the command line names for each device of the manifest, whose
 * fields it fills in.  Refuses a device that is not declared, and a declared
 * one that is not given.  Descriptors stay open for the life of the process.
 */
int devices_attach(struct manifest *mft, const struct options *o,
		   struct err *e);

bool devices_have_channels(const struct manifest *mft);

/* One of each kind; m->b.hostfd is set. */
int net_attach(struct mft_entry *m, const struct device_option *d,
	       struct err *e);
int block_attach(struct mft_entry *m, const struct device_option *d,
		 struct err *e);
int channel_attach(struct mft_entry *m, const struct device_option *d,
		   struct err *e);

/* Opens /dev/null for each standard descriptor that is not open. */
int descriptors_fill(struct err *e);

/* Those of the devices; returns their number. */
unsigned int devices_descriptors(const struct manifest *mft,
				 int fd[DEVICES_MAX]);

/* Closes all but the standard descriptors and those n; sorts these. */
int descriptors_close_but(int *keep, unsigned int n, struct err *e);

#endif
