// SPDX-License-Identifier: ISC
/*
 * Taps and packet sockets, in a network namespace of the test's own, which needs
 * privilege.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/run/devices.h"

#define FULL	(IFF_TAP | IFF_NO_PI | IFF_VNET_HDR)
#define ALL	(NABLA_NET_CSUM | NABLA_NET_TSO4 | NABLA_NET_TSO6)

static struct device_option o;
static struct nabla_device d;
static struct err err;
static int have_net;

static int set_up(void **state)
{
	(void)state;
	have_net = !unshare(CLONE_NEWNET) ||
		   !unshare(CLONE_NEWUSER | CLONE_NEWNET);
	if (access("/dev/net/tun", R_OK | W_OK) < 0)
		have_net = 0;
	return 0;
}

static int fresh(void **state)
{
	(void)state;
	o = (struct device_option) { .type = NABLA_DEV_NET, .fd = -1 };
	memset(&d, 0, sizeof(d));
	d.fd = -1;
	return 0;
}

#define NEEDS_NET()							\
	do {								\
		if (!have_net)						\
			fail_msg("no network namespace to be had");	\
	} while (0)

static int new_tap(const char *name, short flags)
{
	struct ifreq r = { .ifr_flags = flags };
	int fd = open("/dev/net/tun", O_RDWR);

	assert_true(fd >= 0);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	assert_int_equal(ioctl(fd, TUNSETIFF, &r), 0);
	return fd;
}

static void set_mtu(const char *name, int mtu)
{
	struct ifreq r = { .ifr_mtu = mtu };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	assert_int_equal(ioctl(fd, SIOCSIFMTU, &r), 0);
	close(fd);
}

static int header_size(int fd)
{
	int n = 0;

	assert_int_equal(ioctl(fd, TUNGETVNETHDRSZ, &n), 0);
	return n;
}

static int nonblocking(int fd)
{
	return fcntl(fd, F_GETFL) & O_NONBLOCK;
}

static void a_tap_by_name(void **state)
{
	struct ifreq r = { 0 };
	int persistent;

	(void)state;
	NEEDS_NET();
	persistent = new_tap("tap7", FULL);
	ioctl(persistent, TUNSETPERSIST, 1);
	close(persistent);
	set_mtu("tap7", 1400);
	snprintf(o.where, sizeof(o.where), "tap7");
	assert_int_equal(net_open(&o, &d, &err), 0);
	assert_int_equal(ioctl(d.fd, TUNGETIFF, &r), 0);
	assert_string_equal(r.ifr_name, "tap7");
	assert_int_equal(r.ifr_flags & FULL, FULL);
	assert_int_equal(header_size(d.fd), 10);
	assert_true(nonblocking(d.fd));
	assert_int_equal(d.features, ALL);
	assert_int_equal(d.mtu, 1400);
	assert_memory_equal(d.mac, "\0\0\0\0\0\0", 6);
	close(d.fd);
	o.mtu = 1300;
	memcpy(o.mac, "\2\1\2\3\4\5", 6);
	assert_int_equal(net_open(&o, &d, &err), 0);
	assert_int_equal(d.mtu, 1300);
	assert_memory_equal(d.mac, o.mac, 6);
	ioctl(d.fd, TUNSETPERSIST, 0);
	close(d.fd);
}

static void a_tap_that_is_taken(void **state)
{
	int fd, first_free;

	(void)state;
	NEEDS_NET();
	fd = new_tap("tap8", FULL);
	first_free = dup(fd);
	close(first_free);
	snprintf(o.where, sizeof(o.where), "tap8");
	assert_int_equal(net_open(&o, &d, &err), -EBUSY);
	assert_non_null(strstr(err.text, "tap8"));
	assert_false(fd_is_open(first_free));
	snprintf(o.where, sizeof(o.where), "a-name-that-is-too-long");
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	close(fd);
}

static void a_tap_by_descriptor(void **state)
{
	int twelve = 12;

	(void)state;
	NEEDS_NET();
	o.fd = new_tap("tap9", FULL);
	assert_int_equal(ioctl(o.fd, TUNSETVNETHDRSZ, &twelve), 0);
	assert_int_equal(net_open(&o, &d, &err), 0);
	assert_int_equal(d.fd, o.fd);
	assert_int_equal(header_size(d.fd), 10);
	assert_true(nonblocking(d.fd));
	assert_int_equal(d.features, ALL);
	assert_int_equal(d.mtu, 0);
	close(d.fd);
}

static void taps_of_other_kinds(void **state)
{
	static const short flags[] = {
		IFF_TAP | IFF_NO_PI, IFF_TUN | IFF_NO_PI | IFF_VNET_HDR,
	};

	(void)state;
	NEEDS_NET();
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		o.fd = new_tap("other", flags[i]);
		assert_int_equal(net_open(&o, &d, &err), -EINVAL);
		close(o.fd);
	}
	o.fd = open("/dev/net/tun", O_RDWR);	/* attached to nothing */
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	close(o.fd);
}

static int packet_socket(int type, int header, const char *bound)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, type, htons(ETH_P_ALL));

	assert_true(fd >= 0);
	if (header)
		assert_int_equal(setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR,
					    &header, sizeof(header)), 0);
	a.sll_protocol = htons(ETH_P_ALL);
	a.sll_ifindex = (int)if_nametoindex(bound);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	return fd;
}

static void a_packet_socket(void **state)
{
	struct ifreq r = { .ifr_hwaddr = { .sa_family = 1 } };
	int tap;

	(void)state;
	NEEDS_NET();
	tap = new_tap("pk0", FULL);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "pk0");
	memcpy(r.ifr_hwaddr.sa_data, "\2\7\7\7\7\7", 6);
	assert_int_equal(ioctl(tap, SIOCSIFHWADDR, &r), 0);
	set_mtu("pk0", 1234);
	o.fd = packet_socket(SOCK_RAW, 1, "pk0");
	assert_int_equal(net_open(&o, &d, &err), 0);
	assert_int_equal(d.fd, o.fd);
	assert_true(nonblocking(d.fd));
	assert_int_equal(d.features, ALL);
	assert_int_equal(d.mtu, 1234);
	assert_memory_equal(d.mac, "\2\7\7\7\7\7", 6);
	close(o.fd);
	o.fd = packet_socket(SOCK_RAW, 0, "pk0");
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	assert_non_null(strstr(err.text, "header"));
	close(o.fd);
	o.fd = packet_socket(SOCK_RAW, 1, "");
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	assert_non_null(strstr(err.text, "not bound"));
	close(o.fd);
	o.fd = packet_socket(SOCK_DGRAM, 0, "pk0");
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	close(o.fd);
	close(tap);
}

static void neither(void **state)
{
	int pair[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	o.fd = pair[0];
	assert_int_equal(net_open(&o, &d, &err), -EINVAL);
	assert_non_null(strstr(err.text, "neither"));
	assert_int_equal(socket_adopt(&o, &d, &err), 0);
	assert_int_equal(d.fd, pair[0]);
	assert_true(nonblocking(pair[0]));
	close(pair[0]);
	assert_int_equal(net_open(&o, &d, &err), -EBADF);
	assert_int_equal(socket_adopt(&o, &d, &err), -EBADF);
	close(pair[1]);
}

#define TEST(f) cmocka_unit_test_setup(f, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_tap_by_name),
		TEST(a_tap_that_is_taken),
		TEST(a_tap_by_descriptor),
		TEST(taps_of_other_kinds),
		TEST(a_packet_socket),
		TEST(neither),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
