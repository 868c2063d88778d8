// SPDX-License-Identifier: ISC
/*
 * What a container's process may ask of the host.  Whatever is not here, is not
 * allowed.  A test takes away every rule, and every check, and sees the
 * difference.
 */
#include <sys/mman.h>
#include <sys/syscall.h>

#include <nabla/layout.h>

#include "tenders/run/filter.h"

#define RWX	(PROT_READ | PROT_WRITE | PROT_EXEC)

/* mmap's arguments */
enum { ADDR, LENGTH, PROT, FLAGS, FD, OFFSET };

#define IN_USER								\
	{ AT_LEAST, ADDR, NABLA_USER_MIN,				\
	  .why = "pages at 0 stay unmapped, whatever the host allows" },\
	{ BELOW, ADDR, NABLA_USER_END,					\
	  .why = "starts in the user window" },				\
	{ BELOW, LENGTH, NABLA_MMAP_MAX,				\
	  .why = "ends in the guard behind it at the latest" }

#define IN_VMALLOC							\
	{ AT_LEAST, ADDR, NABLA_VMALLOC,				\
	  .why = "starts in the vmalloc window" },			\
	{ END_AT_MOST, ADDR, NABLA_VMALLOC + NABLA_VMALLOC_SIZE,	\
	  .len_arg = LENGTH,						\
	  .why = "the host's own mappings follow it" }

/* A part of guest RAM, shown at another address. */
#define RAM_PAGES							\
	{ SUBSET, PROT, RWX, .why = "nothing but the three" },		\
	{ NOT_ZERO, PROT, .why = "holes are made by another rule" },	\
	{ EQUAL_BUT, FLAGS, MAP_SHARED | MAP_FIXED,			\
	  .but = MAP_POPULATE,						\
	  .why = "no file's private copy, no huge pages, no growing" },	\
	{ IS_RAM_FD, FD, .why = "no other file may be mapped" },	\
	{ EQUAL_BUT, OFFSET, 0, .but = ~0xfffULL,			\
	  .why = "whole pages of it" },					\
	{ END_IN_RAM, OFFSET, .len_arg = LENGTH,			\
	  .why = "beyond the end there is SIGBUS, or a wrapped offset" }

/* Nothing, in place of what was mapped. */
#define HOLE								\
	{ EQUAL, PROT, PROT_NONE,					\
	  .why = "memory that is not guest RAM would escape its limit" },\
	{ EQUAL, FLAGS, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED |	\
			MAP_NORESERVE,					\
	  .why = "the one way to unmap without munmap" },		\
	{ EQUAL, FD, (uint64_t)-1,					\
	  .why = "not used, so nothing else is expected" }

const struct rule filter_rules[] = {
	/* first, since between members they are made all the time */
	{ SITE_STUB, SYS_read, "waits for its turn; what the doorbell rang for",
	  { { FD_EVENT, 0, .why = "only the eventfds of members" } } },
	{ SITE_STUB, SYS_write, "wakes another member, or rings the doorbell",
	  { { FD_EVENT, 0, .why = "only the eventfds of members" } } },
	{ SITE_STUB, SYS_read, "input from console, network, servers, helpers",
	  { { FD_STREAM, 0, .why = "only what the tender left open" } } },
	{ SITE_STUB, SYS_write, "output to the same",
	  { { FD_STREAM, 0, .why = "only what the tender left open" } } },
	{ SITE_STUB, SYS_pread64, "disks",
	  { { FD_BLOCK, 0, .why = "only what the tender left open" } } },
	{ SITE_STUB, SYS_pwrite64, "disks that may be written to",
	  { { FD_WRITABLE, 0, .why = "not the read-only ones" } } },
	{ SITE_STUB, SYS_ppoll, "idle: waits for the devices or the next timer",
	  { { EQUAL, 3, 0, .why = "a mask could shut out the tick" } } },
	{ SITE_STUB, SYS_exit_group, "the end", { { .op = CHECK_END } } },
	{ SITE_STUB, SYS_mmap, "fills the user window from guest page tables",
	  { IN_USER, RAM_PAGES } },
	{ SITE_STUB, SYS_mmap, "empties a part of the user window",
	  { IN_USER, HOLE } },
	{ SITE_STUB, SYS_mmap, "vmalloc memory of the library kernel",
	  { IN_VMALLOC, RAM_PAGES } },
	{ SITE_STUB, SYS_mmap, "empties a part of the vmalloc window",
	  { IN_VMALLOC, HOLE } },
};

const size_t filter_nr_rules = sizeof(filter_rules) / sizeof(filter_rules[0]);
