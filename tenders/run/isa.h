/* SPDX-License-Identifier: ISC */
/* What differs between ISAs; each is implemented in the ISA's own folder. */
#ifndef RUN_ISA_H
#define RUN_ISA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nabla/image.h>
#include <nabla/isa/boot.h>

#include "tenders/run/filter.h"

struct bpf;
struct err;
struct ram;
struct sock_fprog;

/* ---- constants ---- */

extern const uint16_t isa_elf_machine;		/* EM_* */
extern const uint32_t isa_audit_arch;		/* AUDIT_ARCH_* of our calls */
/*
 * A second kind of system call that a program of ours can make all the same
 * (int 0x80): it traps like ours.  0: there is none.
 */
extern const uint32_t isa_audit_trapped;
extern const char isa_vdso_clock_gettime[];	/* its name there */
extern const unsigned long isa_sigsys_flags;	/* more SA_* for SIGSYS */
/*
 * The guest leaves handlers by rt_sigreturn, which takes their mask back: signals
 * other than faults mask each other.
 */
extern const bool isa_masks_signals;

/* ---- the filter ---- */

/* Rules that only this ISA needs. */
extern const struct rule isa_rules[];
extern const size_t isa_nr_rules;

/*
 * What seccomp sees as instruction pointer of the one rt_sigreturn; 0: the
 * library kernel makes none here.
 */
uint64_t isa_sigreturn_ip(const struct nabla_boot_isa *isa);

/*
 * For a call that is to trap: returns SECCOMP_RET_TRAP with what a handler must
 * be told besides, or falls through.
 */
void isa_emit_trap(struct bpf *b);

/* ---- the host and the kernel image ---- */

/*
 * Refuses a processor or host kernel that lacks what the library kernel needs;
 * describes the rest.  hwcap and hwcap2 are there already.
 */
int isa_check(struct nabla_boot_isa *isa, struct err *e);

/* What this ISA asks of a loaded image beyond image_load(). */
int isa_check_image(struct nabla_boot_isa *isa, const struct ram *ram,
		    const struct nabla_image *image, struct err *e);

/* ---- the last stage: no thread-local storage, nothing of libc ---- */

/* A system call; returns what the kernel returns. */
long isa_call(long nr, long a, long b, long c, long d, long e, long f);

/* Leaves the state that libc has set up in the thread. */
void isa_leave_libc(void);

/* ---- the gate, in gate.S ---- */

/*
 * Lets signals in, installs the filter and jumps to isa_guest_start.  Returns
 * only if that did not work: the negative error number; no signal can arrive
 * then.
 */
long isa_enter(const struct sock_fprog *filter);

/*
 * The handler of every signal that is directed to the guest; its address is
 * what the host is told.  Goes on to isa_guest_signal as the host would have
 * done.  As long as the guest has not been entered, and so perhaps without a
 * filter, it notes the signal in struct nabla_member instead, and nothing else
 * happens. isa_enter() is the only code of the tender's that it may interrupt.
 */
extern const char isa_signal[];

/* Of struct nabla_image, left here for the two. */
extern uint64_t isa_guest_start, isa_guest_signal;

#endif
