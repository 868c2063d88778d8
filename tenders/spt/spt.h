/* SPDX-License-Identifier: ISC */
/*
 * The state of solo5-spt, and its stages in the order in which main() runs
 * them.  0 or -errno.
 */
#ifndef SPT_SPT_H
#define SPT_SPT_H

#include <solo5/spt_abi.h>

#include "lib/bpf.h"
#include "tenders/common/events.h"
#include "tenders/common/options.h"
#include "tenders/common/unikernel.h"

struct err;

struct spt {
	struct options opt;
	char cmdline[SPT_CMDLINE_SIZE];
	struct unikernel kernel;
	struct guest_memory mem;
	struct events events;
	struct bpf filter;
};

int host_check(struct spt *t, struct err *e);
int kernel_open(struct spt *t, struct err *e);
int devices_open(struct spt *t, struct err *e);
int waiting_prepare(struct spt *t, struct err *e);
int memory_create(struct spt *t, struct err *e);
int kernel_load(struct spt *t, struct err *e);
int boot_write(struct spt *t, struct err *e);
int filter_compile(struct spt *t, struct err *e);
int descriptors_close(struct spt *t, struct err *e);
int filter_install(struct spt *t, struct err *e);

/* ---- of the ISA ---- */

extern const uint16_t isa_elf_machine;
extern const uint32_t isa_audit_arch;

/* Emits rules for calls that only this ISA needs. */
void isa_filter(struct bpf *b);

/* Jumps into the guest with its boot data's address as argument. */
__attribute__((noreturn))
void isa_enter(uint64_t entry, uint64_t mem_size, uint64_t boot_info);

#endif
