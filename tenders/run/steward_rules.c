// SPDX-License-Identifier: ISC
/*
 * What the steward may ask of the host.  Whatever is not here kills it.  A test
 * takes away every rule, and every check, and sees the difference.
 */
#include <fcntl.h>
#include <linux/falloc.h>
#include <sys/syscall.h>

#include "tenders/run/filter.h"

enum { FD, MODE };

#define THE_SOCKET							\
	{ FD_STREAM, FD, .why = "its end of the socket, and nothing else" }
#define A_DISK								\
	{ FD_WRITABLE, FD, .why = "a disk that the guest may write to" }

const struct rule steward_rules[] = {
	{ SITE_ANY, SYS_read, "orders", { THE_SOCKET } },
	{ SITE_ANY, SYS_write, "answers", { THE_SOCKET } },
	{ SITE_ANY, SYS_fdatasync, "flushes a disk", { A_DISK } },
	{ SITE_ANY, SYS_fallocate, "discards a part of a disk",
	  { A_DISK,
	    { EQUAL, MODE, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	      .why = "never changes its size, nor moves what is in it" } } },
	{ SITE_ANY, SYS_fallocate, "makes a part of a disk zero",
	  { A_DISK,
	    { EQUAL, MODE, FALLOC_FL_ZERO_RANGE | FALLOC_FL_KEEP_SIZE,
	      .why = "never changes its size, nor moves what is in it" } } },
	{ SITE_ANY, SYS_fallocate, "frees guest memory",
	  { { IS_RAM_FD, FD, .why = "of this guest" },
	    { EQUAL, MODE, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
	      .why = "the size of guest memory is sealed" } } },
	{ SITE_ANY, SYS_exit_group, "the end", { { .op = CHECK_END } } },
};

const size_t steward_nr_rules = sizeof(steward_rules) /
				sizeof(steward_rules[0]);
