// SPDX-License-Identifier: ISC
/*
 * aarch64: EL1 with the MMU on from the first instruction, 4 KiB pages, 48-bit
 * addresses.
 *
 *	0x1000	PGD		0x3000	four PMDs, of 2 MiB blocks
 *	0x2000	PUD		0x7000	PTEs of the first 2 MiB
 *
 * A further entry of the PUD maps 1 GiB at 4 GiB, for hypercalls.  The guest
 * has no mapping of the tables.
 */
#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <string.h>
#include <sys/ioctl.h>

#include "lib/err.h"
#include "tenders/hvt/aarch64/regs.h"

const uint16_t isa_elf_machine = EM_AARCH64;
const uint32_t isa_audit_arch = AUDIT_ARCH_AARCH64;

#define PGD		0x1000
#define PUD		0x2000
#define PMD		0x3000
#define PTE		0x7000

#define BLOCK_SIZE	0x200000ULL

/* Descriptors. */
#define TABLE		3ULL
#define PAGE		3ULL
#define BLOCK		1ULL
#define ATTR(n)		((uint64_t)(n) << 2)	/* index into MAIR */
#define READ_ONLY	(1ULL << 7)
#define INNER		(3ULL << 8)		/* shareable */
#define ACCESSED	(1ULL << 10)
#define NO_EXEC		(3ULL << 53)

#define MEMORY		(ATTR(1) | INNER | ACCESSED)
#define DEVICE		(ATTR(0) | ACCESSED | NO_EXEC)

/* 0: device nGnRnE; 1: normal, write-back */
#define MAIR		0xff00ULL
/* 48 bits below, nothing above; write-back, inner shareable; 36 bits out */
#define TCR		(16ULL | 1ULL << 8 | 1ULL << 10 | 3ULL << 12 | \
			 1ULL << 23 | 1ULL << 32)
#define SCTLR_MCI	(1ULL | 1ULL << 2 | 1ULL << 12)
#define CPACR_FPEN	(3ULL << 20)
/* EL1h, interrupts masked */
#define PSTATE		0x3c5

/*
 * The processor's virtual timer, which every guest has, without an interrupt
 * controller: KVM leaves the guest when the timer's output has changed, and the
 * processor has an interrupt for as long as it is told so.
 */
bool isa_timer(const struct hvt *t)
{
	return ioctl(t->vmfd, KVM_CHECK_EXTENSION, KVM_CAP_ARM_USER_IRQ) > 0;
}

const unsigned int isa_timer_ioctls[] = { KVM_IRQ_LINE, 0 };

int isa_interrupt(struct hvt *t)
{
	bool high = t->run->s.regs.device_irq_level & KVM_ARM_DEV_EL1_VTIMER;
	struct kvm_irq_level line = {
		.irq = KVM_ARM_IRQ_TYPE_CPU << KVM_ARM_IRQ_TYPE_SHIFT |
		       KVM_ARM_IRQ_CPU_IRQ << KVM_ARM_IRQ_NUM_SHIFT,
		.level = high,
	};

	if (!t->timer || high == t->interrupted)
		return 0;
	t->interrupted = high;
	return vm_ioctl(t, KVM_IRQ_LINE, &line) < 0 ? -errno : 0;
}

int isa_get(const struct hvt *t, uint64_t id, void *value)
{
	struct kvm_one_reg r = { id, (uint64_t)value };

	return vcpu_ioctl(t, KVM_GET_ONE_REG, &r) < 0 ? -errno : 0;
}

int isa_set(const struct hvt *t, uint64_t id, uint64_t value)
{
	struct kvm_one_reg r = { id, (uint64_t)&value };

	return vcpu_ioctl(t, KVM_SET_ONE_REG, &r) < 0 ? -errno : 0;
}

int isa_machine(struct hvt *t, struct err *e)
{
	struct kvm_vcpu_init init = { 0 };

	if (ioctl(t->vmfd, KVM_ARM_PREFERRED_TARGET, &init) < 0 ||
	    vcpu_ioctl(t, KVM_ARM_VCPU_INIT, &init) < 0)
		return err_errno(e, "setting the processor up");
	return 0;
}

static uint64_t *table(const struct hvt *t, uint64_t addr)
{
	return (uint64_t *)(t->mem.host + addr);
}

/* A page of the first 2 MiB. */
static uint64_t small_page(uint64_t addr)
{
	if (addr < HVT_BOOT_INFO)
		return 0;
	return addr | PAGE | MEMORY |
	       (addr < SOLO5_KERNEL_MIN ? READ_ONLY : 0);
}

static void write_pages(const struct hvt *t)
{
	uint64_t *pmd = table(t, PMD);

	table(t, PGD)[0] = PUD | TABLE;
	for (uint64_t i = 0; i < 4; i++)
		table(t, PUD)[i] = (PMD + i * GUEST_PAGE) | TABLE;
	table(t, PUD)[4] = HVT_MMIO_BASE | BLOCK | DEVICE;
	pmd[0] = PTE | TABLE;
	for (uint64_t a = BLOCK_SIZE; a < t->mem.size; a += BLOCK_SIZE)
		pmd[a / BLOCK_SIZE] = a | BLOCK | MEMORY;
	for (uint64_t a = 0; a < BLOCK_SIZE && a < t->mem.size; a += GUEST_PAGE)
		table(t, PTE)[a / GUEST_PAGE] = small_page(a);
}

int isa_start(struct hvt *t, uint64_t entry, struct err *e)
{
	const struct {
		uint64_t id, value;
	} regs[] = {
		{ REG_MAIR_EL1, MAIR }, { REG_TCR_EL1, TCR },
		{ REG_TTBR0_EL1, PGD }, { REG_CPACR_EL1, CPACR_FPEN },
		{ REG_PSTATE, PSTATE }, { REG_PC, entry },
		{ REG_SP_EL1, t->mem_size - 16 }, { REG_X(0), HVT_BOOT_INFO },
	};
	uint64_t sctlr;

	write_pages(t);
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		if (isa_set(t, regs[i].id, regs[i].value) < 0)
			return err_errno(e, "setting register 0x%llx",
					 (unsigned long long)regs[i].id);
	if (isa_get(t, REG_SCTLR_EL1, &sctlr) < 0 ||
	    isa_set(t, REG_SCTLR_EL1, sctlr | SCTLR_MCI) < 0)
		return err_errno(e, "switching the MMU on");
	return 0;
}

uint64_t isa_frequency(const struct hvt *t)
{
	uint64_t hz;

	(void)t;
	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

int isa_exit(const struct kvm_run *run, uint64_t *addr)
{
	uint64_t at = run->mmio.phys_addr - HVT_MMIO_BASE;
	uint32_t v;

	if (run->exit_reason != KVM_EXIT_MMIO || !run->mmio.is_write ||
	    run->mmio.len != 4 || run->mmio.phys_addr < HVT_MMIO_BASE)
		return -1;
	if (run->mmio.phys_addr == HVT_MMIO_KICK)
		return ISA_KICK;
	if (at % 8 || at / 8 >= HVT_NUMBERS_END)
		return -1;
	memcpy(&v, run->mmio.data, sizeof(v));
	*addr = v;
	return (int)(at / 8);
}
