// SPDX-License-Identifier: GPL-2.0-only
/*
 * Network devices: the tender's, by a hypercall for each frame.  A POLL tells of all
 * of them or none, so that one that is down has to take its frames all the same: they
 * are dropped, or the processor would never be idle.
 */
#include <linux/etherdevice.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/netdevice.h>
#include <linux/poll.h>
#include <asm/hypercall.h>
#include <asm/irq.h>

struct hvt_net {
	struct net_device *dev;
	struct napi_struct napi;
	unsigned int handle;		/* and the interrupt's number */
	struct sk_buff *next;		/* for the next frame; NULL: to be made */
};

static netdev_tx_t net_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct hvt_net *net = netdev_priv(dev);
	struct hvt_net_io io = {
		.handle = net->handle, .data = __pa(skb->data), .len = skb->len,
	};

	nabla_hypercall(HVT_NET_WRITE, &io);
	if (io.ret == SOLO5_OK)
		dev_sw_netstats_tx_add(dev, 1, skb->len);
	else
		dev->stats.tx_dropped++;
	dev_consume_skb_any(skb);
	return NETDEV_TX_OK;
}

static unsigned int frame_max(const struct hvt_net *net)
{
	return net->dev->max_mtu + ETH_HLEN;
}

static struct sk_buff *next_buffer(struct hvt_net *net)
{
	if (!net->next)
		net->next = netdev_alloc_skb_ip_align(net->dev, frame_max(net));
	return net->next;
}

/* The next frame into @skb: its length, or 0 if there is none. */
static unsigned int read_frame(struct hvt_net *net, struct sk_buff *skb)
{
	struct hvt_net_io io = {
		.handle = net->handle, .data = __pa(skb->data),
		.len = frame_max(net),
	};

	nabla_hypercall(HVT_NET_READ, &io);
	return io.ret == SOLO5_OK && io.len <= frame_max(net) ? io.len : 0;
}

static void net_receive(struct hvt_net *net, unsigned int len)
{
	struct sk_buff *skb = net->next;

	if (len < ETH_HLEN) {
		net->dev->stats.rx_frame_errors++;
		return;
	}
	net->next = NULL;
	skb_put(skb, len);
	dev_sw_netstats_rx_add(net->dev, len);
	skb->protocol = eth_type_trans(skb, net->dev);
	napi_gro_receive(&net->napi, skb);
}

static int net_poll(struct napi_struct *napi, int budget)
{
	struct hvt_net *net = container_of(napi, struct hvt_net, napi);
	unsigned int len;
	int done;

	for (done = 0; done < budget; done++) {
		len = next_buffer(net) ? read_frame(net, net->next) : 0;
		if (!len)
			break;
		net_receive(net, len);
	}
	if (done < budget && napi_complete_done(napi, done))
		enable_irq(net->handle);
	return done;
}

static void net_discard(struct hvt_net *net)
{
	while (next_buffer(net) && read_frame(net, net->next))
		net->dev->stats.rx_dropped++;
}

static irqreturn_t net_interrupt(int irq, void *data)
{
	struct hvt_net *net = data;

	if (!netif_running(net->dev)) {
		net_discard(net);
	} else if (napi_schedule_prep(&net->napi)) {
		disable_irq_nosync(irq);
		__napi_schedule(&net->napi);
	}
	return IRQ_HANDLED;
}

static int net_open(struct net_device *dev)
{
	struct hvt_net *net = netdev_priv(dev);

	napi_enable(&net->napi);
	netif_start_queue(dev);
	return 0;
}

static int net_stop(struct net_device *dev)
{
	struct hvt_net *net = netdev_priv(dev);

	netif_stop_queue(dev);
	napi_disable(&net->napi);
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

static void net_describe(struct net_device *dev, const struct mft_entry *e)
{
	const struct mft_net_basic *b = &e->u.net_basic;

	dev->netdev_ops = &net_ops;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = clamp_t(unsigned int, b->mtu, ETH_MIN_MTU, ETH_MAX_MTU);
	dev->mtu = dev->max_mtu;
	strscpy(dev->name, e->name, sizeof(dev->name));
	if (is_valid_ether_addr(b->mac))
		eth_hw_addr_set(dev, b->mac);
	else
		eth_hw_addr_random(dev);
}

static int __init net_add(const struct mft_entry *e, unsigned int handle)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct hvt_net));
	struct hvt_net *net;
	int err = -ENOMEM;

	if (!dev)
		return -ENOMEM;
	net = netdev_priv(dev);
	net->dev = dev;
	net->handle = handle;
	net_describe(dev, e);
	dev->tstats = netdev_alloc_pcpu_stats(struct pcpu_sw_netstats);
	if (!dev->tstats)
		goto free;
	netif_napi_add(dev, &net->napi, net_poll);
	err = register_netdev(dev);
	if (err)
		goto free;
	err = request_irq(nabla_irq_line(handle, POLLIN), net_interrupt, 0,
			  dev->name, net);
	if (!err)
		return 0;
	unregister_netdev(dev);
free:
	free_percpu(dev->tstats);
	free_netdev(dev);
	return err;
}

static int __init net_init(void)
{
	unsigned int handle;
	int err;

	for (handle = 1; handle < nabla_mft->entries; handle++) {
		const struct mft_entry *e = &nabla_mft->e[handle];

		if (e->type != MFT_DEV_NET_BASIC)
			continue;
		err = net_add(e, handle);
		if (err)
			pr_emerg("network device %s: error %d\n", e->name, err);
	}
	return 0;
}
device_initcall(net_init);
