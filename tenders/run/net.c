// SPDX-License-Identifier: ISC
/*
 * Network interfaces: a tap that is opened by name, or a tap or packet socket
 * that is inherited.  All carry a virtio-net header of HEADER bytes before each
 * frame, and leave checksums and segmentation to whoever is last.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "tenders/run/devices.h"

#define HEADER		10		/* struct virtio_net_hdr */
#ifndef PACKET_VNET_HDR_SZ
#define PACKET_VNET_HDR_SZ	24	/* since Linux 6.5 */
#endif

/* Checksums can't be refused: then nothing else may be offered either. */
static int offer_offloads(int fd, uint32_t *features, struct err *e)
{
	if (!ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6))
		*features = NABLA_NET_CSUM | NABLA_NET_TSO4 | NABLA_NET_TSO6;
	else if (!ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM))
		*features = NABLA_NET_CSUM;
	else if (ioctl(fd, TUNSETOFFLOAD, 0) < 0)
		return err_errno(e, "switching offloads off");
	return 0;
}

static int set_up_tap(int fd, struct nabla_device *d, struct err *e)
{
	int header = HEADER;

	if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0)
		return err_errno(e, "setting the size of its header");
	return offer_offloads(fd, &d->features, e);
}

/* 0: unknown, which the kernel takes for 1500. */
static uint16_t mtu_by(int socket_fd, const char *name)
{
	struct ifreq r = { 0 };

	if (str_copy(r.ifr_name, sizeof(r.ifr_name), name) < 0 ||
	    ioctl(socket_fd, SIOCGIFMTU, &r) < 0 || r.ifr_mtu <= 0)
		return 0;
	return r.ifr_mtu < UINT16_MAX ? (uint16_t)r.ifr_mtu : UINT16_MAX;
}

static uint16_t mtu_of(const char *name)
{
	cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? 0 : mtu_by(fd, name);
}

static int open_tap(const char *name, struct nabla_device *d, struct err *e)
{
	cleanup_fd int fd = -1;
	struct ifreq r = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };

	if (str_copy(r.ifr_name, sizeof(r.ifr_name), name) < 0)
		return err_set(e, EINVAL, "%s: no interface name", name);
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, "opening /dev/net/tun");
	if (ioctl(fd, TUNSETIFF, &r) < 0)
		return err_errno(e, "attaching to tap %s", name);
	if (set_up_tap(fd, d, e) < 0)
		return err_context(e, "tap %s", name);
	d->mtu = mtu_of(name);
	d->fd = steal_fd(&fd);
	return 0;
}

/* Its interface may be in another namespace: nobody can say what its MTU is. */
static int adopt_tap(int fd, const struct ifreq *r, struct nabla_device *d,
		     struct err *e)
{
	const int want = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR;

	if ((r->ifr_flags & want) != want)
		return err_set(e, EINVAL, "descriptor %d is no tap with a "
			       "virtio-net header", fd);
	if (set_up_tap(fd, d, e) < 0)
		return err_context(e, "descriptor %d", fd);
	d->fd = fd;
	return 0;
}

static int check_packet_header(int fd, struct err *e)
{
	int v = 0;
	socklen_t len = sizeof(v);

	if (getsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &v, &len) < 0 || !v)
		return err_set(e, EINVAL, "packet socket %d has no virtio-net "
			       "header", fd);
	len = sizeof(v);
	if (!getsockopt(fd, SOL_PACKET, PACKET_VNET_HDR_SZ, &v, &len) &&
	    v != HEADER)
		return err_set(e, EINVAL, "packet socket %d has a virtio-net "
			       "header of %d bytes, not %d", fd, v, HEADER);
	return 0;
}

/* The guest takes the interface's place, and its address. */
static int describe_packet(int fd, struct nabla_device *d, struct err *e)
{
	struct sockaddr_ll sll = { 0 };
	socklen_t len = sizeof(sll);
	struct ifreq r = { 0 };

	if (getsockname(fd, (struct sockaddr *)&sll, &len) < 0 ||
	    !sll.sll_ifindex)
		return err_set(e, EINVAL, "packet socket %d is not bound to an "
			       "interface", fd);
	r.ifr_ifindex = sll.sll_ifindex;
	if (ioctl(fd, SIOCGIFNAME, &r) < 0)
		return err_errno(e, "asking for the interface of socket %d", fd);
	d->mtu = mtu_by(fd, r.ifr_name);
	if (ioctl(fd, SIOCGIFHWADDR, &r) < 0)
		return err_errno(e, "asking for the address of %s", r.ifr_name);
	memcpy(d->mac, r.ifr_hwaddr.sa_data, sizeof(d->mac));
	return 0;
}

static int adopt_packet(int fd, struct nabla_device *d, struct err *e)
{
	int type = 0;
	socklen_t len = sizeof(type);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0 ||
	    type != SOCK_RAW)
		return err_set(e, EINVAL, "packet socket %d has no link "
			       "headers", fd);
	if (check_packet_header(fd, e) < 0 || describe_packet(fd, d, e) < 0)
		return -e->code;
	d->features = NABLA_NET_CSUM | NABLA_NET_TSO4 | NABLA_NET_TSO6;
	d->fd = fd;
	return 0;
}

static int adopt(int fd, struct nabla_device *d, struct err *e)
{
	struct ifreq r = { 0 };
	int domain = 0;
	socklen_t len = sizeof(domain);

	if (fd_set_nonblock(fd) < 0)
		return err_errno(e, "descriptor %d", fd);
	if (!ioctl(fd, TUNGETIFF, &r))
		return adopt_tap(fd, &r, d, e);
	if (!getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) &&
	    domain == AF_PACKET)
		return adopt_packet(fd, d, e);
	return err_set(e, EINVAL, "descriptor %d is neither a tap nor a packet "
		       "socket", fd);
}

int net_open(const struct device_option *o, struct nabla_device *d,
	     struct err *e)
{
	static const uint8_t none[sizeof(o->mac)];
	int r = o->fd < 0 ? open_tap(o->where, d, e) : adopt(o->fd, d, e);

	if (r < 0)
		return r;
	if (memcmp(o->mac, none, sizeof(none)))
		memcpy(d->mac, o->mac, sizeof(d->mac));
	if (o->mtu)
		d->mtu = o->mtu;
	return 0;
}
