/* SPDX-License-Identifier: ISC */
#ifndef RUNTIME_POD_FILES_H
#define RUNTIME_POD_FILES_H

#include "runtime/container.h"

/* Takes a folder of pod_attach() away again. */
int pod_detach(const struct container *owner, const char *folder,
	       struct err *e);

#endif
