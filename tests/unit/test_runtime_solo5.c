// SPDX-License-Identifier: ISC
/* Unikernels in containers: annotations, memory, a command line. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <solo5/hvt_abi.h>

#include "runtime/solo5.h"

static void entry(struct solo5 *u, uint32_t type, const char *name)
{
	struct mft_entry *m = &u->manifest.e[u->manifest.entries++];

	m->type = type;
	snprintf(m->name, sizeof(m->name), "%s", name);
}

/* Two disks, two interfaces. */
static void build(struct solo5 *u)
{
	memset(u, 0, sizeof(*u));
	u->manifest.version = MFT1_VERSION;
	entry(u, MFT_RESERVED_FIRST, "");
	entry(u, MFT_DEV_BLOCK_BASIC, "one");
	entry(u, MFT_DEV_NET_BASIC, "inside");
	entry(u, MFT_DEV_NET_BASIC, "outside");
	entry(u, MFT_DEV_BLOCK_BASIC, "two");
}

/* What was read points to it. */
static struct json_object *json;

static int read(struct solo5 *u, const char *annotations, struct err *e)
{
	struct spec s = { 0 };

	*e = (struct err){ 0 };
	json_object_put(json);
	assert_int_equal(json_parse(annotations, strlen(annotations), &json,
				    e), 0);
	s.annotations = json;
	return solo5_read_annotations(u, &s, e);
}

static int put_json(void **state)
{
	(void)state;
	json_object_put(json);
	return 0;
}

#define ONE	"\"nabla.solo5.block.one\": \"/1\""
#define TWO	"\"nabla.solo5.block.two\": \"2\""

static void test_good(void **state)
{
	struct solo5 u;
	struct err e;

	(void)state;
	build(&u);
	assert_int_equal(read(&u, "{" ONE "," TWO ", \"other\": \"x\","
			      "\"nabla.solo5.block-sector-size.two\": \"4096\"}",
			      &e), 0);
	assert_string_equal(u.device[1].path, "/1");
	assert_null(u.device[1].sector_size);
	assert_string_equal(u.device[4].path, "2");
	assert_string_equal(u.device[4].sector_size, "4096");
	assert_int_equal(u.n_nets, 2);
	assert_int_equal(u.net[0], 2);
	assert_int_equal(u.net[1], 3);
	assert_false(u.mirage);
}

static void test_urunc(void **state)
{
	struct solo5 u;
	struct err e;

	(void)state;
	build(&u);
	assert_int_equal(read(&u, "{" ONE
			      ",\"com.urunc.unikernel.block\": \"/b\""
			      ",\"com.urunc.unikernel.solo5BlkDev\": \"two\""
			      ",\"com.urunc.unikernel.solo5NetDev\": \"outside\""
			      ",\"com.urunc.unikernel.unikernelType\": \"mirage\""
			      ",\"com.urunc.unikernel.initrd\": \"\""
			      ",\"com.urunc.unikernel.mountRootfs\": \"false\"}",
			      &e), 0);
	assert_string_equal(u.device[4].path, "/b");
	assert_int_equal(u.net[0], 3);
	assert_int_equal(u.net[1], 2);
	assert_true(u.mirage);
}

static const struct {
	const char *annotations, *text;
} refused[] = {
	{ "{}", "block device one" },
	{ "{" ONE "}", "block device two" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block.three\": \"/3\"}",
	  "declares no block device" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block.inside\": \"/3\"}",
	  "declares no block device" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block.\": \"/3\"}",
	  "declares no block device" },
	{ "{" ONE "," TWO ",\"nabla.solo5.\": \"/3\"}", "no such annotation" },
	{ "{" ONE "," TWO ",\"nabla.solo5.net.inside\": \"/3\"}",
	  "no such annotation" },
	{ "{" TWO ",\"nabla.solo5.block.one\": \"\"}", "no path" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.block\": \"/b\"}",
	  "not declare exactly one" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.block\": \"/b\","
	  "\"com.urunc.unikernel.solo5BlkDev\": \"one\"}", "given twice" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.solo5NetDev\": \"one\"}",
	  "no network device" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.initrd\": \"/x\"}",
	  "initrd" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.bootKernel\": \"/x\"}",
	  "bootKernel" },
	{ "{" ONE "," TWO ",\"com.urunc.unikernel.mountRootfs\": \"true\"}",
	  "mountRootfs" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block-sector-size.one\": \"511\"}",
	  "power of two" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block-sector-size.one\": \"1536\"}",
	  "power of two" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block-sector-size.one\": \"65536\"}",
	  "power of two" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block-sector-size.one\": \"x\"}",
	  "power of two" },
	{ "{" ONE "," TWO ",\"nabla.solo5.block-sector-size.x\": \"512\"}",
	  "declares no block device" },
};

static void test_refused(void **state)
{
	struct solo5 u;
	struct err e;

	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		build(&u);
		if (read(&u, refused[i].annotations, &e) >= 0 ||
		    !strstr(e.text, refused[i].text))
			fail_msg("%s: '%s', not '%s'", refused[i].annotations,
				 e.text, refused[i].text);
	}
}

static void test_memory(void **state)
{
	struct solo5 u = { 0 };
	uint64_t guest, total;

	(void)state;
	for (uint64_t limit = 1; limit < 1ULL << 50; limit *= 3) {
		solo5_divide(&u, limit, &guest, &total);
		assert_true(guest >= 2 << 20 && !(guest % (1 << 20)));
		assert_true(total >= limit && total - guest >= 4 << 20);
	}
	u.is_virtual = true;
	solo5_divide(&u, 1ULL << 40, &guest, &total);
	assert_int_equal(guest, HVT_MEM_MAX);
	assert_int_equal(total, 1ULL << 40);
}

static void test_words(void **state)
{
	struct arena a = { 0 };
	struct err e = { 0 };
	struct words w;
	char *end;

	(void)state;
	assert_int_equal(words_begin(&w, &a, 2, &e), 0);
	words_add(&w, "%s-%d", "one", 1);
	words_add(&w, "%01000d", 2);
	assert_int_equal(words_check(&w, &e), 0);
	assert_string_equal(w.argv[0], "one-1");
	assert_int_equal(strlen(w.argv[1]), 1000);
	end = w.argv[2];
	assert_null(end);
	words_add(&w, "three");
	assert_int_equal(words_check(&w, &e), -ENOMEM);
	assert_int_equal(w.n, 2);
	arena_free(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_urunc),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, put_json);
}
