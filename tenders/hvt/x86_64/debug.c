// SPDX-License-Identifier: ISC
/* x86_64: registers as gdb and core files have them; breakpoints. */
#include <errno.h>
#include <string.h>
#include <sys/user.h>

#include "tenders/hvt/hvt.h"

const unsigned int isa_debug_ioctls[] = {
	KVM_GET_REGS, KVM_SET_REGS, KVM_GET_SREGS, KVM_GET_FPU,
	KVM_SET_GUEST_DEBUG, KVM_TRANSLATE, 0,
};

const unsigned char isa_breakpoint[] = { 0xcc };
const size_t isa_breakpoint_size = sizeof(isa_breakpoint);

/* gdb's order: 17 of 64 bits, 7 of 32, then x87 and SSE. */
struct gdb_regs {
	uint64_t rax, rbx, rcx, rdx, rsi, rdi, rbp, rsp;
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rip;
	uint32_t eflags, cs, ss, ds, es, fs, gs;
	unsigned char st[8][10];
	uint32_t fctrl, fstat, ftag, fiseg, fioff, foseg, fooff, fop;
	unsigned char xmm[16][16];
	uint32_t mxcsr;
} __attribute__((packed));

_Static_assert(sizeof(struct gdb_regs) <= ISA_REGS_MAX, "room");

static void put_fpu(struct gdb_regs *g, const struct kvm_fpu *f)
{
	for (int i = 0; i < 8; i++)
		memcpy(g->st[i], f->fpr[i], 10);
	memcpy(g->xmm, f->xmm, sizeof(g->xmm));
	g->fctrl = f->fcw;
	g->fstat = f->fsw;
	g->ftag = f->ftwx;
	g->fop = f->last_opcode;
	g->mxcsr = f->mxcsr;
}

static void put_general(struct gdb_regs *g, const struct kvm_regs *r)
{
	g->rax = r->rax, g->rbx = r->rbx, g->rcx = r->rcx, g->rdx = r->rdx;
	g->rsi = r->rsi, g->rdi = r->rdi, g->rbp = r->rbp, g->rsp = r->rsp;
	memcpy(&g->r8, &r->r8, 8 * 8);
	g->rip = r->rip;
	g->eflags = (uint32_t)r->rflags;
}

int isa_get_gdb(const struct hvt *t, unsigned char out[ISA_REGS_MAX])
{
	struct gdb_regs g = { 0 };
	struct kvm_sregs s;
	struct kvm_regs r;
	struct kvm_fpu f;

	if (vcpu_ioctl(t, KVM_GET_REGS, &r) < 0 ||
	    vcpu_ioctl(t, KVM_GET_SREGS, &s) < 0 ||
	    vcpu_ioctl(t, KVM_GET_FPU, &f) < 0)
		return -errno;
	put_general(&g, &r);
	put_fpu(&g, &f);
	g.cs = s.cs.selector, g.ss = s.ss.selector, g.ds = s.ds.selector;
	g.es = s.es.selector, g.fs = s.fs.selector, g.gs = s.gs.selector;
	memcpy(out, &g, sizeof(g));
	return (int)sizeof(g);
}

/* The general ones; the rest can be looked at only. */
int isa_set_gdb(const struct hvt *t, const unsigned char *in, size_t len)
{
	struct gdb_regs g;
	struct kvm_regs r;

	if (len < offsetof(struct gdb_regs, cs))
		return -EINVAL;
	memcpy(&g, in, offsetof(struct gdb_regs, cs));
	r = (struct kvm_regs) {
		.rax = g.rax, .rbx = g.rbx, .rcx = g.rcx, .rdx = g.rdx,
		.rsi = g.rsi, .rdi = g.rdi, .rbp = g.rbp, .rsp = g.rsp,
		.rip = g.rip, .rflags = g.eflags,
	};
	memcpy(&r.r8, &g.r8, 8 * 8);
	return vcpu_ioctl(t, KVM_SET_REGS, &r) < 0 ? -errno : 0;
}

int isa_get_core(const struct hvt *t, unsigned char out[ISA_REGS_MAX])
{
	struct user_regs_struct u = { 0 };
	struct kvm_sregs s;
	struct kvm_regs r;

	if (vcpu_ioctl(t, KVM_GET_REGS, &r) < 0 ||
	    vcpu_ioctl(t, KVM_GET_SREGS, &s) < 0)
		return -errno;
	u.rax = r.rax, u.rbx = r.rbx, u.rcx = r.rcx, u.rdx = r.rdx;
	u.rsi = r.rsi, u.rdi = r.rdi, u.rbp = r.rbp, u.rsp = r.rsp;
	u.r8 = r.r8, u.r9 = r.r9, u.r10 = r.r10, u.r11 = r.r11;
	u.r12 = r.r12, u.r13 = r.r13, u.r14 = r.r14, u.r15 = r.r15;
	u.rip = r.rip, u.eflags = r.rflags, u.orig_rax = ~0UL;
	u.cs = s.cs.selector, u.ss = s.ss.selector, u.ds = s.ds.selector;
	u.es = s.es.selector, u.fs = s.fs.selector, u.gs = s.gs.selector;
	u.fs_base = s.fs.base, u.gs_base = s.gs.base;
	memcpy(out, &u, sizeof(u));
	return (int)sizeof(u);
}

/* ---- debug registers: four, for either ---- */

#define DR_MAX		4
#define DR6_HITS	0xfU

/* Bits of DR7: always 1; of each: enabled, when, how many bytes less one. */
#define DR7_ONE		(1ULL << 10)
#define DR7_GLOBAL(i)	(2ULL << 2 * (i))
#define DR7_WHEN(i, w)	((uint64_t)(w) << (16 + 4 * (i)))
#define DR7_LEN(i, l)	((uint64_t)(l) << (18 + 4 * (i)))

/* There is nothing for reading alone; gdb makes do with ACCESS then. */
static const int when[] = {
	[POINT_EXECUTE] = 0, [POINT_WRITE] = 1, [POINT_READ] = -1,
	[POINT_ACCESS] = 3,
};

bool isa_point_kind(enum point_kind kind)
{
	return when[kind] >= 0;
}

/* A power of two up to 8, aligned. */
uint64_t isa_point_span(const struct point *p)
{
	uint64_t n = 8;

	if (p->kind == POINT_EXECUTE)
		return 1;
	while (n > p->len || p->addr % n)
		n /= 2;
	return n;
}

void isa_points_count(struct hvt *t)
{
	t->nr_break = t->nr_watch = DR_MAX;
}

bool isa_points_fit(const struct hvt *t, const struct point *p, unsigned int n)
{
	(void)p;
	return n <= t->nr_break;
}

static uint64_t dr7_bits(unsigned int i, const struct point *p)
{
	/* 8 bytes are 2: the odd one */
	unsigned int len = p->len == 8 ? 2 : (unsigned int)p->len - 1;

	return DR7_GLOBAL(i) | DR7_WHEN(i, when[p->kind]) | DR7_LEN(i, len);
}

int isa_debug(const struct hvt *t, bool step, const struct point *p,
	      unsigned int n)
{
	struct kvm_guest_debug d = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP |
			   (n ? KVM_GUESTDBG_USE_HW_BP : 0) |
			   (step ? KVM_GUESTDBG_SINGLESTEP : 0),
	};

	d.arch.debugreg[7] = DR7_ONE;
	for (unsigned int i = 0; i < n; i++) {
		d.arch.debugreg[i] = p[i].addr;
		d.arch.debugreg[7] |= dr7_bits(i, &p[i]);
	}
	return vcpu_ioctl(t, KVM_SET_GUEST_DEBUG, &d) < 0 ? -errno : 0;
}

int isa_point_hit(const struct kvm_run *run, const struct point *p,
		  unsigned int n)
{
	uint64_t hits = run->debug.arch.dr6 & DR6_HITS;

	for (unsigned int i = 0; i < n; i++)
		if (hits & 1U << i && p[i].kind != POINT_EXECUTE)
			return (int)i;
	return -1;
}

bool isa_translate(const struct hvt *t, uint64_t virt, uint64_t *phys)
{
	struct kvm_translation k = { .linear_address = virt };

	if (vcpu_ioctl(t, KVM_TRANSLATE, &k) < 0 || !k.valid)
		return false;
	*phys = k.physical_address;
	return true;
}
