/* SPDX-License-Identifier: ISC */
/*
 * What the tender leaves for the kernel, at guest-physical NABLA_BOOT_PHYS.
 * Written by the tender before the first guest instruction, read by the kernel
 * only.  Addresses called physical are offsets into guest RAM; zero with size
 * zero where there is no such thing.
 */
#ifndef NABLA_BOOT_H
#define NABLA_BOOT_H

#include <linux/types.h>
#include <nabla/isa/boot.h>

#define NABLA_BOOT_MAGIC	0x3130616c62614eULL	/* "Nabla01" */
#define NABLA_CMDLINE_MAX	2048
#define NABLA_DEVICES_MAX	64
#define NABLA_NAME_MAX		16

/* What a descriptor is to the kernel. */
enum nabla_device_type {
	NABLA_DEV_NET	= 1,	/* frames behind a virtio-net header */
	NABLA_DEV_BLOCK	= 2,	/* pread64, pwrite64 */
	NABLA_DEV_FILES	= 3,	/* a gofer's socket */
	NABLA_DEV_CONTROL = 4,	/* the relay's socket */
};

/* struct nabla_device, features of NABLA_DEV_NET */
#define NABLA_NET_CSUM		1	/* checksums may be left to the host */
#define NABLA_NET_TSO4		2
#define NABLA_NET_TSO6		4

/* struct nabla_device, features of NABLA_DEV_BLOCK */
#define NABLA_BLOCK_READONLY	1	/* pwrite64 is not allowed on it */

struct nabla_device {
	__u32 type;
	__s32 fd;
	char name[NABLA_NAME_MAX];	/* NUL-terminated; net: interface name */
	__u8 mac[6];			/* net; all zero: choose one */
	__u16 mtu;			/* net; 0: 1500 */
	__u32 features;			/* NABLA_NET_*, NABLA_BLOCK_* */
	__u32 block_size;		/* block: of a sector, 512 or 4096 */
	__u64 size;			/* block: bytes, whole sectors */
	__u64 offset;			/* block: where it begins in the file */
};

/* struct nabla_boot, flags */
#define NABLA_BOOT_TTY		1	/* fds 0-2 are one terminal, in raw mode */
#define NABLA_BOOT_GIVE		2	/* the steward takes free memory back */

struct nabla_boot {
	__u64 magic;			/* NABLA_BOOT_MAGIC */
	__u32 abi;			/* NABLA_ABI */
	__u32 size;			/* of this structure */
	__u32 flags;			/* NABLA_BOOT_* */
	__u32 nr_devices;
	__u64 ram_size;			/* bytes, a multiple of the page size */
	__s32 ram_fd;			/* the memfd behind guest RAM */
	__s32 zygote_fd;		/* socket to the zygote; -1: no members to be had */
	__u32 nr_members;		/* most there can be, the first included */
	__s32 wake_fd;			/* eventfd of member 0; member n's is wake_fd + n */
	__s32 doorbell_fd;		/* eventfd: rung by one that is not the processor */
	__s32 steward_fd;		/* socket to the steward; -1: none */
	__u64 initrd, initrd_size;	/* physical; a cpio archive */
	__u64 config, config_size;	/* physical; for guest init, see config.h */
	__u64 clock_gettime;		/* the host vDSO's function, or 0 */
	__u8 seed[64];			/* from the host's getrandom() */
	struct nabla_boot_isa isa;
	struct nabla_device device[NABLA_DEVICES_MAX];
	char cmdline[NABLA_CMDLINE_MAX];	/* NUL-terminated */
};

_Static_assert(sizeof(struct nabla_device) == 56, "ABI");
_Static_assert(sizeof(struct nabla_boot) <= 0x10000, "fits below the kernel");

#endif
