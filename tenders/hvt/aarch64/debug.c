// SPDX-License-Identifier: ISC
/* aarch64: registers as gdb and core files have them; breakpoints. */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
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

/* ---- debug registers: some for breakpoints, some for watchpoints ---- */

/* Of DBGBCR and DBGWCR: enabled, at EL1 and EL0; what; which of the bytes. */
#define CONTROL		(1ULL | 3ULL << 1)
#define CONTROL_WHEN(w)	((uint64_t)(w) << 3)
#define CONTROL_BYTES(b) ((uint64_t)(b) << 5)

/* A register watches bytes of one doubleword. */
#define WATCH_SPAN	8U

/* Classes of exceptions: the watchpoint of a guest, and of the same level. */
#define CLASS(hsr)	((hsr) >> 26)
#define CLASS_WATCH	0x34
#define CLASS_WATCH_SAME 0x35

static const unsigned int when[] = {
	[POINT_READ] = 1, [POINT_WRITE] = 2, [POINT_ACCESS] = 3,
};

bool isa_point_kind(enum point_kind kind)
{
	(void)kind;
	return true;
}

uint64_t isa_point_span(const struct point *p)
{
	uint64_t room = WATCH_SPAN - p->addr % WATCH_SPAN;

	return p->kind == POINT_EXECUTE || p->len < room ? p->len : room;
}

static unsigned int count(const struct hvt *t, int capability)
{
	int n = ioctl(t->kvmfd, KVM_CHECK_EXTENSION, capability);

	return n > 0 ? (unsigned int)n : 0;
}

void isa_points_count(struct hvt *t)
{
	t->nr_break = count(t, KVM_CAP_GUEST_DEBUG_HW_BPS);
	t->nr_watch = count(t, KVM_CAP_GUEST_DEBUG_HW_WPS);
}

bool isa_points_fit(const struct hvt *t, const struct point *p, unsigned int n)
{
	unsigned int breaks = 0;

	for (unsigned int i = 0; i < n; i++)
		breaks += p[i].kind == POINT_EXECUTE;
	return breaks <= t->nr_break && n - breaks <= t->nr_watch;
}

static uint64_t watch_control(const struct point *p)
{
	uint64_t bytes = ((1ULL << p->len) - 1) << p->addr % WATCH_SPAN;

	return CONTROL | CONTROL_WHEN(when[p->kind]) | CONTROL_BYTES(bytes);
}

int isa_debug(const struct hvt *t, bool step, const struct point *p,
	      unsigned int n)
{
	struct kvm_guest_debug d = {
		.control = KVM_GUESTDBG_ENABLE | KVM_GUESTDBG_USE_SW_BP |
			   (n ? KVM_GUESTDBG_USE_HW : 0) |
			   (step ? KVM_GUESTDBG_SINGLESTEP : 0),
	};
	unsigned int b = 0, w = 0;

	for (unsigned int i = 0; i < n; i++) {
		if (p[i].kind == POINT_EXECUTE) {
			d.arch.dbg_bvr[b] = p[i].addr;
			d.arch.dbg_bcr[b++] = CONTROL | CONTROL_BYTES(0xf);
		} else {
			d.arch.dbg_wvr[w] = p[i].addr - p[i].addr % WATCH_SPAN;
			d.arch.dbg_wcr[w++] = watch_control(&p[i]);
		}
	}
	return vcpu_ioctl(t, KVM_SET_GUEST_DEBUG, &d) < 0 ? -errno : 0;
}

static uint64_t distance(const struct point *p, uint64_t addr)
{
	if (addr < p->addr)
		return p->addr - addr;
	return addr - p->addr < p->len ? 0 : addr - p->addr - p->len + 1;
}

/*
 * The processor says where the access began, which may be before what is
 * watched, and not which register it was: the nearest.
 */
int isa_point_hit(const struct kvm_run *run, const struct point *p,
		  unsigned int n)
{
	uint32_t class = CLASS(run->debug.arch.hsr);
	uint64_t far = run->debug.arch.far;
	uint64_t nearest = UINT64_MAX;
	int best = -1;

	if (class != CLASS_WATCH && class != CLASS_WATCH_SAME)
		return -1;
	for (unsigned int i = 0; i < n; i++) {
		if (p[i].kind == POINT_EXECUTE ||
		    distance(&p[i], far) >= nearest)
			continue;
		nearest = distance(&p[i], far);
		best = (int)i;
	}
	return best;
}

/* KVM does not translate here; the tables that the tender makes are 1:1. */
bool isa_translate(const struct hvt *t, uint64_t virt, uint64_t *phys)
{
	(void)t;
	*phys = virt;
	return true;
}
