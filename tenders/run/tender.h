/* SPDX-License-Identifier: ISC */
/*
 * The state of the process tender, and its stages in the order in which main()
 * runs them.  Each stage leaves the process nearer to what the guest gets and
 * depends only on earlier ones.  0 or -errno.
 */
#ifndef RUN_TENDER_H
#define RUN_TENDER_H

#include <nabla/boot.h>
#include <nabla/image.h>

#include "lib/bpf.h"
#include "tenders/run/image.h"
#include "tenders/run/members.h"
#include "tenders/run/options.h"
#include "tenders/run/ram.h"
#include "tenders/run/steward.h"

struct err;

struct tender {
	struct options opt;
	char **argv;			/* the environment follows it */
	struct nabla_boot_isa isa;
	uint64_t clock_gettime;		/* the host vDSO's */
	struct ram ram;
	struct image file;		/* the kernel's */
	struct nabla_image image;
	gpa initrd, config;
	uint64_t initrd_size, config_size;
	unsigned int nr_devices;
	struct nabla_device device[NABLA_DEVICES_MAX];
	struct steward steward;
	struct members members;
	struct bpf filter, zygote_filter;
};

int host_check(struct tender *t, struct err *e);
int layout_check(struct tender *t, struct err *e);
int clock_check(struct tender *t, struct err *e);
int kernel_open(struct tender *t, struct err *e);
int memory_create(struct tender *t, struct err *e);
int kernel_load(struct tender *t, struct err *e);
int payload_load(struct tender *t, struct err *e);
int devices_open(struct tender *t, struct err *e);
int memory_share(struct tender *t, struct err *e);
int steward_start(struct tender *t, struct err *e);
int members_reserve(struct tender *t, struct err *e);
int boot_write(struct tender *t, struct err *e);
int member_create(struct tender *t, struct err *e);
int filter_prepare(struct tender *t, struct err *e);
int descriptors_close(struct tender *t, struct err *e);
int process_restrict(struct tender *t, struct err *e);
int signals_direct(struct tender *t, struct err *e);
/* The sets of those that go to the guest, bit n - 1 for signal n. */
uint64_t signals_of_first(const struct tender *t);
uint64_t signals_of_member(void);
int timer_start(struct tender *t, struct err *e);
int terminal_set(struct tender *t, struct err *e);

/* The last one: does not return. */
__attribute__((noreturn)) void enter_guest(const struct tender *t);

#endif
