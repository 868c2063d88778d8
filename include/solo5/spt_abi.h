/* SPDX-License-Identifier: ISC */
/*
 * The ABI between solo5-spt and its bindings.  The guest is the tender's own
 * process; its addresses are the host's.
 *
 *	0x10000		SPT_MEM_START: zero pages, boot data
 *	0x11000		SPT_BOOT_INFO: struct spt_boot_info, then the manifest,
 *			then the command line
 *	0x100000	SOLO5_KERNEL_MIN: the unikernel, then its heap
 *	mem_size	the end, where its stack starts
 *
 * It is entered with the address of its boot data as the only argument and
 * MUST NOT return.  The calls of the host that it may make:
 *
 *	write			console: descriptor 1
 *	read, write		descriptor of a network device
 *	pread64, pwrite64	descriptor of a block device; exactly a block
 *	clock_gettime		CLOCK_MONOTONIC, CLOCK_REALTIME
 *	epoll_pwait		epollfd
 *	timerfd_settime		timerfd
 *	arch_prctl		ARCH_SET_FS (x86_64)
 *	exit_group
 *
 * Descriptors are compared as 64-bit numbers.  Any other call kills the
 * process.
 */
#ifndef SOLO5_SPT_ABI_H
#define SOLO5_SPT_ABI_H

#include <stddef.h>
#include <stdint.h>

#define SPT_ABI_VERSION		2
#define SPT_MEM_START		0x10000
#define SPT_BOOT_INFO		0x11000
#define SPT_CMDLINE_SIZE	8192	/* with its NUL */

/* epoll_event.data of the timer; a network device's is its handle. */
#define SPT_TIMER_DATA		0xfffffffeULL

/* Written by the tender, read by the bindings. */
struct spt_boot_info {
	uint64_t mem_size;	/* end of the guest's memory */
	uint64_t kernel_end;	/* of what was loaded; bss may be missing */
	uint64_t cmdline;	/* addresses */
	uint64_t mft;
	int32_t epollfd;	/* readable: timer and network devices */
	int32_t timerfd;	/* CLOCK_MONOTONIC */
};

_Static_assert(sizeof(struct spt_boot_info) == 40, "contract");
_Static_assert(offsetof(struct spt_boot_info, cmdline) == 16, "contract");
_Static_assert(offsetof(struct spt_boot_info, mft) == 24, "contract");
_Static_assert(offsetof(struct spt_boot_info, epollfd) == 32, "contract");
_Static_assert(offsetof(struct spt_boot_info, timerfd) == 36, "contract");

#endif
