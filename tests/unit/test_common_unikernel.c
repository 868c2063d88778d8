// SPDX-License-Identifier: ISC
/* The loader of unikernels: a good one, and each field of it broken. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/err.h"
#include "tests/unit/unikernel_builder.h"

static int try(const struct test_unikernel *t, struct unikernel *u,
	       struct err *e)
{
	int fd = build_file(t, sizeof(*t)), r;

	assert_true(fd >= 0);
	e->code = 0;
	e->text[0] = '\0';
	r = unikernel_open(u, fd, TEST_MACHINE, e);
	if (!r)
		r = unikernel_check(u, TEST_MEM, e);
	if (r < 0)
		close(fd);
	return r;
}

static void a_good_one(void **state)
{
	struct guest_memory mem;
	struct test_unikernel t;
	struct unikernel u;
	struct err e;

	(void)state;
	build_unikernel(&t);
	assert_int_equal(try(&t, &u, &e), 0);
	assert_int_equal(u.abi.target, ABI1_TARGET_SPT);
	assert_int_equal(u.manifest.entries, 3);
	assert_string_equal(u.manifest.e[1].name, "disk0");
	assert_int_equal(u.end, SOLO5_KERNEL_MIN + 3 * 4096);
	assert_int_equal(build_memory(&mem), 0);
	assert_int_equal(unikernel_load(&u, &mem, &e), 0);
	assert_memory_equal(mem.host + SOLO5_KERNEL_MIN, t.code, 64);
	assert_memory_equal(mem.host + SOLO5_KERNEL_MIN + 4096, t.data,
			    TEST_DATA_SIZE);
	assert_int_equal(mem.host[SOLO5_KERNEL_MIN + 4096 + TEST_DATA_SIZE],
			 0);
	close(u.file.fd);
	munmap(mem.host - GUEST_PAGE, TEST_MEM + 2 * GUEST_PAGE);
}

#define FIELD(f)	offsetof(struct test_unikernel, f), \
			sizeof(((struct test_unikernel *)0)->f)
#define SEG(n, f)	FIELD(seg[n].f)
#define ENTRY(n, f)	FIELD(manifest.mft.e[n].f)

static const struct breakage {
	size_t at, size;
	uint64_t value;
	const char *text;
} breakages[] = {
	{ FIELD(head.e_ident[0]), 0, "no ELF file" },
	{ FIELD(head.e_ident[EI_CLASS]), 1, "not 64-bit" },
	{ FIELD(head.e_ident[EI_DATA]), 2, "not little-endian" },
	{ FIELD(head.e_ident[EI_VERSION]), 0, "unknown ELF version" },
	{ FIELD(head.e_type), ET_DYN, "fixed addresses" },
	{ FIELD(head.e_machine), EM_AARCH64, "another machine" },
	{ FIELD(head.e_version), 2, "unknown ELF version" },
	{ FIELD(head.e_phentsize), 55, "size of a program header" },
	{ FIELD(head.e_phnum), 0, "no program headers" },
	{ FIELD(head.e_phnum), 33, "too many" },
	{ FIELD(head.e_phoff), UINT64_MAX - 8, "too short" },
	{ FIELD(head.e_entry), SOLO5_KERNEL_MIN - 1, "entry" },
	{ FIELD(head.e_entry), TEST_MEM, "entry" },
	{ FIELD(head.e_entry), UINT64_MAX, "entry" },
	{ SEG(CODE_SEGMENT, p_vaddr), SOLO5_KERNEL_MIN - 4096, "guest memory" },
	{ SEG(CODE_SEGMENT, p_vaddr), 0, "guest memory" },
	{ SEG(CODE_SEGMENT, p_vaddr), UINT64_MAX - 10, "guest memory" },
	{ SEG(CODE_SEGMENT, p_vaddr), SOLO5_KERNEL_MIN + 4096, "in order" },
	{ SEG(CODE_SEGMENT, p_vaddr), SOLO5_KERNEL_MIN + 8192, "in order" },
	{ SEG(CODE_SEGMENT, p_flags), PF_R | PF_W | PF_X, "both" },
	{ SEG(CODE_SEGMENT, p_filesz), 65, "larger in the file" },
	{ SEG(CODE_SEGMENT, p_offset), UINT64_MAX, "beyond the end" },
	{ SEG(CODE_SEGMENT, p_offset), 4096, "beyond the end" },
	{ SEG(DATA_SEGMENT, p_memsz), UINT64_MAX, "guest memory" },
	{ SEG(DATA_SEGMENT, p_memsz), TEST_MEM, "guest memory" },
	{ SEG(DATA_SEGMENT, p_memsz), 1, "larger in the file" },
	{ SEG(DATA_SEGMENT, p_vaddr), SOLO5_KERNEL_MIN + 4095, "share a page" },
	{ SEG(ABI_SEGMENT, p_type), PT_NULL, "no ABI note" },
	{ SEG(ABI_SEGMENT, p_filesz), 19, "no ABI note" },
	{ SEG(ABI_SEGMENT, p_filesz), 35, "strange size" },
	{ SEG(ABI_SEGMENT, p_offset), UINT64_MAX - 4, "too short" },
	{ FIELD(abi.head.n_type), 7, "no ABI note" },
	{ FIELD(abi.head.n_namesz), 5, "no ABI note" },
	{ FIELD(abi.head.n_descsz), 15, "strange size" },
	{ FIELD(abi.head.n_descsz), 17, "strange size" },
	{ FIELD(abi.head.n_descsz), 0, "strange size" },
	{ FIELD(abi.name[4]), 'X', "no ABI note" },
	{ SEG(MFT_SEGMENT, p_type), PT_NULL, "no manifest" },
	{ SEG(MFT_SEGMENT, p_filesz), 50, "strange size" },
	{ FIELD(manifest.head.n_type), ABI1_NOTE_TYPE, "there twice" },
	{ FIELD(manifest.head.n_descsz), MFT1_DESC_SIZE(2), "its size" },
	{ FIELD(manifest.head.n_descsz), MFT1_DESC_SIZE(4), "strange size" },
	{ FIELD(manifest.head.n_descsz), 6669, "strange size" },
	{ FIELD(manifest.head.n_descsz), UINT32_MAX, "strange size" },
	{ FIELD(manifest.mft.version), 2, "version 2" },
	{ FIELD(manifest.mft.entries), 0, "no entries" },
	{ FIELD(manifest.mft.entries), 2, "its size" },
	{ FIELD(manifest.mft.entries), 4, "its size" },
	{ FIELD(manifest.mft.entries), 65, "too many" },
	{ FIELD(manifest.mft.entries), UINT32_MAX, "too many" },
	{ ENTRY(0, type), MFT_DEV_NET_BASIC, "reserved one" },
	{ ENTRY(0, name[0]), 'a', "reserved one" },
	{ ENTRY(0, attached), 1, "attached already" },
	{ ENTRY(1, type), 0, "unknown type" },
	{ ENTRY(1, type), 3, "unknown type" },
	{ ENTRY(1, type), MFT_RESERVED_FIRST, "unknown type" },
	{ ENTRY(1, name[0]), 0, "letters and digits" },
	{ ENTRY(1, name[2]), '-', "letters and digits" },
	{ ENTRY(1, name[2]), 0x1b, "letters and digits" },
	{ ENTRY(1, name[67]), 'a', "letters and digits" },
	{ ENTRY(2, attached), 1, "attached already" },
	{ ENTRY(2, attached), 0x80, "attached already" },
};

static void each_field_broken(void **state)
{
	struct test_unikernel t;
	struct unikernel u;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(breakages) / sizeof(*breakages); i++) {
		const struct breakage *b = &breakages[i];

		build_unikernel(&t);
		memcpy((char *)&t + b->at, &b->value, b->size);
		if (try(&t, &u, &e) >= 0 || !strstr(e.text, b->text))
			fail_msg("breakage %zu: '%s', not '%s'", i, e.text,
				 b->text);
	}
}

/* What is accepted all the same must be loadable. */
static void every_bit_flipped(void **state)
{
	struct guest_memory mem;
	struct test_unikernel t;
	struct unikernel u;
	struct err e;

	(void)state;
	assert_int_equal(build_memory(&mem), 0);
	for (size_t i = 0; i < 8 * sizeof(t); i++) {
		build_unikernel(&t);
		((unsigned char *)&t)[i / 8] ^= (unsigned char)(1 << i % 8);
		if (try(&t, &u, &e) < 0)
			continue;
		assert_true(u.end <= TEST_MEM);
		assert_int_equal(unikernel_load(&u, &mem, &e), 0);
		assert_int_equal(mprotect(mem.host, TEST_MEM,
					  PROT_READ | PROT_WRITE), 0);
		close(u.file.fd);
	}
	munmap(mem.host - GUEST_PAGE, TEST_MEM + 2 * GUEST_PAGE);
}

static void every_length(void **state)
{
	struct test_unikernel t;
	struct unikernel u;
	struct err e = { 0 };
	int fd;

	(void)state;
	build_unikernel(&t);
	for (size_t n = 0; n < AT(data) + TEST_DATA_SIZE; n++) {
		fd = build_file(&t, n);
		assert_true(unikernel_open(&u, fd, TEST_MACHINE, &e) < 0 ||
			    unikernel_check(&u, TEST_MEM, &e) < 0);
		close(fd);
	}
}

/* A segment of nothing but zeros, which upstream's tenders pass over. */
static void bss_only(void **state)
{
	struct test_unikernel t;
	struct unikernel u;
	struct err e;

	(void)state;
	build_unikernel(&t);
	t.seg[DATA_SEGMENT].p_filesz = 0;
	assert_int_equal(try(&t, &u, &e), 0);
	assert_int_equal(u.end, SOLO5_KERNEL_MIN + 3 * 4096);
	close(u.file.fd);
	/* up to the last byte of memory, and one more */
	t.seg[DATA_SEGMENT].p_memsz = TEST_MEM - SOLO5_KERNEL_MIN - 4096;
	assert_int_equal(try(&t, &u, &e), 0);
	assert_int_equal(u.end, TEST_MEM);
	close(u.file.fd);
	t.seg[DATA_SEGMENT].p_memsz++;
	assert_int_equal(try(&t, &u, &e), -ENOEXEC);
	/* nothing at all is nothing to load */
	t.seg[DATA_SEGMENT].p_memsz = t.seg[CODE_SEGMENT].p_memsz = 0;
	t.seg[CODE_SEGMENT].p_filesz = 0;
	assert_int_equal(try(&t, &u, &e), -ENOEXEC);
	assert_non_null(strstr(e.text, "nothing to load"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_one),
		cmocka_unit_test(each_field_broken),
		cmocka_unit_test(every_bit_flipped),
		cmocka_unit_test(every_length),
		cmocka_unit_test(bss_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
