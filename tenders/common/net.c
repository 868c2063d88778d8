// SPDX-License-Identifier: ISC
/*
 * A network device: a tap that is there and up, by name, or a descriptor that
 * was inherited (a tap's, or a socket's whose messages are frames).  Frames
 * have no header but their own.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "tenders/common/devices.h"

#define MTU_DEFAULT	1500

static int ask(unsigned long what, struct ifreq *r)
{
	cleanup_fd int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	return fd < 0 ? -1 : ioctl(fd, what, r);
}

static void set_mtu(struct mft_entry *m, const char *name)
{
	struct ifreq r = { 0 };

	m->u.net_basic.mtu = MTU_DEFAULT;
	if (str_copy(r.ifr_name, sizeof(r.ifr_name), name) < 0 ||
	    ask(SIOCGIFMTU, &r) < 0 || r.ifr_mtu <= 0)
		return;
	m->u.net_basic.mtu = r.ifr_mtu < UINT16_MAX ? (uint16_t)r.ifr_mtu :
						      UINT16_MAX;
}

/* Attaching to a name that is not there would make a new interface. */
static int check_up(const struct ifreq *want, struct err *e)
{
	struct ifreq r = *want;

	if (ask(SIOCGIFFLAGS, &r) < 0)
		return err_errno(e, "looking for interface %s", want->ifr_name);
	if (!(r.ifr_flags & IFF_UP))
		return err_set(e, ENETDOWN, "interface %s is not up",
			       want->ifr_name);
	return 0;
}

static int open_tap(struct mft_entry *m, const char *name, struct err *e)
{
	struct ifreq r = { 0 };
	cleanup_fd int fd = -1;

	if (str_copy(r.ifr_name, sizeof(r.ifr_name), name) < 0)
		return err_set(e, EINVAL, "%s: no interface name", name);
	if (check_up(&r, e) < 0)
		return -e->code;
	fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, "opening /dev/net/tun");
	r.ifr_flags = IFF_TAP | IFF_NO_PI;
	if (ioctl(fd, TUNSETIFF, &r) < 0)
		return err_errno(e, "attaching to tap %s", name);
	set_mtu(m, name);
	m->b.hostfd = steal_fd(&fd);
	return 0;
}

static int adopt_tap(struct mft_entry *m, int fd, const struct ifreq *r,
		     struct err *e)
{
	if ((r->ifr_flags & (IFF_TAP | IFF_NO_PI)) != (IFF_TAP | IFF_NO_PI) ||
	    (r->ifr_flags & IFF_VNET_HDR))
		return err_set(e, EINVAL, "descriptor %d is no tap with bare "
			       "frames", fd);
	set_mtu(m, r->ifr_name);
	return 0;
}

/* A stream would lose where frames end. */
static int adopt_socket(struct mft_entry *m, int fd, struct err *e)
{
	int type = 0;
	socklen_t len = sizeof(type);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0 ||
	    (type != SOCK_DGRAM && type != SOCK_SEQPACKET && type != SOCK_RAW))
		return err_set(e, EINVAL, "descriptor %d is neither a tap nor "
			       "a socket of messages", fd);
	m->u.net_basic.mtu = MTU_DEFAULT;
	return 0;
}

static int adopt(struct mft_entry *m, int fd, struct err *e)
{
	struct ifreq r = { 0 };
	int ret;

	if (fd_set_nonblock(fd) < 0)
		return err_errno(e, "descriptor %d", fd);
	ret = ioctl(fd, TUNGETIFF, &r) < 0 ? adopt_socket(m, fd, e) :
					     adopt_tap(m, fd, &r, e);
	if (!ret)
		m->b.hostfd = fd;
	return ret;
}

/* One of those that nobody has been given: locally administered. */
static int choose_mac(uint8_t mac[6], struct err *e)
{
	if (getrandom(mac, 6, 0) != 6)
		return err_errno(e, "choosing a hardware address");
	mac[0] = (uint8_t)((mac[0] & 0xfe) | 0x02);
	return 0;
}

int net_attach(struct mft_entry *m, const struct device_option *d,
	       struct err *e)
{
	int r = d->where ? open_tap(m, d->where, e) : adopt(m, d->fd, e);

	if (r < 0)
		return r;
	if (!d->have_mac)
		return choose_mac(m->u.net_basic.mac, e);
	memcpy(m->u.net_basic.mac, d->mac, sizeof(d->mac));
	return 0;
}
