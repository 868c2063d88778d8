// SPDX-License-Identifier: ISC
/* aarch64: registers as gdb and core files have them; breakpoints. */
#include <errno.h>
#include <string.h>
#include <sys/user.h>

#include "tenders/hvt/aarch64/regs.h"

const unsigned int isa_debug_ioctls[] = {
	KVM_GET_ONE_REG, KVM_SET_ONE_REG, KVM_SET_GUEST_DEBUG, 0,
};

const unsigned char isa_breakpoint[] = { 0x00, 0x00, 0x20, 0xd4 };
const size_t isa_breakpoint_size = sizeof(isa_breakpoint);

/* gdb's order. */
struct gdb_regs {
	uint64_t x[31], sp, pc;
	uint32_t cpsr;
	unsigned char v[32][16];
	uint32_t fpsr, fpcr;
} __attribute__((packed));

_Static_assert(sizeof(struct gdb_regs) <= ISA_REGS_MAX, "room");

static int get_general(const struct hvt *t, struct user_regs_struct *u)
{
	int r = 0;

	for (unsigned int i = 0; !r && i < 31; i++)
		r = isa_get(t, REG_X(i), &u->regs[i]);
	if (!r)
		r = isa_get(t, REG_SP_EL1, &u->sp);
	if (!r)
		r = isa_get(t, REG_PC, &u->pc);
	if (!r)
		r = isa_get(t, REG_PSTATE, &u->pstate);
	return r;
}

int isa_get_gdb(const struct hvt *t, unsigned char out[ISA_REGS_MAX])
{
	struct user_regs_struct u;
	struct gdb_regs g = { 0 };
	uint32_t fpsr = 0, fpcr = 0;
	int r = get_general(t, &u);

	for (unsigned int i = 0; !r && i < 32; i++)
		r = isa_get(t, REG_V(i), g.v[i]);
	if (!r)
		r = isa_get(t, REG_FPSR, &fpsr);
	if (!r)
		r = isa_get(t, REG_FPCR, &fpcr);
	if (r < 0)
		return r;
	memcpy(g.x, u.regs, sizeof(g.x));
	g.sp = u.sp;
	g.pc = u.pc;
	g.cpsr = (uint32_t)u.pstate;
	g.fpsr = fpsr;
	g.fpcr = fpcr;
	memcpy(out, &g, sizeof(g));
	return (int)sizeof(g);
}

/* The general ones; the rest can be looked at only. */
int isa_set_gdb(const struct hvt *t, const unsigned char *in, size_t len)
{
	struct gdb_regs g;
	int r = 0;

	if (len < offsetof(struct gdb_regs, v))
		return -EINVAL;
	memcpy(&g, in, offsetof(struct gdb_regs, v));
	for (unsigned int i = 0; !r && i < 31; i++)
		r = isa_set(t, REG_X(i), g.x[i]);
	if (!r)
		r = isa_set(t, REG_SP_EL1, g.sp);
	if (!r)
		r = isa_set(t, REG_PC, g.pc);
	if (!r)
		r = isa_set(t, REG_PSTATE, g.cpsr);
	return r;
}

int isa_get_core(const struct hvt *t, unsigned char out[ISA_REGS_MAX])
{
	struct user_regs_struct u;
	int r = get_general(t, &u);

	if (r < 0)
		return r;
	memcpy(out, &u, sizeof(u));
	return (int)sizeof(u);
}

/* Of DBGBCR: enabled, at EL1 and EL0, all four bytes of the instruction. */
#define BCR		(1ULL | 3ULL << 1 | 0xfULL << 5)

int isa_debug(const struct hvt *t, bool step, const uint64_t *addr,
	      unsigned int n)
{
	struct kvm_guest_debug d = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP |
			   (n ? KVM_GUESTDBG_USE_HW : 0) |
			   (step ? KVM_GUESTDBG_SINGLESTEP : 0),
	};

	for (unsigned int i = 0; i < n; i++) {
		d.arch.dbg_bvr[i] = addr[i];
		d.arch.dbg_bcr[i] = BCR;
	}
	return vcpu_ioctl(t, KVM_SET_GUEST_DEBUG, &d) < 0 ? -errno : 0;
}

/* KVM does not translate here; the tables that the tender makes are 1:1. */
bool isa_translate(const struct hvt *t, uint64_t virt, uint64_t *phys)
{
	(void)t;
	*phys = virt;
	return true;
}
