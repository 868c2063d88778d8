// SPDX-License-Identifier: ISC
/*
 * Descriptor tables of the guest's own, and what becomes of a trap: a message,
 * and the end.  Traps have a stack of their own, since that may be what they
 * are about.
 */
#include "bindings/hvt/hvt.h"

#define NR_TRAPS	32
#define ENTRY_SIZE	16
#define CODE		8
#define TSS		0x18

struct frame {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx,
		 rsi, rdi, nr, error, rip, cs, rflags, rsp, ss;
};

struct gate {
	uint16_t low, selector, flags, middle;
	uint32_t high, zero;
};

struct tss {
	uint32_t zero0;
	uint64_t rsp[3], zero1, ist[7], zero2;
	uint16_t zero3, io_map;
} __attribute__((packed));

struct table {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

_Static_assert(sizeof(struct tss) == 104, "the processor's");

void isa_load_tables(const struct table *gdt, const struct table *idt,
		     unsigned int tss);
void isa_trap(const struct frame *f) __attribute__((noreturn));
extern const char isa_trap_entries[];

struct hvt_trap hvt_trap_regs __attribute__((aligned(512)));

static _Alignas(16) unsigned char stack[8192];
static struct tss tss = { .io_map = sizeof(tss) };
static struct gate idt[NR_TRAPS];
static uint64_t gdt[5] = { 0, 0x00af9b000000ffffULL, 0x00cf93000000ffffULL };

static void set_gate(int nr)
{
	uint64_t at = (uint64_t)isa_trap_entries + (uint64_t)nr * ENTRY_SIZE;

	idt[nr] = (struct gate) {
		.low = (uint16_t)at, .middle = (uint16_t)(at >> 16),
		.high = (uint32_t)(at >> 32), .selector = CODE,
		.flags = 0x8e01,	/* interrupt gate, stack 1 */
	};
}

/* 64-bit, available, present. */
static void set_tss(void)
{
	uint64_t at = (uint64_t)&tss;

	tss.ist[0] = (uint64_t)(stack + sizeof(stack));
	gdt[3] = (sizeof(tss) - 1) | (at & 0xffffff) << 16 | 0x89ULL << 40 |
		 (at >> 24 & 0xff) << 56;
	gdt[4] = at >> 32;
}

void isa_traps_init(void)
{
	const struct table g = { sizeof(gdt) - 1, (uint64_t)gdt };
	const struct table i = { sizeof(idt) - 1, (uint64_t)idt };

	for (int nr = 0; nr < NR_TRAPS; nr++)
		set_gate(nr);
	set_tss();
	isa_load_tables(&g, &i, TSS);
}

/* The order of a core's registers. */
static void keep(const struct frame *f)
{
	const uint64_t regs[] = {
		f->r15, f->r14, f->r13, f->r12, f->rbp, f->rbx, f->r11, f->r10,
		f->r9, f->r8, f->rax, f->rcx, f->rdx, f->rsi, f->rdi, ~0ULL,
		f->rip, f->cs, f->rflags, f->rsp, f->ss,
	};

	memcpy(hvt_trap_regs.regs, regs, sizeof(regs));
	hvt_trap_regs.magic = HVT_TRAP_MAGIC;
}

void isa_trap(const struct frame *f)
{
	uint64_t cr2;

	__asm__ volatile("mov %%cr2, %0" : "=r"(cr2));
	keep(f);
	log_line(ERROR, "trap %lu, error 0x%lx, at 0x%lx, stack 0x%lx, "
		 "address 0x%lx", (unsigned long)f->nr,
		 (unsigned long)f->error, (unsigned long)f->rip,
		 (unsigned long)f->rsp, (unsigned long)cr2);
	target_end(SOLO5_EXIT_ABORT, &hvt_trap_regs);
}

#define MSR_FS_BASE	0xc0000100U

solo5_result_t solo5_set_tls_base(uintptr_t base)
{
	__asm__ volatile("wrmsr" : : "c"(MSR_FS_BASE), "a"((uint32_t)base),
			 "d"((uint32_t)(base >> 32)));
	return SOLO5_R_OK;
}
