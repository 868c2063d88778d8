/* SPDX-License-Identifier: ISC */
/*
 * Opens or adopts what stands behind a device and describes it to the kernel.
 * On failure nothing is left open that was opened here.
 */
#ifndef RUN_DEVICES_H
#define RUN_DEVICES_H

#include <nabla/boot.h>

#include "tenders/run/options.h"

struct err;

int net_open(const struct device_option *o, struct nabla_device *d,
	     struct err *e);
int block_open(const struct device_option *o, struct nabla_device *d,
	       struct err *e);
int socket_adopt(const struct device_option *o, struct nabla_device *d,
		 struct err *e);
int control_adopt(const struct device_option *o, struct nabla_device *d,
		  struct err *e);

#endif
