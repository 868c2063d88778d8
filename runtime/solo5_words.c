// SPDX-License-Identifier: ISC
/* The command line of a unikernel's tender, and its arguments. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "runtime/network_tap.h"
#include "runtime/solo5.h"

/* Each device has two options; the rest is the tender's. */
#define OPTIONS_MAX	(2 * MFT1_ENTRIES_MAX + 8)
/* Address and gateway, of either family. */
#define PER_INTERFACE	4

static void add_disk(struct words *w, const char *name,
		     const struct solo5_device *d)
{
	char option[MFT1_NAME_SIZE + 8];

	snprintf(option, sizeof(option), "block:%s=", name);
	words_add_fd(w, option, d->fd);
	if (d->sector_size)
		words_add(w, "--block-sector-size:%s=%s", name,
			  d->sector_size);
}

int solo5_add_net(struct words *w, const char *name, const struct interface *f,
		  struct err *e)
{
	char option[MFT1_NAME_SIZE + 8];
	uint8_t mac[6];

	if (network_hardware_address(f, mac, e) < 0)
		return -e->code;
	snprintf(option, sizeof(option), "net:%s=", name);
	words_add_fd(w, option, f->fd);
	words_add(w, "--net-mac:%s=%02x:%02x:%02x:%02x:%02x:%02x", name,
		  mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
	return 0;
}

static int add_devices(struct words *w, const struct solo5 *u,
		       const struct network *net, struct err *e)
{
	const struct manifest *m = &u->manifest;

	for (uint32_t i = 1; i < m->entries; i++)
		if (m->e[i].type == MFT_DEV_BLOCK_BASIC)
			add_disk(w, m->e[i].name, &u->device[i]);
	for (unsigned int i = 0; i < u->n_nets; i++)
		if (solo5_add_net(w, m->e[u->net[i]].name, &net->interface[i],
				  e) < 0)
			return -e->code;
	return 0;
}

/* MirageOS puts the name of an interface before, but for the usual one. */
static void add_argument(struct words *w, const char *device, const char *what,
			 const char *value)
{
	if (strcmp(device, "service"))
		words_add(w, "--%s-%s=%s", device, what, value);
	else
		words_add(w, "--%s=%s", what, value);
}

static void tell_address(struct words *w, const struct network *net,
			 unsigned int interface, int family,
			 const char *device)
{
	char text[INET6_ADDRSTRLEN], word[INET6_ADDRSTRLEN + 8];

	for (unsigned int i = 0; i < net->n_addresses; i++) {
		const struct address *a = &net->address[i];

		if (a->interface != interface || a->family != family || a->own)
			continue;
		inet_ntop(family, a->bytes, text, sizeof(text));
		snprintf(word, sizeof(word), "%s/%d", text, a->prefix);
		add_argument(w, device, family == AF_INET ? "ipv4" : "ipv6",
			     word);
		return;
	}
}

static void tell_gateway(struct words *w, const struct network *net,
			 unsigned int interface, int family,
			 const char *device)
{
	char text[INET6_ADDRSTRLEN];

	for (unsigned int i = 0; i < net->n_routes; i++) {
		const struct route *r = &net->route[i];

		if (r->interface != interface || r->family != family ||
		    r->prefix || !r->has_via)
			continue;
		inet_ntop(family, r->via, text, sizeof(text));
		add_argument(w, device, family == AF_INET ? "ipv4-gateway" :
			     "ipv6-gateway", text);
		return;
	}
}

/* It has one address of a family for each interface: the first. */
static void tell_addresses(struct words *w, const struct solo5 *u,
			   const struct network *net)
{
	static const int families[] = { AF_INET, AF_INET6 };

	for (unsigned int i = 0; i < u->n_nets; i++)
		for (int k = 0; k < 2; k++) {
			const char *name = u->manifest.e[u->net[i]].name;

			tell_address(w, net, i, families[k], name);
			tell_gateway(w, net, i, families[k], name);
		}
}

static int make_words(struct launch *l, const struct network *net,
		      struct words *w, struct err *e)
{
	const struct solo5 *u = l->solo5;
	unsigned int n = 0;

	while (u->args[n])
		n++;
	n += OPTIONS_MAX + PER_INTERFACE * u->n_nets;
	if (words_begin(w, &l->spec->arena, n, e) < 0)
		return -e->code;
	words_add(w, "%s", u->tender);
	if (l->memory)
		words_add(w, "--mem=%llu",
			  (unsigned long long)l->memory >> 20);
	if (add_devices(w, u, net, e) < 0)
		return -e->code;
	words_add(w, "--");
	words_add(w, SOLO5_FILE);
	if (u->mirage)
		tell_addresses(w, u, net);
	for (const char **a = u->args; *a; a++)
		words_add(w, "%s", *a);
	return words_check(w, e);
}

static int take(struct network *net, void *tap, struct err *e)
{
	return network_take_taps(net, tap, e);
}

int solo5_words(struct launch *l, int starter, struct words *w, struct err *e)
{
	static struct network net;
	struct solo5 *u = l->solo5;
	int tap[MFT1_ENTRIES_MAX];

	for (unsigned int i = 0; i < u->n_nets; i++)
		tap[i] = u->device[u->net[i]].fd;
	if (network_read_first(&net, u->n_nets, e) < 0 ||
	    launch_take_network(starter, &net, true, take, tap, e) < 0)
		return -e->code;
	return make_words(l, &net, w, e);
}
