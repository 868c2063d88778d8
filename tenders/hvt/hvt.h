/* SPDX-License-Identifier: ISC */
/*
 * The state of solo5-hvt, its stages in the order in which main() runs them,
 * and the parts that serve the guest.  0 or -errno, unless something else is
 * said.
 *
 * Guest addresses are not pointers: guest_at() is the only way from one to the
 * other, and what it points to is read once.
 */
#ifndef HVT_HVT_H
#define HVT_HVT_H

#include <linux/kvm.h>
#include <solo5/hvt_abi.h>

#include "tenders/common/boot.h"
#include "tenders/common/events.h"
#include "tenders/common/options.h"
#include "tenders/common/rules.h"
#include "tenders/common/unikernel.h"

struct err;

struct gdb;

struct hvt {
	struct options opt;
	char cmdline[HVT_CMDLINE_SIZE];
	struct unikernel kernel;
	struct guest_memory mem;	/* size: all of it, the ring included */
	unsigned char *alias;		/* of it, never protected; debugger */
	uint64_t mem_size;		/* what the guest is told */
	uint64_t ring;			/* its address; 0: none */
	bool timer;			/* the guest has one that interrupts it */
	bool interrupted;		/* by it, as KVM has been told; aarch64 */
	bool channels;			/* its manifest declares some */
	struct events events;
	int kvmfd, vmfd, vcpufd;
	struct kvm_run *run;
	size_t run_size;
	int pid;
	int corefd, coredir;		/* -1: no core is wanted */
	struct gdb *gdb;		/* NULL: no debugger */
	unsigned int nr_break, nr_watch;	/* the processor's registers */
	struct bpf filter;
};

/* ---- stages ---- */

int signals_prepare(struct hvt *t, struct err *e);
int kernel_open(struct hvt *t, struct err *e);
int devices_open(struct hvt *t, struct err *e);
int waiting_prepare(struct hvt *t, struct err *e);
int machine_create(struct hvt *t, struct err *e);
int memory_create(struct hvt *t, struct err *e);
int kernel_load(struct hvt *t, struct err *e);
int boot_write(struct hvt *t, struct err *e);
int core_prepare(struct hvt *t, struct err *e);
int filter_compile(struct hvt *t, struct err *e);
int descriptors_close(struct hvt *t, struct err *e);
int filter_install(struct hvt *t, struct err *e);

/* The guest's exit status, or -errno. */
int guest_run(struct hvt *t, struct err *e);

/* Whether a unikernel can make use of HVT_FEATURE_TIMER, by a note of ours. */
bool guest_wants_timer(const struct elf_file *f);

/* ---- guest memory ---- */

/*
 * len bytes of guest memory at addr that the tender may read, or also write;
 * NULL if some are not the guest's, or are protected.
 */
void *guest_at(const struct hvt *t, uint64_t addr, uint64_t len, bool write);

/* ---- what the guest asks for ---- */

/*
 * Hypercall nr with its argument at addr.  0; 1 if the guest has ended, with
 * *status; -EFAULT if an address was wrong.
 */
int hypercall(struct hvt *t, unsigned int nr, uint64_t addr, int *status,
	      struct err *e);

/* A frame; a solo5_result_t, or -EFAULT. */
int net_write(struct hvt *t, uint64_t handle, uint64_t data, uint64_t len);
int net_read(struct hvt *t, uint64_t handle, uint64_t data, uint64_t *len);

/* Serves what is in the ring. */
int ring_kick(struct hvt *t, struct err *e);

/* Writes the core that was asked for; cookie as in struct hvt_halt. */
void core_write(struct hvt *t, uint64_t cookie);

/* ---- the debugger ---- */

/* Waits for one to connect. */
int gdb_prepare(struct hvt *t, struct err *e);
int gdb_descriptor(const struct gdb *g);
/*
 * The guest is to start (signal 0), or has stopped: does what the debugger
 * says, until it is to go on.
 */
int gdb_stopped(struct hvt *t, int signal, struct err *e);
/* A signal has come: whether that is the debugger, who wants it to stop. */
bool gdb_interrupted(struct hvt *t);
void gdb_exited(struct hvt *t, int status);

/*
 * An ioctl on the processor.  The filter compares all 64 bits of a request, and
 * libc's own function may extend one by its sign.
 */
int vcpu_ioctl(const struct hvt *t, unsigned long request, void *arg);
/* The same on the machine. */
int vm_ioctl(const struct hvt *t, unsigned long request, void *arg);

/* To standard error, by the one call that the filter allows. */
__attribute__((format(printf, 1, 2)))
void tell(const char *fmt, ...);

/* ---- the ISA's ---- */

extern const uint16_t isa_elf_machine;
extern const uint32_t isa_audit_arch;

/*
 * For HVT_FEATURE_TIMER, before the machine has a processor: whether this KVM has
 * it, and then it is switched on.
 */
bool isa_timer(const struct hvt *t);
/* The processor has left the guest: does the timer interrupt it?  Tells KVM. */
int isa_interrupt(struct hvt *t);
/* Ioctls on the machine that this takes; 0-ended. */
extern const unsigned int isa_timer_ioctls[];

/* What the host must have; after the machine is there. */
int isa_machine(struct hvt *t, struct err *e);

/* Page tables and registers, for a guest that starts at entry. */
int isa_start(struct hvt *t, uint64_t entry, struct err *e);

/* Hz of the counter that the guest reads; 0: unknown */
uint64_t isa_frequency(const struct hvt *t);

/*
 * What the last exit was: a hypercall's number, with its argument's address;
 * ISA_KICK; or -1.
 */
enum { ISA_KICK = 0x100 };
int isa_exit(const struct kvm_run *run, uint64_t *addr);

/* Further ioctls on the vcpu that the debugger and cores take; 0-ended. */
extern const unsigned int isa_debug_ioctls[];

/* Registers as gdb and cores have them. */
#define ISA_REGS_MAX	1024
/* gdb's g packet, as bytes: their number, or -errno */
int isa_get_gdb(const struct hvt *t, unsigned char out[ISA_REGS_MAX]);
int isa_set_gdb(const struct hvt *t, const unsigned char *in, size_t len);
/* elf_gregset_t of a core */
int isa_get_core(const struct hvt *t, unsigned char out[ISA_REGS_MAX]);
/* Where the processor is to stop the guest. */
enum point_kind { POINT_EXECUTE, POINT_WRITE, POINT_READ, POINT_ACCESS };

struct point {
	enum point_kind kind;
	uint64_t addr, len;
};

#define ISA_POINTS_MAX	4
/* Whether the processor has such. */
bool isa_point_kind(enum point_kind kind);
/* The length of p's beginning that one register can watch; not 0. */
uint64_t isa_point_span(const struct point *p);
/* How many it has; before the filter. */
void isa_points_count(struct hvt *t);
/* Whether it has registers for these, each no longer than its span. */
bool isa_points_fit(const struct hvt *t, const struct point *p, unsigned int n);
/* Stops after one instruction, at breakpoints in memory, or at one of n points. */
int isa_debug(const struct hvt *t, bool step, const struct point *p,
	      unsigned int n);
/* Which of the watched, not of POINT_EXECUTE, has stopped it; or -1. */
int isa_point_hit(const struct kvm_run *run, const struct point *p,
		  unsigned int n);
/* The instruction of a breakpoint. */
extern const unsigned char isa_breakpoint[];
extern const size_t isa_breakpoint_size;
/* Of a guest-virtual address; which is also physical unless it says so. */
bool isa_translate(const struct hvt *t, uint64_t virt, uint64_t *phys);

#endif
