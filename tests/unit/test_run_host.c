// SPDX-License-Identifier: ISC
/* Hosts that can't carry the library kernel are refused, by name. */
#include <elf.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include <nabla/layout.h>

#include "lib/err.h"
#include "tenders/run/tender.h"

#ifndef AT_MINSIGSTKSZ
#define AT_MINSIGSTKSZ	51
#endif

/* What the host is made to look like; 0: as it is. */
static struct {
	long page;
	unsigned int address_bits;
	unsigned long frame;
} fake;

long __real_sysconf(int name);
long __wrap_sysconf(int name);
void *__real_mmap(void *at, size_t len, int prot, int flags, int fd, off_t off);
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t off);
unsigned long __real_getauxval(unsigned long type);
unsigned long __wrap_getauxval(unsigned long type);

long __wrap_sysconf(int name)
{
	return name == _SC_PAGESIZE && fake.page ? fake.page :
	       __real_sysconf(name);
}

/* As the host's kernel says it of a fixed address. */
void *__wrap_mmap(void *at, size_t len, int prot, int flags, int fd, off_t off)
{
	uint64_t end = (uint64_t)at + len;

	if (fake.address_bits && end > 1ULL << fake.address_bits) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	return __real_mmap(at, len, prot, flags, fd, off);
}

unsigned long __wrap_getauxval(unsigned long type)
{
	return type == AT_MINSIGSTKSZ && fake.frame ? fake.frame :
	       __real_getauxval(type);
}

static int check_host(struct err *e)
{
	/* argv, environment and auxiliary vector, as on a new stack */
	uint64_t stack[] = {
		(uint64_t)"nabla-run", 0, (uint64_t)"A=B", 0,
		AT_HWCAP, 0x1234, AT_HWCAP2, 0xffff, AT_NULL, 0,
	};
	static struct tender t;
	int r;

	memset(&t, 0, sizeof(t));
	t.argv = (char **)stack;
	r = host_check(&t, e);
	if (!r)
		assert_true(t.isa.hwcap == 0x1234 && t.isa.hwcap2 == 0xffff);
	return r;
}

static void refused(const char *why)
{
	struct err e = { 0 };

	assert_int_equal(check_host(&e), -ENOTSUP);
	if (!strstr(e.text, why))
		fail_msg("\"%s\" is not in \"%s\"", why, e.text);
}

static int fresh(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof(fake));
	return 0;
}

static void page_sizes(void **state)
{
	(void)state;
	fake.page = 16384;
	refused("pages have 16384 bytes");
	refused("pages of 4096");
	fake.page = 65536;
	refused("pages have 65536 bytes");
}

static void address_sizes(void **state)
{
	static const unsigned int bits[] = { 36, 39, 42, 46 };

	(void)state;
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		fake.address_bits = bits[i];
		refused("addresses of 48 bits");
	}
}

static void enough_addresses(void **state)
{
	struct err e = { 0 };

	(void)state;
	fake.address_bits = 47;
	if (check_host(&e))
		fail_msg("%s", e.text);
	fake.address_bits = 48;
	assert_int_equal(check_host(&e), 0);
}

/* The probe's place may be taken: by the host's own part, which is all right. */
static void a_place_that_is_taken(void **state)
{
	void *at = (void *)(NABLA_VMALLOC + NABLA_VMALLOC_SIZE);
	struct err e = { 0 };

	(void)state;
	assert_ptr_equal(__real_mmap(at, 4096, PROT_NONE, MAP_PRIVATE |
				     MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
				     0), at);
	assert_int_equal(check_host(&e), 0);
	assert_int_equal(munmap(at, 4096), 0);
}

static void signal_frames(void **state)
{
	(void)state;
	fake.frame = NABLA_ALT_SIZE;
	refused("a signal frame takes");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(page_sizes, fresh),
		cmocka_unit_test_setup(address_sizes, fresh),
		cmocka_unit_test_setup(enough_addresses, fresh),
		cmocka_unit_test_setup(a_place_that_is_taken, fresh),
		cmocka_unit_test_setup(signal_frames, fresh),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
