/* SPDX-License-Identifier: ISC */
/*
 * The ABI between solo5-hvt and its bindings: a virtual machine with one
 * processor whose only devices are the hypercalls below.
 *
 * Guest memory starts at address 0:
 *
 *	0x10000		HVT_BOOT_INFO: struct hvt_boot_info, then the manifest,
 *			then the command line; read-only up to:
 *	0x100000	SOLO5_KERNEL_MIN: the unikernel, then its heap
 *	mem_size	the end, where its stack starts; a ring may follow
 *
 * What lies below the boot data is the tender's (page tables, ...).  How a
 * hypercall is made, and the processor's state at entry, are the ISA's:
 *
 *	x86_64	32-bit out of the argument's address to HVT_PIO_BASE + number;
 *		the argument lies below 4 GiB
 *	aarch64	32-bit store of it to HVT_MMIO_BASE + (number << 3)
 */
#ifndef SOLO5_HVT_ABI_H
#define SOLO5_HVT_ABI_H

#include <stddef.h>
#include <stdint.h>

#define HVT_ABI_VERSION		2
#define HVT_BOOT_INFO		0x10000
#define HVT_CMDLINE_SIZE	8192	/* with its NUL */
#define HVT_MEM_MAX		(1ULL << 32)

#define HVT_PIO_BASE		0x500
#define HVT_PIO_KICK		0x600
#define HVT_MMIO_BASE		0x100000000ULL
#define HVT_MMIO_SIZE		0x40000000ULL
#define HVT_MMIO_KICK		0x100000100ULL

enum hvt_hypercall {
	HVT_WALLTIME = 1,
	HVT_PUTS,
	HVT_POLL,
	HVT_BLOCK_WRITE,
	HVT_BLOCK_READ,
	HVT_NET_WRITE,
	HVT_NET_READ,
	HVT_HALT,
	HVT_NR_HYPERCALLS,
	/* not Solo5's, but ours: with HVT_FEATURE_CHANNELS */
	HVT_CHANNEL_READ = 16,
	HVT_CHANNEL_WRITE,
	HVT_WAIT,
	HVT_NUMBERS_END,
};

/* Written by the tender; the fields marked G by the guest. */
struct hvt_boot_info {
	uint64_t mem_size;	/* end of the guest's memory */
	uint64_t kernel_end;	/* of what was loaded; bss may be missing */
	uint64_t cpu_cycle_freq;	/* Hz */
	uint64_t cmdline;	/* addresses */
	uint64_t mft;
	uint32_t host_features;	/* HVT_FEATURE_*: offered */
	uint32_t guest_features;	/* zero: what is taken is told by use */
	uint64_t net_ring;	/* address of struct hvt_ring; 0: none */
};

#define HVT_FEATURE_RING	(1U << 0)
/*
 * Not Solo5's, but ours, and offered only to a guest that asks (<nabla/hvt.h>): a
 * timer interrupts the processor.
 *
 *	x86_64	its local APIC's, by TSC deadline
 *	aarch64	its virtual timer, by the one interrupt (IRQ) that there is: raised
 *		when the timer's output is high, and taken away by the first
 *		hypercall that is made while it is low
 */
#define HVT_FEATURE_TIMER	(1U << 31)
/*
 * Not Solo5's, but ours, and offered only to a guest whose manifest declares
 * one: a channel is a socket that somebody else has the other end of, a stream
 * (MFT_DEV_FILES, <nabla/files.h>) or one of messages (MFT_DEV_CONTROL,
 * <nabla/control.h>).  It does not block.  WAIT is POLL for all devices that
 * can be waited for, each for what the guest asks: POLL knows of no channel.
 */
#define HVT_FEATURE_CHANNELS	(1U << 30)

/*
 * Arguments.  Fields marked T are the tender's answer.  An address that does
 * not lie in guest memory ends the tender.  A ret is a solo5_result_t.
 */
struct hvt_walltime {
	uint64_t nsecs;		/* T: since 1970 */
};

struct hvt_puts {
	uint64_t data;
	uint64_t len;
};

struct hvt_poll {
	uint64_t timeout_nsecs;	/* from now */
	uint64_t ready_set;	/* T: bit n: network handle n */
	int32_t ret;		/* T: number of ready devices, or -1 */
};

struct hvt_block_io {		/* BLOCK_WRITE, BLOCK_READ */
	uint64_t handle;
	uint64_t offset;
	uint64_t data;
	uint64_t len;
	int32_t ret;		/* T */
};

struct hvt_net_io {		/* NET_WRITE, NET_READ */
	uint64_t handle;
	uint64_t data;
	uint64_t len;		/* T, after NET_READ: bytes received */
	int32_t ret;		/* T */
};

struct hvt_channel_io {		/* CHANNEL_READ, CHANNEL_WRITE */
	uint64_t handle;
	uint64_t data;
	uint64_t len;
	int64_t ret;		/* T: bytes, or -errno as on Linux */
};

struct hvt_wait {
	uint64_t timeout_nsecs;	/* from now */
	uint64_t in;		/* bit n: handle n, to be read from */
	uint64_t out;		/* channel handle n, to be written to */
	uint64_t ready_in;	/* T: of these, what can be */
	uint64_t ready_out;	/* T */
	int32_t ret;		/* T: number of ready devices, or -1 */
};

struct hvt_halt {
	uint64_t cookie;	/* address of HVT_COOKIE_SIZE bytes; 0: none */
	int32_t exit_status;
};

#define HVT_COOKIE_SIZE		512

/*
 * What our bindings leave at the cookie of a trap, for core files: registers as
 * elf_gregset_t.  MAY be anything else.
 */
#define HVT_TRAP_MAGIC		0x50415254354e4853ULL

struct hvt_trap {
	uint64_t magic;
	uint64_t regs[34];
};

_Static_assert(sizeof(struct hvt_trap) <= HVT_COOKIE_SIZE, "contract");

_Static_assert(sizeof(struct hvt_boot_info) == 56, "contract");
_Static_assert(offsetof(struct hvt_boot_info, cpu_cycle_freq) == 16,
	       "contract");
_Static_assert(offsetof(struct hvt_boot_info, mft) == 32, "contract");
_Static_assert(offsetof(struct hvt_boot_info, host_features) == 40,
	       "contract");
_Static_assert(offsetof(struct hvt_boot_info, net_ring) == 48, "contract");
_Static_assert(sizeof(struct hvt_poll) == 24, "contract");
_Static_assert(sizeof(struct hvt_block_io) == 40, "contract");
_Static_assert(offsetof(struct hvt_block_io, ret) == 32, "contract");
_Static_assert(sizeof(struct hvt_net_io) == 32, "contract");
_Static_assert(offsetof(struct hvt_net_io, ret) == 24, "contract");
_Static_assert(sizeof(struct hvt_channel_io) == 32, "contract");
_Static_assert(sizeof(struct hvt_wait) == 48, "contract");
_Static_assert(sizeof(struct hvt_halt) == 16, "contract");
_Static_assert(offsetof(struct hvt_halt, exit_status) == 8, "contract");

/*
 * The network ring: two queues, each with one writer and one reader, of
 * free-running indices.  The guest fills an entry, advances entry_tail, and if
 * needs_kick is set then kicks; the tender does what the entry says.  It
 * answers a NET_READ by a commit, and advances commit_tail; a NET_WRITE has no
 * answer, a frame that can't be sent is lost, and the buffer is the guest's
 * again when entry_head has passed the entry.
 */
#define HVT_RING_ENTRIES	1024

#define HVT_RING_NET_WRITE	1
#define HVT_RING_NET_READ	2

struct hvt_ring_entry {		/* written by the guest */
	uint32_t op;
	uint32_t handle;
	uint64_t data;
	uint32_t len;
	uint32_t id;		/* the guest's own: a commit has it */
	uint64_t reserved;
};

struct hvt_ring_commit {	/* written by the tender, of a NET_READ */
	uint32_t id;
	int32_t ret;		/* solo5_result_t */
	uint32_t len;		/* bytes received */
	uint32_t reserved;
};

struct hvt_ring {
	uint32_t entry_tail;	/* these two: the guest's */
	uint32_t commit_head;
	uint32_t pad0[14];
	uint32_t entry_head;	/* these three: the tender's */
	uint32_t commit_tail;
	uint32_t needs_kick;
	uint32_t pad1[13];
	struct hvt_ring_entry entry[HVT_RING_ENTRIES];
	struct hvt_ring_commit commit[HVT_RING_ENTRIES];
};

_Static_assert(sizeof(struct hvt_ring) == 49280, "contract");
_Static_assert(offsetof(struct hvt_ring, entry_head) == 64, "contract");
_Static_assert(offsetof(struct hvt_ring, entry) == 128, "contract");

#endif
