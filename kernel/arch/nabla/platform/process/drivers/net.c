// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network devices over the host's tap devices or packet sockets: read() gives a
 * frame, write() takes one, each behind a virtio-net header, so that checksums and
 * segmentation are left to whoever is last.
 */
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/virtio_net.h>
#include <asm/host.h>
#include <asm/irq.h>

#define HDR_LEN		sizeof(struct virtio_net_hdr)
/* The largest segment, with link and VLAN headers in front. */
#define FRAME_MAX	(65536 + 64)
#define BUF_LEN		(HDR_LEN + FRAME_MAX)
/* Of larger frames only the headers are linear. */
#define LINEAR_MAX	1600
#define LINEAR_HEAD	256

struct host_net {
	struct net_device *dev;
	struct napi_struct napi;
	int fd;
	int irq;
	u8 *rx;			/* BUF_LEN; used under NAPI */
	u8 *tx;			/* BUF_LEN; used under the transmit lock */
};

static netdev_tx_t net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct host_net *net = netdev_priv(dev);
	struct virtio_net_hdr *hdr = (void *)net->tx;
	long n = -EINVAL;

	if (skb->len <= FRAME_MAX &&
	    !virtio_net_hdr_from_skb(skb, hdr, true, false, 0) &&
	    !skb_copy_bits(skb, 0, net->tx + HDR_LEN, skb->len))
		n = host_write(net->fd, net->tx, HDR_LEN + skb->len);
	if (n > 0)
		dev_sw_netstats_tx_add(dev, 1, skb->len);
	else
		dev->stats.tx_dropped++;
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static struct sk_buff *net_build_skb(struct host_net *net, unsigned int len)
{
	unsigned int head = len <= LINEAR_MAX ? len : LINEAR_HEAD;
	struct sk_buff *skb;
	int err;

	skb = alloc_skb_with_frags(NET_SKB_PAD + NET_IP_ALIGN + head, len - head,
				   PAGE_ALLOC_COSTLY_ORDER, &err, GFP_ATOMIC);
	if (!skb)
		return NULL;
	skb_reserve(skb, NET_SKB_PAD + NET_IP_ALIGN);
	skb_put(skb, head);
	skb->data_len = len - head;
	skb->len = len;
	if (skb_store_bits(skb, 0, net->rx + HDR_LEN, len)) {
		kfree_skb(skb);
		return NULL;
	}
	return skb;
}

static void net_receive(struct host_net *net, unsigned int len)
{
	const struct virtio_net_hdr *hdr = (void *)net->rx;
	struct net_device *dev = net->dev;
	struct sk_buff *skb = net_build_skb(net, len);

	if (!skb) {
		dev->stats.rx_dropped++;
		return;
	}
	if (hdr->flags & VIRTIO_NET_HDR_F_DATA_VALID)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	if (virtio_net_hdr_to_skb(skb, hdr, true)) {
		dev->stats.rx_frame_errors++;
		kfree_skb(skb);
		return;
	}
	dev_sw_netstats_rx_add(dev, len);
	skb->protocol = eth_type_trans(skb, dev);
	napi_gro_receive(&net->napi, skb);
}

/*
 * The host's device is gone (a deleted tap): its descriptor would be ready for
 * ever.  A packet socket tells an error once, and is quiet then.
 */
static bool net_gone(struct host_net *net, long n)
{
	if (n != -EBADFD)
		return false;
	netif_carrier_off(net->dev);
	return true;
}

static int net_poll(struct napi_struct *napi, int budget)
{
	struct host_net *net = container_of(napi, struct host_net, napi);
	long n = 0;
	int done;

	for (done = 0; done < budget; done++) {
		n = host_read(net->fd, net->rx, BUF_LEN);
		if (n < (long)(HDR_LEN + ETH_HLEN))
			break;
		net_receive(net, n - HDR_LEN);
	}
	if (done < budget && napi_complete_done(napi, done) &&
	    !net_gone(net, n))
		enable_irq(net->irq);
	return done;
}

static irqreturn_t net_interrupt(int irq, void *data)
{
	struct host_net *net = data;

	if (napi_schedule_prep(&net->napi)) {
		disable_irq_nosync(irq);
		__napi_schedule(&net->napi);
	}
	return IRQ_HANDLED;
}

static int net_open(struct net_device *dev)
{
	struct host_net *net = netdev_priv(dev);

	napi_enable(&net->napi);
	enable_irq(net->irq);
	netif_start_queue(dev);
	return 0;
}

static int net_stop(struct net_device *dev)
{
	struct host_net *net = netdev_priv(dev);

	netif_stop_queue(dev);
	napi_disable(&net->napi);
	disable_irq(net->irq);
	return 0;
}

static const struct net_device_ops net_ops = {
	.ndo_open = net_open,
	.ndo_stop = net_stop,
	.ndo_start_xmit = net_xmit,
	.ndo_get_stats64 = dev_get_tstats64,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void net_describe(struct net_device *dev, const struct nabla_device *d)
{
	dev->netdev_ops = &net_ops;
	dev->hw_features = NETIF_F_SG | NETIF_F_RXCSUM;
	if (d->features & NABLA_NET_CSUM)
		dev->hw_features |= NETIF_F_HW_CSUM;
	if (d->features & NABLA_NET_TSO4)
		dev->hw_features |= NETIF_F_TSO | NETIF_F_TSO_ECN;
	if (d->features & NABLA_NET_TSO6)
		dev->hw_features |= NETIF_F_TSO6;
	dev->features = dev->hw_features | NETIF_F_HIGHDMA | NETIF_F_GSO_ROBUST;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	if (d->mtu)
		dev->mtu = d->mtu;
	strscpy(dev->name, d->name, sizeof(dev->name));
	if (is_valid_ether_addr(d->mac))
		eth_hw_addr_set(dev, d->mac);
	else
		eth_hw_addr_random(dev);
}

static int __init net_add(const struct nabla_device *d)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct host_net));
	struct host_net *net;
	int err = -ENOMEM;

	if (!dev)
		return -ENOMEM;
	net = netdev_priv(dev);
	net->dev = dev;
	net->fd = d->fd;
	net_describe(dev, d);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	net->rx = kmalloc(BUF_LEN, GFP_KERNEL);
	net->tx = kmalloc(BUF_LEN, GFP_KERNEL);
	if (!dev->tstats || !net->rx || !net->tx)
		goto free;
	netif_napi_add(dev, &net->napi, net_poll);
	err = nabla_irq_line(d->fd, POLLIN);
	if (err < 0)
		goto free;
	net->irq = err;
	err = request_irq(net->irq, net_interrupt, IRQF_NO_AUTOEN, d->name, net);
	if (err)
		goto free;
	err = register_netdev(dev);
	if (!err)
		return 0;
	free_irq(net->irq, net);
free:
	kfree(net->tx);
	kfree(net->rx);
	free_percpu(dev->tstats);
	free_netdev(dev);
	return err;
}

static int __init net_init(void)
{
	const struct nabla_device *d = nabla_boot->device;
	const struct nabla_device *end = d + nabla_boot->nr_devices;
	int err;

	for (; d < end; d++) {
		if (d->type != NABLA_DEV_NET)
			continue;
		err = net_add(d);
		if (err)
			pr_err("network device %s: error %d\n", d->name, err);
	}
	return 0;
}
device_initcall(net_init);
