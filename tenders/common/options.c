// SPDX-License-Identifier: ISC
/*
 * The command line of the Solo5 tenders.  Options that name a device have the
 * form --KIND:NAME=VALUE and may come in any order; what is accepted here is
 * well formed, and whether the unikernel wants it is found out later.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "lib/str.h"
#include "tenders/common/options.h"

static int take_mem(struct options *o, const char *s, uint64_t max_mb,
		    struct err *e)
{
	uint64_t mb;

	if (str_u64(s, 10, 1, max_mb, &mb) < 0)
		return err_set(e, EINVAL, "--mem=%s: not a number from 1 to "
			       "%llu", s, (unsigned long long)max_mb);
	o->mem = mb << 20;
	return 0;
}

static bool good_name(const char *s, size_t n)
{
	if (!n || n > MFT1_NAME_MAX)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isalnum((unsigned char)s[i]))
			return false;
	return true;
}

/* The one of that type and name, perhaps a new one. */
static struct device_option *device(struct options *o, uint32_t type,
				    const char *name, size_t n)
{
	struct device_option *d;

	for (unsigned int i = 0; i < o->nr_devices; i++) {
		d = &o->device[i];
		if (d->type == type && strlen(d->name) == n &&
		    !memcmp(d->name, name, n))
			return d;
	}
	if (o->nr_devices == DEVICES_MAX)
		return NULL;
	d = &o->device[o->nr_devices++];
	memcpy(d->name, name, n);
	d->type = type;
	d->fd = -1;
	return d;
}

static bool given(const struct device_option *d)
{
	return d->where || d->fd >= 0;
}

/* A path or an interface; or @FD, an inherited descriptor. */
static int take_where(struct device_option *d, const char *s, struct err *e)
{
	uint64_t fd;

	if (given(d))
		return err_set(e, EEXIST, "device %s is given twice", d->name);
	if (!s[0])
		return err_set(e, EINVAL, "device %s: nothing to attach",
			       d->name);
	if (s[0] != '@') {
		d->where = s;
		return 0;
	}
	if (str_u64(s + 1, 10, 3, INT32_MAX, &fd) < 0)
		return err_set(e, EINVAL, "device %s: %s: not the number of a "
			       "descriptor above 2", d->name, s);
	d->fd = (int)fd;
	return 0;
}

/* Two hexadecimal digits. */
static int take_byte(const char *s, uint8_t *out)
{
	char pair[3] = { s[0], s[0] ? s[1] : '\0', '\0' };
	uint64_t v;

	if (!pair[1] || str_u64(pair, 16, 0, 255, &v) < 0)
		return -EINVAL;
	*out = (uint8_t)v;
	return 0;
}

static int parse_mac(const char *s, uint8_t mac[6])
{
	if (strlen(s) != 17)
		return -EINVAL;
	for (int i = 0; i < 6; i++, s += 3)
		if (take_byte(s, &mac[i]) < 0 || (i < 5 && s[2] != ':'))
			return -EINVAL;
	return 0;
}

static int take_mac(struct device_option *d, const char *s, struct err *e)
{
	if (d->have_mac)
		return err_set(e, EEXIST, "device %s has two addresses",
			       d->name);
	if (parse_mac(s, d->mac) < 0)
		return err_set(e, EINVAL, "device %s: %s: not a hardware "
			       "address", d->name, s);
	d->have_mac = true;
	return 0;
}

static int take_block_size(struct device_option *d, const char *s,
			   struct err *e)
{
	uint64_t v;

	if (d->block_size)
		return err_set(e, EEXIST, "device %s has two sector sizes",
			       d->name);
	if (str_u64(s, 10, 512, UINT16_MAX, &v) < 0 || (v & (v - 1)))
		return err_set(e, EINVAL, "device %s: sector size %s: not a "
			       "power of two from 512 to 32768", d->name, s);
	d->block_size = (uint16_t)v;
	return 0;
}

/* Of a channel: a socket has no other name. */
static int take_socket(struct device_option *d, const char *s, struct err *e)
{
	if (s[0] != '@')
		return err_set(e, EINVAL, "device %s: %s: not @ and the number "
			       "of a descriptor", d->name, s);
	return take_where(d, s, e);
}

static const struct kind {
	const char *prefix;
	uint32_t type;
	int (*take)(struct device_option *d, const char *value, struct err *e);
} kinds[] = {
	{ "--net:",		MFT_DEV_NET_BASIC,	take_where },
	{ "--net-mac:",		MFT_DEV_NET_BASIC,	take_mac },
	{ "--block:",		MFT_DEV_BLOCK_BASIC,	take_where },
	{ "--block-sector-size:", MFT_DEV_BLOCK_BASIC,	take_block_size },
	{ NULL, 0, NULL },
}, channels[] = {
	{ "--files:",		MFT_DEV_FILES,		take_socket },
	{ "--control:",		MFT_DEV_CONTROL,	take_socket },
	{ NULL, 0, NULL },
};

static const struct kind *find_kind(const struct kind *k, const char *arg)
{
	for (; k->prefix; k++)
		if (!strncmp(arg, k->prefix, strlen(k->prefix)))
			return k;
	return NULL;
}

/* --KIND:NAME=VALUE: 1, or another option: 0 */
static int take_device(struct options *o, const struct option_set *set,
		       const char *arg, struct err *e)
{
	const struct kind *k = find_kind(kinds, arg);
	struct device_option *d;
	const char *name, *end;
	int r;

	if (!k && set->channels)
		k = find_kind(channels, arg);
	if (!k)
		return 0;
	name = arg + strlen(k->prefix);
	end = strchr(name, '=');
	if (!end || !good_name(name, (size_t)(end - name)))
		return err_set(e, EINVAL, "%s: not of the form %sNAME=VALUE "
			       "with 1 to %d letters and digits as NAME", arg,
			       k->prefix, MFT1_NAME_MAX);
	d = device(o, k->type, name, (size_t)(end - name));
	if (!d)
		return err_set(e, E2BIG, "%s: more than %d devices", arg,
			       DEVICES_MAX);
	r = k->take(d, end + 1, e);
	return r < 0 ? r : 1;
}

static int take_own(struct options *o, const struct option_form *own,
		    const char *arg, struct err *e)
{
	size_t n;
	int r;

	for (; own->name; own++) {
		n = strlen(own->name);
		if (strncmp(arg, own->name, n) ||
		    (own->name[n - 1] != '=' && arg[n]))
			continue;
		r = own->take(o, arg + n, e);
		return r < 0 ? r : 1;
	}
	return 0;
}

static int take(struct options *o, const struct option_set *set,
		const char *arg, struct err *e)
{
	int r;

	if (!strncmp(arg, "--mem=", 6))
		return take_mem(o, arg + 6, set->mem_max_mb, e);
	if (!strcmp(arg, "--help") || !strcmp(arg, "--version")) {
		o->action = arg[2] == 'h' ? HELP : VERSION;
		return 0;
	}
	r = take_device(o, set, arg, e);
	if (!r)
		r = take_own(o, set->own, arg, e);
	if (!r)
		return err_set(e, EINVAL, "%s: no such option", arg);
	return r < 0 ? r : 0;
}

/* A setting needs the device that it is about. */
static int check_devices(const struct options *o, struct err *e)
{
	for (unsigned int i = 0; i < o->nr_devices; i++) {
		const struct device_option *d = &o->device[i];

		if (!given(d))
			return err_set(e, EINVAL, "device %s has settings but "
				       "is not given itself", d->name);
	}
	return 0;
}

int options_parse(struct options *o, const struct option_set *set, int argc,
		  char **argv, struct err *e)
{
	int i = 1, r = 0;

	memset(o, 0, sizeof(*o));
	o->mem = (uint64_t)MEM_DEFAULT_MB << 20;
	for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
		if (!strcmp(argv[i], "--")) {
			i++;
			break;
		}
		r = take(o, set, argv[i], e);
		if (r < 0 || o->action != RUN)
			return r;
	}
	if (i >= argc)
		return err_set(e, EINVAL, "no KERNEL given (see --help)");
	o->kernel = argv[i];
	o->args = argv + i + 1;
	return check_devices(o, e);
}

void options_help(const struct option_set *set)
{
	printf("usage: %s [OPTIONS] [--] KERNEL [ARGS]\n"
	       "  --mem=MB               guest memory (%d)\n"
	       "  --net:NAME=TAP|@FD     network device NAME on a tap, or on an "
	       "inherited descriptor\n"
	       "  --net-mac:NAME=XX:XX:XX:XX:XX:XX\n"
	       "                         its hardware address (random)\n"
	       "  --block:NAME=PATH|@FD  block device NAME on a file or disk, or "
	       "on an\n"
	       "                         inherited descriptor\n"
	       "  --block-sector-size:NAME=BYTES\n"
	       "                         size of its blocks (%d)\n"
	       "%s"
	       "  --version, --help      print and exit\n"
	       "Every device that KERNEL's manifest declares must be given.\n",
	       set->program, MEM_DEFAULT_MB, BLOCK_SIZE_DEFAULT, set->usage);
}
