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

/* Bits of DR7: always 1; enabled, for execution. */
#define DR7_ONE		(1ULL << 10)
#define DR7_GLOBAL(i)	(2ULL << 2 * (i))

int isa_debug(const struct hvt *t, bool step, const uint64_t *addr,
	      unsigned int n)
{
	struct kvm_guest_debug d = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP |
			   (n ? KVM_GUESTDBG_USE_HW_BP : 0) |
			   (step ? KVM_GUESTDBG_SINGLESTEP : 0),
	};

	d.arch.debugreg[7] = DR7_ONE;
	for (unsigned int i = 0; i < n; i++) {
		d.arch.debugreg[i] = addr[i];
		d.arch.debugreg[7] |= DR7_GLOBAL(i);
	}
	return vcpu_ioctl(t, KVM_SET_GUEST_DEBUG, &d) < 0 ? -errno : 0;
}

bool isa_translate(const struct hvt *t, uint64_t virt, uint64_t *phys)
{
	struct kvm_translation k = { .linear_address = virt };

	if (vcpu_ioctl(t, KVM_TRANSLATE, &k) < 0 || !k.valid)
		return false;
	*phys = k.physical_address;
	return true;
}
