// SPDX-License-Identifier: ISC
/*
 * Words to values: names of limits, numbers, addresses.
 */
#include "test_init.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "init/value.h"

static void rlimit_names(void **state)
{
	static const struct { const char *word; unsigned int is; } good[] = {
		{ "as", RLIMIT_AS }, { "core", RLIMIT_CORE },
		{ "cpu", RLIMIT_CPU }, { "data", RLIMIT_DATA },
		{ "fsize", RLIMIT_FSIZE }, { "locks", RLIMIT_LOCKS },
		{ "memlock", RLIMIT_MEMLOCK }, { "msgqueue", RLIMIT_MSGQUEUE },
		{ "nice", RLIMIT_NICE }, { "nofile", RLIMIT_NOFILE },
		{ "nproc", RLIMIT_NPROC }, { "rss", RLIMIT_RSS },
		{ "rtprio", RLIMIT_RTPRIO }, { "rttime", RLIMIT_RTTIME },
		{ "sigpending", RLIMIT_SIGPENDING }, { "stack", RLIMIT_STACK },
		{ "RLIMIT_NOFILE", RLIMIT_NOFILE }, { "rlimit_as", RLIMIT_AS },
	};
	static const char *const bad[] = {
		"", "RLIMIT_", "nofiles", "no", "RLIMIT_RLIMIT_AS", " as",
	};
	struct err e = { 0 };
	unsigned int n;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		n = 999;
		assert_int_equal(value_rlimit(good[i].word, &n, &e), 0);
		assert_int_equal(n, good[i].is);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(value_rlimit(bad[i], &n, &e), -EINVAL);
	assert_string_equal(value_rlimit_name(RLIMIT_NOFILE), "nofile");
}

static void limits(void **state)
{
	struct err e = { 0 };
	uint64_t v;

	(void)state;
	assert_int_equal(value_limit("unlimited", &v, &e), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(value_limit("18446744073709551615", &v, &e), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(value_limit("0", &v, &e), 0);
	assert_int_equal(v, 0);
	assert_int_equal(value_limit("18446744073709551616", &v, &e), -EINVAL);
	assert_int_equal(value_limit("-1", &v, &e), -EINVAL);
	assert_int_equal(value_limit("+1", &v, &e), -EINVAL);
	assert_int_equal(value_limit(" 1", &v, &e), -EINVAL);
	assert_int_equal(value_limit("1 ", &v, &e), -EINVAL);
	assert_int_equal(value_limit("infinity", &v, &e), -EINVAL);
	assert_int_equal(v, 0);
}

static void numbers_have_a_top(void **state)
{
	struct err e = { 0 };
	uint64_t v;

	(void)state;
	assert_int_equal(value_number("n", "7777", 8, 07777, &v, &e), 0);
	assert_int_equal(v, 07777);
	assert_int_equal(value_number("n", "10000", 8, 07777, &v, &e), -EINVAL);
	assert_string_equal(e.text,
			    "n \"10000\" is not an octal number up to 4095");
	assert_int_equal(value_number("n", "0XaB", 16, 255, &v, &e), 0);
	assert_int_equal(v, 0xab);
	assert_int_equal(value_number("n", "0x1", 10, 255, &v, &e), -EINVAL);
}

static void addresses(void **state)
{
	static const uint8_t v4[] = { 10, 1, 2, 3 };
	static const uint8_t v6[16] = { 0xfd, [15] = 9 };
	static const char *const bad[] = {
		"", "10.1.2", "10.1.2.256", "10.1.2.3/8", "::1::", "g::",
		"10.1.2.3 ", "eth0", "fe80::1%lo",
	};
	struct err e = { 0 };
	struct inet a;

	(void)state;
	assert_int_equal(value_address("10.1.2.3", &a, &e), 0);
	assert_int_equal(a.family, AF_INET);
	assert_int_equal(a.size, 4);
	assert_memory_equal(a.addr, v4, 4);
	assert_int_equal(value_address("fd00::9", &a, &e), 0);
	assert_int_equal(a.family, AF_INET6);
	assert_int_equal(a.size, 16);
	assert_memory_equal(a.addr, v6, 16);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(value_address(bad[i], &a, &e), -EINVAL);
}

static void prefixes(void **state)
{
	static const char *const bad[] = {
		"10.0.0.1", "10.0.0.1/", "10.0.0.1/33", "10.0.0.1/-1", "/8",
		"10.0.0.1/8/8", "fd00::1/129", "fd00::1/0x40", "10.0.0.1/8 ",
		"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb/64",
	};
	static const struct { const char *word; unsigned int bits; } good[] = {
		{ "10.0.0.1/0", 0 }, { "10.0.0.1/32", 32 }, { "::/0", 0 },
		{ "fd00::1/64", 64 }, { "fd00::1/128", 128 },
		{ "::ffff:1.2.3.4/96", 96 },
	};
	struct err e = { 0 };
	struct inet a;

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		assert_int_equal(value_prefix(good[i].word, &a, &e), 0);
		assert_int_equal(a.prefix, good[i].bits);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		e.code = 0;
		assert_int_equal(value_prefix(bad[i], &a, &e), -EINVAL);
		assert_non_null(strstr(e.text, bad[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rlimit_names),
		cmocka_unit_test(limits),
		cmocka_unit_test(numbers_have_a_top),
		cmocka_unit_test(addresses),
		cmocka_unit_test(prefixes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
