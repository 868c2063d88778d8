/* SPDX-License-Identifier: ISC */
/* How a memory limit is divided between the guest and what it needs outside. */
#ifndef RUNTIME_MEMORY_H
#define RUNTIME_MEMORY_H

#include <stdint.h>

/*
 * The guest's RAM and the control group's limit, in bytes, for a limit of that
 * many bytes.  RAM is the limit less MEMORY_RESERVE and 1/MEMORY_SHARE of it:
 * the gofer and the relay, the host's page tables of the container's processes
 * (a 512th for each that shows all of it), the host's buffers of its sockets.
 * So the guest's own OOM killer acts first.  A guest has MEMORY_LEAST at any
 * rate; if the limit is too small for that the control group's is raised.
 */
#define MEMORY_RESERVE	(16ULL << 20)
#define MEMORY_SHARE	16
#define MEMORY_LEAST	(32ULL << 20)

void memory_divide(uint64_t limit, uint64_t *guest, uint64_t *total);

#endif
