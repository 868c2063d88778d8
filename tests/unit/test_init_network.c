// SPDX-License-Identifier: ISC
/*
 * Interfaces, addresses and routes in a network namespace of its own, as ip(8)
 * then sees them.
 */
#include "test_init.h"

#include <errno.h>

#include "init/network.h"

static struct guest g;
static struct err e;

/* A pair of interfaces, ve0 and ve1, and loopback up. */
static void start(void)
{
	CHECK(!system("ip link add ve0 type veth peer name ve1 && "
		      "ip link set ve1 up"));
	CHECK_OK(network_start(&g, &e), &e);
}

/* Does @command print @words, all of them? */
static int prints(const char *command, const char *const words[])
{
	char text[8192];
	FILE *f = popen(command, "r");
	size_t n;

	CHECK(f);
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = 0;
	CHECK(!pclose(f));
	for (; *words; words++) {
		if (strstr(text, *words))
			continue;
		fprintf(stderr, "%s: no %s in %s\n", command, *words, text);
		return 0;
	}
	return 1;
}

#define PRINTS(command, ...)	\
	CHECK(prints(command, (const char *const[]){ __VA_ARGS__, NULL }))

static void loopback_body(void)
{
	start();
	PRINTS("ip -j address show lo", "\"LOOPBACK\",\"UP\"",
	       "\"local\":\"127.0.0.1\"", "\"local\":\"::1\"");
}

static void link_body(void)
{
	start();
	CHECK_OK(network_mtu(&g, "ve0", "1400", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	PRINTS("ip -j link show ve0", "\"UP\"", "\"mtu\":1400");
	CHECK_OK(network_link(&g, "ve0", "down", &e), &e);
	PRINTS("ip -j link show ve0", "\"operstate\":\"DOWN\"");
	CHECK(network_link(&g, "ve0", "Up", &e) == -EINVAL);
	CHECK(network_link(&g, "zz", "up", &e) == -ENODEV);
	CHECK(strstr(e.text, "interface zz: No such device"));
	CHECK(network_link(&g, "", "up", &e) == -EINVAL);
	CHECK(network_link(&g, "sixteen-letters-", "up", &e) == -EINVAL);
	CHECK(network_mtu(&g, "ve0", "1", &e) == -EINVAL);
	CHECK(strstr(e.text, "1 on ve0: "));
	CHECK(network_mtu(&g, "ve0", "4294967296", &e) == -EINVAL);
}

static void address_body(void)
{
	start();
	CHECK_OK(network_address(&g, "ve0", "10.1.2.3/20", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "10.9.9.9/32", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "10.8.8.8/31", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "fd00::5/64", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "fd00::5/64", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	PRINTS("ip -j address show ve0",
	       "\"local\":\"10.1.2.3\",\"prefixlen\":20,\"broadcast\":\"10.1.15.255\"",
	       "\"local\":\"10.9.9.9\",\"prefixlen\":32,\"scope\"",
	       "\"local\":\"10.8.8.8\",\"prefixlen\":31,\"scope\"",
	       "\"local\":\"fd00::5\",\"prefixlen\":64,\"scope\":\"global\",\"nodad\":true");
	CHECK_OK(network_peer(&g, "ve0", "10.6.0.1", "10.6.0.9/32", &e), &e);
	PRINTS("ip -j address show ve0",
	       "\"local\":\"10.6.0.1\",\"address\":\"10.6.0.9\",\"prefixlen\":32");
	CHECK(network_peer(&g, "ve0", "10.6.0.1", "fd00::9/128", &e) ==
	      -EINVAL);
	CHECK(network_address(&g, "zz", "10.1.2.3/8", &e) == -ENODEV);
	CHECK(network_address(&g, "ve0", "10.1.2.3", &e) == -EINVAL);
}

/* An address without DAD can be bound to at once. */
static void at_once_body(void)
{
	start();
	CHECK_OK(network_address(&g, "ve0", "fd00::5/64", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	CHECK(system("ip -6 address show dev ve0 tentative | grep -q fd00::5"));
}

static void route_body(void)
{
	start();
	CHECK_OK(network_address(&g, "ve0", "10.1.0.3/24", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "fd00::5/64", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "default", "10.1.0.1", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "default", "fd00::1", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "10.7.0.0/16", "-", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "10.8.0.0/16", "10.1.0.9", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "fd01::/48", "fe80::1", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "fd02::/48", "-", &e), &e);
	PRINTS("ip -j route", "\"dst\":\"default\",\"gateway\":\"10.1.0.1\",\"dev\":\"ve0\"",
	       "\"dst\":\"10.7.0.0/16\",\"dev\":\"ve0\",\"scope\":\"link\"",
	       "\"dst\":\"10.8.0.0/16\",\"gateway\":\"10.1.0.9\"");
	PRINTS("ip -6 -j route",
	       "\"dst\":\"default\",\"gateway\":\"fd00::1\",\"dev\":\"ve0\"",
	       "\"dst\":\"fd01::/48\",\"gateway\":\"fe80::1\"",
	       "\"dst\":\"fd02::/48\",\"dev\":\"ve0\"");
}

/* A host address has no prefix for its gateway to lie in. */
static void far_gateway_body(void)
{
	start();
	CHECK_OK(network_address(&g, "ve0", "10.88.0.7/32", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "fd00::7/128", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "default", "169.254.1.1", &e), &e);
	CHECK_OK(network_route(&g, "ve0", "default", "fd99::1", &e), &e);
	PRINTS("ip -j route get 8.8.8.8",
	       "\"gateway\":\"169.254.1.1\",\"dev\":\"ve0\",\"prefsrc\":\"10.88.0.7\"");
	PRINTS("ip -j -6 route get 2001:db8::1",
	       "\"gateway\":\"fd99::1\",\"dev\":\"ve0\"",
	       "\"prefsrc\":\"fd00::7\"");
}

/* Two of one destination, by their metrics. */
static void routing_body(void)
{
	static const char *const first[] = {
		"ve0", "10.7.0.0/16", "10.1.0.1", "50", "10.1.0.4", "1300",
	};
	static const char *const second[] = {
		"ve0", "10.7.0.0/16", "10.1.0.2", "60", "-", "0",
	};
	static const char *const bad[] = {
		"ve0", "10.7.0.0/16", "10.1.0.2", "70", "10.9.9.9", "0",
	};
	static const char *const worse[] = {
		"ve0", "10.7.0.0/16", "10.1.0.2", "x", "-", "0",
	};

	start();
	CHECK_OK(network_address(&g, "ve0", "10.1.0.3/24", &e), &e);
	CHECK_OK(network_address(&g, "ve0", "10.1.0.4/24", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	CHECK_OK(network_routing(&g, first, &e), &e);
	CHECK_OK(network_routing(&g, second, &e), &e);
	PRINTS("ip route",
	       "10.7.0.0/16 via 10.1.0.1 dev ve0 src 10.1.0.4 metric 50 onlink mtu 1300",
	       "10.7.0.0/16 via 10.1.0.2 dev ve0 metric 60 onlink");
	CHECK(network_routing(&g, bad, &e) == -EINVAL);
	CHECK(network_routing(&g, worse, &e) == -EINVAL);
}

static void refused_route_body(void)
{
	start();
	CHECK_OK(network_address(&g, "ve0", "10.1.0.3/24", &e), &e);
	CHECK_OK(network_link(&g, "ve0", "up", &e), &e);
	CHECK(network_route(&g, "ve0", "fd00::/8", "10.1.0.1", &e) == -EINVAL);
	CHECK(strstr(e.text, "fd00::/8 via 10.1.0.1"));
	CHECK(network_route(&g, "ve0", "10.0.0.0", "-", &e) == -EINVAL);
	CHECK(network_route(&g, "ve0", "default", "gw", &e) == -EINVAL);
	CHECK(network_route(&g, "zz", "default", "10.1.0.1", &e) == -ENODEV);
	/* Host bits beyond the prefix: the kernel's own words come along. */
	CHECK(network_route(&g, "ve0", "10.2.0.1/16", "-", &e) == -EINVAL);
	CHECK(strstr(e.text, "10.2.0.1/16 on ve0: Invalid argument (Invalid prefix "));
	CHECK_OK(network_route(&g, "ve0", "default", "10.1.0.1", &e), &e);
	CHECK(network_route(&g, "ve0", "default", "10.1.0.1", &e) == -EEXIST);
}

static void no_network_body(void)
{
	g.netlink = -1;
	CHECK(network_link(&g, "lo", "up", &e) == -ENOSYS);
	CHECK(strstr(e.text, "no network"));
}

#define TEST(name)						\
static void test_ ## name(void **state)				\
{								\
	(void)state;						\
	assert_int_equal(isolated(CLONE_NEWNET, name ## _body), 0); \
}
TEST(loopback)
TEST(link)
TEST(address)
TEST(at_once)
TEST(route)
TEST(far_gateway)
TEST(routing)
TEST(refused_route)
TEST(no_network)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_link),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_at_once),
		cmocka_unit_test(test_route),
		cmocka_unit_test(test_far_gateway),
		cmocka_unit_test(test_routing),
		cmocka_unit_test(test_refused_route),
		cmocka_unit_test(test_no_network),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
