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

/*
 * Each address space of the guest may have a host process, as long as what these
 * take outside (tables, stacks, descriptors) fits into the reserve: seen were
 * 220 KB each where 64 of them filled 78 MB, so that many are counted, and that
 * each shows a quarter of RAM.  The guest does with fewer, at the price of slower
 * switches among more processes than that.
 */
#define MEMORY_HELPERS	(8ULL << 20)	/* gofer, relay, the first process */
#define MEMORY_MEMBER	(256ULL << 10)
#define MEMORY_MEMBERS_MAX 512		/* as many as the tender's default */
#define MEMORY_TABLES	2048		/* of RAM, the part that shows a quarter */

void memory_divide(uint64_t limit, uint64_t *guest, uint64_t *total);

/* How many host processes there may be; for both results of the division. */
unsigned int memory_members(uint64_t guest, uint64_t total);

#endif
