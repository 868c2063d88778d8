// SPDX-License-Identifier: ISC
/*
 * x86_64: long mode from the first instruction.
 *
 *	0x1000	GDT		0x3000	PDPT
 *	0x2000	PML4		0x4000	four PDs, of 2 MiB pages
 *	0x8000	PT of the first 2 MiB
 *
 * The guest has no mapping of these; its own tables it makes itself.
 */
#include <asm/processor-flags.h>
#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "tenders/hvt/hvt.h"

const uint16_t isa_elf_machine = EM_X86_64;
const uint32_t isa_audit_arch = AUDIT_ARCH_X86_64;

#define GDT		0x1000
#define PML4		0x2000
#define PDPT		0x3000
#define PD		0x4000
#define PT0		0x8000

#define PRESENT		1ULL
#define WRITE		2ULL
#define LARGE		0x80ULL
#define LARGE_SIZE	0x200000ULL

#define EFER_LME	0x100
#define EFER_LMA	0x400

#define CPUID_ENTRIES	256
#define CPUID1_ECX_TSC_DEADLINE	(1U << 24)

/*
 * The local APIC in KVM, its timer included, so that it is no business of ours; the
 * rest of a PC's interrupt controllers is nowhere.  A processor that halts then waits
 * for an interrupt in KVM, instead of leaving it.
 */
bool isa_timer(const struct hvt *t)
{
	struct kvm_enable_cap split = { .cap = KVM_CAP_SPLIT_IRQCHIP };

	return ioctl(t->vmfd, KVM_CHECK_EXTENSION,
		     KVM_CAP_TSC_DEADLINE_TIMER) > 0 &&
	       !ioctl(t->vmfd, KVM_ENABLE_CAP, &split);
}

/* KVM does it all. */
const unsigned int isa_timer_ioctls[] = { 0 };

int isa_interrupt(struct hvt *t)
{
	(void)t;
	return 0;
}

/* KVM has the timer with the APIC, and leaves it to us to tell. */
static void tell_timer(struct kvm_cpuid2 *c)
{
	for (uint32_t i = 0; i < c->nent; i++)
		if (c->entries[i].function == 1)
			c->entries[i].ecx |= CPUID1_ECX_TSC_DEADLINE;
}

int isa_machine(struct hvt *t, struct err *e)
{
	cleanup_free struct kvm_cpuid2 *c =
		calloc(1, sizeof(*c) + CPUID_ENTRIES * sizeof(c->entries[0]));

	if (!c)
		return err_set(e, ENOMEM, "no memory");
	c->nent = CPUID_ENTRIES;
	if (ioctl(t->kvmfd, KVM_GET_SUPPORTED_CPUID, c) < 0)
		return err_errno(e, "asking for the processor's features");
	if (t->timer)
		tell_timer(c);
	if (vcpu_ioctl(t, KVM_SET_CPUID2, c) < 0)
		return err_errno(e, "setting the processor's features");
	return 0;
}

static uint64_t *table(const struct hvt *t, uint64_t addr)
{
	return (uint64_t *)(t->mem.host + addr);
}

/* A 4 KiB page of the first 2 MiB. */
static uint64_t small_page(uint64_t addr)
{
	if (addr < HVT_BOOT_INFO)
		return 0;
	return addr | PRESENT | (addr < SOLO5_KERNEL_MIN ? 0 : WRITE);
}

static void write_pages(const struct hvt *t)
{
	uint64_t *pd = table(t, PD);

	table(t, PML4)[0] = PDPT | PRESENT | WRITE;
	for (uint64_t i = 0; i < 4; i++)
		table(t, PDPT)[i] = (PD + i * GUEST_PAGE) | PRESENT | WRITE;
	pd[0] = PT0 | PRESENT | WRITE;
	for (uint64_t a = LARGE_SIZE; a < t->mem.size; a += LARGE_SIZE)
		pd[a / LARGE_SIZE] = a | PRESENT | WRITE | LARGE;
	for (uint64_t a = 0; a < LARGE_SIZE && a < t->mem.size; a += GUEST_PAGE)
		table(t, PT0)[a / GUEST_PAGE] = small_page(a);
}

static const struct kvm_segment code = {
	.limit = 0xffffffff, .selector = 8, .type = 11, .present = 1, .s = 1,
	.l = 1, .g = 1,
};

static const struct kvm_segment data = {
	.limit = 0xffffffff, .selector = 0x10, .type = 3, .present = 1,
	.db = 1, .s = 1, .g = 1,
};

/* What the two are as descriptors. */
static void write_gdt(const struct hvt *t)
{
	uint64_t *gdt = table(t, GDT);

	gdt[1] = 0x00af9b000000ffffULL;
	gdt[2] = 0x00cf93000000ffffULL;
}

static int set_system(struct hvt *t, struct err *e)
{
	struct kvm_sregs s;

	if (vcpu_ioctl(t, KVM_GET_SREGS, &s) < 0)
		return err_errno(e, "reading system registers");
	s.cr0 = X86_CR0_PE | X86_CR0_NE | X86_CR0_WP | X86_CR0_PG;
	s.cr3 = PML4;
	s.cr4 = X86_CR4_PAE | X86_CR4_OSFXSR | X86_CR4_OSXMMEXCPT;
	s.efer = EFER_LME | EFER_LMA;
	s.gdt.base = GDT;
	s.gdt.limit = 3 * 8 - 1;
	s.cs = code;
	s.ds = s.es = s.fs = s.gs = s.ss = data;
	if (vcpu_ioctl(t, KVM_SET_SREGS, &s) < 0)
		return err_errno(e, "setting system registers");
	return 0;
}

int isa_start(struct hvt *t, uint64_t entry, struct err *e)
{
	struct kvm_regs r = {
		.rip = entry,
		.rflags = 2,
		.rsp = t->mem_size - 8,
		.rdi = HVT_BOOT_INFO,
	};

	write_gdt(t);
	write_pages(t);
	if (set_system(t, e) < 0)
		return -e->code;
	if (vcpu_ioctl(t, KVM_SET_REGS, &r) < 0)
		return err_errno(e, "setting registers");
	return 0;
}

uint64_t isa_frequency(const struct hvt *t)
{
	int khz = vcpu_ioctl(t, KVM_GET_TSC_KHZ, NULL);

	return khz > 0 ? (uint64_t)khz * 1000 : 0;
}

int isa_exit(const struct kvm_run *run, uint64_t *addr)
{
	uint32_t v;

	if (run->exit_reason != KVM_EXIT_IO ||
	    run->io.direction != KVM_EXIT_IO_OUT || run->io.size != 4 ||
	    run->io.count != 1)
		return -1;
	if (run->io.port == HVT_PIO_KICK)
		return ISA_KICK;
	if (run->io.port < HVT_PIO_BASE ||
	    run->io.port >= HVT_PIO_BASE + HVT_NUMBERS_END)
		return -1;
	memcpy(&v, (const char *)run + run->io.data_offset, sizeof(v));
	*addr = v;
	return run->io.port - HVT_PIO_BASE;
}
