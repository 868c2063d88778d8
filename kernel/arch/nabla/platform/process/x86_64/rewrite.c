// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rewriting of system-call instructions.
 *
 * A site that has trapped a few times becomes a jump to a stub of its own, which
 * enters the kernel by an ordinary jump; nothing is written to the user stack.
 *
 *  number:  b8 NR 0f 05 (mov $NR, %eax; syscall) becomes  e9 REL 0f 05.  The old
 *	     instruction stays for whoever jumps straight to it, and for restarts.
 *  tail:    0f 05 and the instructions after it, five bytes or more in all, become
 *	     e9 REL; the stub has a syscall instruction for restarts, a copy of what
 *	     was displaced, and a jump back.  Only where those may be moved, and no
 *	     branch nearby leads to them.
 *
 * Only text of files is rewritten, in a private copy of the page as a debugger
 * would make it: files stay as they are, and code that is made at run time, which
 * may be moved by its maker, keeps trapping.
 *
 * Invariant: an address that a program or debugger is shown never lies in a stub.
 */
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/rewrite.h>
#include "insn.h"

/* A jump reaches 2 GB; what is left is for the sizes of area and text. */
#define AREA_REACH	(SZ_1G + SZ_512M)

#define SYSCALL_SIZE	2
#define MOV_SIZE	5
#define JMP_SIZE	5
/* How far around a tail branches to it are looked for. */
#define SCAN_REACH	SZ_16K

#define OP_MOV_EAX	0xb8
#define OP_JMP_REL32	0xe9

/*
 * Of struct site: moved is how many bytes were displaced behind it (0: rewritten by
 * number), post the offset in the stub of what was displaced.
 */

static const u8 syscall_insn[SYSCALL_SIZE] = { 0x0f, 0x05 };

extern char nabla_fast_syscall[];

/* A stub in the making, and where the program will find it. */
struct emit {
	unsigned long addr;
	unsigned int n;
	u8 code[STUB_SIZE];
};

static void emit(struct emit *e, const void *bytes, size_t len)
{
	memcpy(e->code + e->n, bytes, len);
	e->n += len;
}

/* An instruction that ends in the distance to @target. */
static void emit_relative(struct emit *e, const void *op, size_t len,
			  unsigned long target)
{
	s32 distance = target - (e->addr + e->n + len + sizeof(distance));

	emit(e, op, len);
	emit(e, &distance, sizeof(distance));
}

/* rcx = @ret, then into the kernel. */
static void emit_entry(struct emit *e, unsigned long ret)
{
	static const u8 lea_rcx[] = { 0x48, 0x8d, 0x0d };
	static const u8 mov_r11[] = { 0x49, 0xbb };
	static const u8 jmp_r11[] = { 0x41, 0xff, 0xe3 };
	unsigned long entry = (unsigned long)nabla_fast_syscall;

	emit_relative(e, lea_rcx, sizeof(lea_rcx), ret);
	emit(e, mov_r11, sizeof(mov_r11));
	emit(e, &entry, sizeof(entry));
	emit(e, jmp_r11, sizeof(jmp_r11));
}

/* Length of the code before the stub's own syscall instruction: emit_entry()'s. */
#define TAIL_ENTRY	20

static unsigned int emit_tail(struct emit *e, const u8 *tail, unsigned int moved,
			      unsigned long back)
{
	static const u8 jmp = OP_JMP_REL32;
	unsigned int post;

	emit_entry(e, e->addr + TAIL_ENTRY + SYSCALL_SIZE);
	emit(e, syscall_insn, SYSCALL_SIZE);
	post = e->n;
	emit(e, tail, moved);
	emit_relative(e, &jmp, 1, back);
	return post;
}

/* Text of a file that nobody writes, around the site. */
static bool text_around(struct mm_struct *mm, unsigned long addr,
			unsigned long *start, unsigned long *end)
{
	struct vm_area_struct *vma;
	bool ok = false;

	if (mmap_read_lock_killable(mm))
		return false;
	vma = vma_lookup(mm, addr);
	if (vma && vma->vm_file && (vma->vm_flags & VM_EXEC) &&
	    !(vma->vm_flags & (VM_WRITE | VM_SHARED))) {
		*start = vma->vm_start;
		*end = vma->vm_end;
		ok = true;
	}
	mmap_read_unlock(mm);
	return ok;
}

/* First the stub, then the jump to it. */
static bool install(struct area *area, struct site *site, struct emit *e,
		    unsigned long jump_at)
{
	u8 jmp[JMP_SIZE] = { OP_JMP_REL32 };
	s32 distance = e->addr - (jump_at + JMP_SIZE);

	memcpy(jmp + 1, &distance, sizeof(distance));
	if (!nabla_write_text(e->addr, e->code, e->n))
		return false;
	area->used++;
	if (!nabla_write_text(jump_at, jmp, JMP_SIZE))
		return false;
	site->stub = e->addr;
	return true;
}

static bool rewrite_by_number(struct area *area, struct site *site, u32 nr)
{
	unsigned long mov_at = site->addr - MOV_SIZE;
	struct emit e = { .addr = area->addr + area->used * STUB_SIZE };
	u8 code[MOV_SIZE];
	u32 imm;

	if (copy_from_user(code, (void __user *)mov_at, MOV_SIZE))
		return false;
	memcpy(&imm, code + 1, sizeof(imm));
	if (code[0] != OP_MOV_EAX || imm != nr)
		return false;
	emit(&e, code, MOV_SIZE);
	emit_entry(&e, site->addr + SYSCALL_SIZE);
	site->moved = 0;
	return install(area, site, &e, mov_at);
}

/*
 * How many bytes behind the site may and must be moved; 0: none can.  @starts: a
 * bit for each byte where an instruction of them starts.
 */
static unsigned int tail_length(const u8 *tail, unsigned int len,
				unsigned long *starts)
{
	unsigned int n = 0, insn;
	bool ends = false;

	while (n < JMP_SIZE - SYSCALL_SIZE && !ends) {
		if (n + INSN_MAX > len)
			return 0;
		insn = insn_movable(tail + n, &ends);
		if (!insn)
			return 0;
		*starts |= BIT(n);
		n += insn;
	}
	/* What follows a return is another function, unless it is padding. */
	while (n < JMP_SIZE - SYSCALL_SIZE && (tail[n] == 0x90 || tail[n] == 0xcc))
		*starts |= BIT(n++);
	return n < JMP_SIZE - SYSCALL_SIZE ? 0 : n;
}

/*
 * Does code around it lead to one of the instructions that start at @first, or a
 * bit of @starts after it?  Bytes that look like a branch to anywhere else among
 * them belong to other instructions.
 */
static bool tail_is_reached(unsigned long start, unsigned long end,
			    unsigned long first, unsigned long starts)
{
	unsigned long from = max(start, first - min(first, (unsigned long)SCAN_REACH));
	unsigned long to = min(end, first + SCAN_REACH);
	u8 *code = kvmalloc(to - from, GFP_KERNEL | __GFP_NOWARN);
	bool reached;
	unsigned int i;

	reached = !code || copy_from_user(code, (void __user *)from, to - from);
	for_each_set_bit(i, &starts, BITS_PER_LONG)
		reached = reached || insn_branches_into(code, from, to - from,
							first + i, first + i);
	kvfree(code);
	return reached;
}

/* Threads that are inside the call, or were stopped in what is moved now. */
static void move_threads(struct mm_struct *mm, const struct site *site)
{
	unsigned long first = site->addr + SYSCALL_SIZE;
	struct task_struct *process, *thread;
	struct pt_regs *regs;

	read_lock(&tasklist_lock);
	for_each_process_thread(process, thread) {
		if (thread->mm != mm)
			continue;
		regs = task_pt_regs(thread);
		if (regs->ip - first < site->moved)
			regs->ip += site->stub + site->post - first;
	}
	read_unlock(&tasklist_lock);
}

static bool rewrite_tail(struct mm_struct *mm, struct area *area,
			 struct site *site, unsigned long start,
			 unsigned long end)
{
	unsigned long first = site->addr + SYSCALL_SIZE;
	struct emit e = { .addr = area->addr + area->used * STUB_SIZE };
	u8 tail[2 * INSN_MAX + JMP_SIZE];
	unsigned long starts = 0;
	unsigned int moved;

	if (end - first < sizeof(tail) ||
	    copy_from_user(tail, (void __user *)first, sizeof(tail)))
		return false;
	moved = tail_length(tail, sizeof(tail), &starts);
	if (!moved || moved > STUB_SIZE - TAIL_ENTRY - SYSCALL_SIZE - JMP_SIZE ||
	    tail_is_reached(start, end, first, starts))
		return false;
	site->post = emit_tail(&e, tail, moved, first + moved);
	site->moved = moved;
	if (!install(area, site, &e, site->addr))
		return false;
	move_threads(mm, site);
	return true;
}

void nabla_site_rewrite(struct mm_struct *mm, struct nabla_sites *sites,
			struct site *site, struct pt_regs *regs)
{
	unsigned long start, end;
	struct area *area;

	if (!text_around(mm, site->addr, &start, &end) ||
	    site->addr < start + MOV_SIZE)
		return;
	area = nabla_area_near(mm, sites, site->addr, AREA_REACH);
	if (!area)
		return;
	if (rewrite_by_number(area, site, regs->orig_ax) ||
	    rewrite_tail(mm, area, site, start, end))
		sites->nr_rewritten++;
}

void nabla_rewrite_site(struct pt_regs *regs)
{
	nabla_site_trapped(regs, regs->ip - SYSCALL_SIZE);
}

unsigned long nabla_ip_to_program(unsigned long ip)
{
	struct site *site = nabla_site_of_stub(nabla_current_sites(), ip);
	unsigned long in_stub;

	if (!site)
		return ip;
	in_stub = ip - site->stub;
	/* Not entered yet: as if before the instruction, which loses nothing. */
	if (!site->moved)
		return site->addr - MOV_SIZE;
	if (in_stub < TAIL_ENTRY + SYSCALL_SIZE)
		return site->addr;
	return site->addr + SYSCALL_SIZE +
	       min(in_stub - site->post, (unsigned long)site->moved);
}

unsigned long nabla_ip_from_program(unsigned long ip)
{
	struct nabla_sites *sites = nabla_current_sites();
	unsigned int back;
	struct site *site;
	u8 op;

	if (!sites)
		return ip;
	for (back = SYSCALL_SIZE; back < JMP_SIZE; back++) {
		site = nabla_site_at(sites, ip - back);
		if (!site->addr || back - SYSCALL_SIZE >= site->moved)
			continue;
		/* The text may have been replaced since. */
		if (!get_user(op, (u8 __user *)site->addr) &&
		    op == OP_JMP_REL32)
			return site->stub + site->post + back - SYSCALL_SIZE;
	}
	return ip;
}

/* The text that the jump has replaced, if the jump is still there. */
static void restore_text(const struct site *site)
{
	unsigned long jump_at = site->moved ? site->addr : site->addr - MOV_SIZE;
	const u8 __user *stub = (const u8 __user *)site->stub;
	s32 distance = site->stub - (jump_at + JMP_SIZE);
	u8 now[JMP_SIZE], old[JMP_SIZE];

	if (copy_from_user(now, (void __user *)jump_at, JMP_SIZE) ||
	    now[0] != OP_JMP_REL32 || memcmp(now + 1, &distance, sizeof(distance)))
		return;
	if (!site->moved) {
		if (copy_from_user(old, stub, JMP_SIZE))
			return;
	} else {
		memcpy(old, syscall_insn, SYSCALL_SIZE);
		if (copy_from_user(old + SYSCALL_SIZE, stub + site->post,
				   JMP_SIZE - SYSCALL_SIZE))
			return;
	}
	nabla_write_text(jump_at, old, JMP_SIZE);
}

static void leave_stubs(struct mm_struct *mm)
{
	struct task_struct *process, *thread;
	struct pt_regs *regs;

	read_lock(&tasklist_lock);
	for_each_process_thread(process, thread) {
		if (thread->mm != mm)
			continue;
		regs = task_pt_regs(thread);
		regs->ip = nabla_ip_to_program(regs->ip);
	}
	read_unlock(&tasklist_lock);
}

/* Before a tracer looks: a traced program is as it was made. */
void nabla_sites_restore(void)
{
	struct nabla_sites *sites = current->mm->context.sites;
	unsigned int i;

	mutex_lock(&sites->lock);
	for (i = 0; i < SITES_MAX; i++)
		if (sites->site[i].stub)
			restore_text(&sites->site[i]);
	leave_stubs(current->mm);
	for (i = 0; i < SITES_MAX; i++) {
		sites->site[i].stub = 0;
		sites->site[i].moved = 0;
		sites->site[i].traps = 0;
	}
	sites->nr_rewritten = 0;
	mutex_unlock(&sites->lock);
}
