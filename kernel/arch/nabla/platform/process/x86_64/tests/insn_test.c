// SPDX-License-Identifier: GPL-2.0-only
/*
 * KUnit: the decoder that rewriting trusts.  An instruction is called movable only
 * if it is known, its length is right, and it does the same elsewhere; a branch into
 * a range is seen in every form and at both ends.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include "../insn.h"

#define ENDS	1

struct sample {
	const char *what;
	unsigned int length;	/* 0: must stay where it is */
	unsigned int ends;
	u8 code[INSN_MAX];
};

static const struct sample samples[] = {
	/* what compilers put behind a system call */
	{ "cmp $-4096,%rax", 6, 0, { 0x48, 0x3d, 0x00, 0xf0, 0xff, 0xff } },
	{ "cmp $-4095,%eax", 5, 0, { 0x3d, 0x01, 0xf0, 0xff, 0xff } },
	{ "cmp $-125,%rax", 4, 0, { 0x48, 0x83, 0xf8, 0x83 } },
	{ "ret", 1, ENDS, { 0xc3 } },
	{ "nop", 1, 0, { 0x90 } },
	{ "leave", 1, 0, { 0xc9 } },
	{ "push %rbp", 1, 0, { 0x55 } },
	{ "pop %r12", 2, 0, { 0x41, 0x5c } },
	{ "mov %rax,%rdi", 3, 0, { 0x48, 0x89, 0xc7 } },
	{ "mov %eax,0x8(%rsp)", 4, 0, { 0x89, 0x44, 0x24, 0x08 } },
	{ "mov 0x88(%rdi),%rax", 7, 0, { 0x48, 0x8b, 0x87, 0x88, 0, 0, 0 } },
	{ "mov (%rdi,%rax,4),%eax", 3, 0, { 0x8b, 0x04, 0x87 } },
	{ "mov 0x11223344(,%rax,4),%eax", 7, 0,
	  { 0x8b, 0x04, 0x85, 0x44, 0x33, 0x22, 0x11 } },
	{ "mov 0x11223344,%eax (absolute)", 7, 0,
	  { 0x8b, 0x04, 0x25, 0x44, 0x33, 0x22, 0x11 } },
	{ "mov (%r13),%eax", 4, 0, { 0x41, 0x8b, 0x45, 0x00 } },
	{ "mov $5,%eax", 5, 0, { 0xb8, 5, 0, 0, 0 } },
	{ "movabs $..,%rax", 10, 0, { 0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8 } },
	{ "movl $1,0x8(%rbx)", 7, 0, { 0xc7, 0x43, 0x08, 1, 0, 0, 0 } },
	{ "lea 0x10(%rsp),%rsi", 5, 0, { 0x48, 0x8d, 0x74, 0x24, 0x10 } },
	{ "test %eax,%eax", 2, 0, { 0x85, 0xc0 } },
	{ "xor %eax,%eax", 2, 0, { 0x31, 0xc0 } },
	{ "add $8,%rsp", 4, 0, { 0x48, 0x83, 0xc4, 0x08 } },
	{ "add $0x100,%rsp", 7, 0, { 0x48, 0x81, 0xc4, 0, 1, 0, 0 } },
	{ "neg %eax", 2, 0, { 0xf7, 0xd8 } },
	{ "not %rax", 3, 0, { 0x48, 0xf7, 0xd0 } },
	{ "cmovne %rdx,%rax", 4, 0, { 0x48, 0x0f, 0x45, 0xc2 } },
	{ "sete %al", 3, 0, { 0x0f, 0x94, 0xc0 } },
	{ "movzbl %al,%eax", 3, 0, { 0x0f, 0xb6, 0xc0 } },
	{ "movslq %eax,%rdx", 3, 0, { 0x48, 0x63, 0xd0 } },
	{ "nopl 0x0(%rax)", 4, 0, { 0x0f, 0x1f, 0x40, 0 } },

	/* whose meaning depends on the place */
	{ "mov 0x100(%rip),%rax", 0, 0, { 0x48, 0x8b, 0x05, 0, 1, 0, 0 } },
	{ "lea 0x100(%rip),%rax", 0, 0, { 0x48, 0x8d, 0x05, 0, 1, 0, 0 } },
	{ "cmpl $0,0x100(%rip)", 0, 0, { 0x83, 0x3d, 0, 1, 0, 0, 0 } },
	{ "movl $0,0x100(%rip)", 0, 0, { 0xc7, 0x05, 0, 1, 0, 0, 0, 0, 0, 0 } },
	{ "ja rel8", 0, 0, { 0x77, 0x10 } },
	{ "ja rel32", 0, 0, { 0x0f, 0x87, 0, 1, 0, 0 } },
	{ "jmp rel8", 0, 0, { 0xeb, 0x10 } },
	{ "jmp rel32", 0, 0, { 0xe9, 0, 1, 0, 0 } },
	{ "call rel32", 0, 0, { 0xe8, 0, 1, 0, 0 } },
	{ "loop", 0, 0, { 0xe2, 0xfe } },

	/* that nobody decoded: left alone */
	{ "syscall", 0, 0, { 0x0f, 0x05 } },
	{ "int3", 0, 0, { 0xcc } },
	{ "int $0x80", 0, 0, { 0xcd, 0x80 } },
	{ "hlt", 0, 0, { 0xf4 } },
	{ "ret $8", 0, 0, { 0xc2, 8, 0 } },
	{ "jmp *%rax", 0, 0, { 0xff, 0xe0 } },
	{ "test $1,%eax (f7)", 0, 0, { 0xf7, 0xc0, 1, 0, 0, 0 } },
	{ "div %ecx", 0, 0, { 0xf7, 0xf1 } },
	{ "rep movsb", 0, 0, { 0xf3, 0xa4 } },
	{ "mov %ax,%di (16 bits)", 0, 0, { 0x66, 0x89, 0xc7 } },
	{ "mov %fs:0,%rax", 0, 0, { 0x64, 0x48, 0x8b, 0x04, 0x25, 0, 0, 0, 0 } },
	{ "vzeroupper", 0, 0, { 0xc5, 0xf8, 0x77 } },
	{ "xbegin", 0, 0, { 0xc7, 0xf8, 0, 1, 0, 0 } },
};

static void movable(struct kunit *test)
{
	const struct sample *s;
	bool ends;

	for (s = samples; s < samples + ARRAY_SIZE(samples); s++) {
		KUNIT_EXPECT_EQ_MSG(test, insn_movable(s->code, &ends),
				    s->length, "%s", s->what);
		KUNIT_EXPECT_EQ_MSG(test, ends, (bool)s->ends, "%s", s->what);
	}
}

/* Whatever the bytes, it answers, with a length that an instruction can have. */
static void any_bytes(struct kunit *test)
{
	u8 code[INSN_MAX + 1];
	unsigned int a, b;
	bool ends;

	memset(code, 0, sizeof(code));
	for (a = 0; a < 0x100; a++)
		for (b = 0; b < 0x10000; b++) {
			code[0] = a, code[1] = b, code[2] = b >> 8;
			if (insn_movable(code, &ends) > INSN_MAX)
				KUNIT_FAIL(test, "%02x %04x", a, b);
		}
}

#define AT	0x400000UL	/* of code[] */

/* @code with a branch at @at whose distance ends it. */
static void branch(struct kunit *test, const u8 *op, unsigned int len,
		   unsigned int bytes)
{
	u8 code[64];
	unsigned int at = 20, end = at + len + bytes;
	long target;

	for (target = 0; target < 60; target++) {
		s32 distance = target - end;

		memset(code, 0x90, sizeof(code));
		memcpy(code + at, op, len);
		memcpy(code + at + len, &distance, bytes);
		KUNIT_EXPECT_TRUE_MSG(test, insn_branches_into(code, AT, 64,
				AT + target, AT + target), "to %ld", target);
		KUNIT_EXPECT_TRUE(test, insn_branches_into(code, AT, 64,
				AT + target - 3, AT + target));
		KUNIT_EXPECT_TRUE(test, insn_branches_into(code, AT, 64,
				AT + target, AT + target + 3));
		KUNIT_EXPECT_FALSE(test, insn_branches_into(code, AT, 64,
				AT + target + 1, AT + target + 4));
		KUNIT_EXPECT_FALSE(test, insn_branches_into(code, AT, 64,
				AT + target - 4, AT + target - 1));
	}
}

static void branches(struct kunit *test)
{
	static const u8 far[][2] = { { 0x0f, 0x80 }, { 0x0f, 0x87 },
				     { 0x0f, 0x8f } };
	static const u8 near[] = { 0x70, 0x77, 0x7f, 0xeb, 0xe0, 0xe1, 0xe2,
				   0xe3 };
	static const u8 one[] = { 0xe8, 0xe9 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(near); i++)
		branch(test, &near[i], 1, 1);
	for (i = 0; i < ARRAY_SIZE(one); i++)
		branch(test, &one[i], 1, 4);
	for (i = 0; i < ARRAY_SIZE(far); i++)
		branch(test, far[i], 2, 4);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(movable),
	KUNIT_CASE(any_bytes),
	KUNIT_CASE(branches),
	{}
};

static struct kunit_suite suite = {
	.name = "nabla_insn",
	.test_cases = cases,
};
kunit_test_suite(suite);
