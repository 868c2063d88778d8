/* SPDX-License-Identifier: ISC */
/*
 * Where everything is in the host address space of a container's process.
 *
 *  0x0000_0001_0000  +--------------------+
 *                    | user               |  guest programs; the host's mappings
 *                    |                    |  here are a TLB of the guest's page
 *                    |                    |  tables
 *  0x6500_0000_0000  +--------------------+  NABLA_USER_END
 *                    | guard, 1 TB        |  what a mapping of less than 1 TB that
 *                    |                    |  starts below can reach into
 *  0x6600_0000_0000  +--------------------+
 *                    | nothing            |
 *  0x6700_0000_0000  +--------------------+  NABLA_MEMBER
 *                    | member area        |  private to each host process
 *  0x6800_0000_0000  +--------------------+  NABLA_RAM
 *                    | guest RAM, 7 TB    |  one memfd; the kernel's linear map
 *  0x6f00_0000_0000  +--------------------+  NABLA_VMALLOC
 *                    | vmalloc, 64 GB     |
 *  0x7000_0000_0000  +--------------------+
 *                    | the host's own     |  tender, its stack, the host's vDSO
 *  0x7fff_ffff_f000  +--------------------+
 *
 * The tender MUST find the ranges below 0x7000_0000_0000 empty, or refuse.  The
 * host puts nothing of its own there with any vm.mmap_rnd_bits: 32 of them are
 * 16 TB below the top.  User programs have what AddressSanitizer's allocator
 * insists on, 4 TB at 0x6000_0000_0000.
 * The seccomp filter relies on the guard: it checks the high half of a mapping's
 * address and length by themselves.
 */
#ifndef NABLA_ISA_LAYOUT_H
#define NABLA_ISA_LAYOUT_H

#include <linux/const.h>

#define NABLA_USER_MIN		_AC(0x10000, UL)
#define NABLA_USER_END		_AC(0x650000000000, UL)
#define NABLA_USER_GUARD	_AC(0x10000000000, UL)
/* One host mmap of the guest covers less than this. */
#define NABLA_MMAP_MAX		NABLA_USER_GUARD

#define NABLA_MEMBER		_AC(0x670000000000, UL)

#define NABLA_RAM		_AC(0x680000000000, UL)
#define NABLA_RAM_MAX		_AC(0x070000000000, UL)

#define NABLA_VMALLOC		_AC(0x6f0000000000, UL)
#define NABLA_VMALLOC_SIZE	_AC(0x1000000000, UL)

/*
 * What the host believes the segment bases to be.  A host kernel that does not
 * know FSGSBASE puts these back whenever it switches to the process; both lie in
 * the guard, so that the next use faults and the library kernel mends it.
 */
#define NABLA_LOST_FS		_AC(0x654000000000, UL)
#define NABLA_LOST_GS		_AC(0x65c000000000, UL)

#endif
