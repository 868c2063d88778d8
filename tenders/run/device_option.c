// SPDX-License-Identifier: ISC
/*
 * --KIND:NAME=VALUE[,KEY=VALUE]... names a device.  What is accepted here is
 * well formed: a name that fits, distinct in its kind, and a descriptor or a
 * path.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/err.h"
#include "lib/str.h"
#include "tenders/run/options.h"

struct kind {
	const char *prefix;		/* up to the name or the value */
	uint32_t type;
	const char *name;		/* a fixed one; NULL: in the argument */
	bool path;			/* WHERE may be other than @FD */
	const struct setting *settings;	/* may follow WHERE; NULL: none */
};

/* ,KEY=VALUE */
struct setting {
	const char *key;		/* with its comma, up to the value */
	int (*parse)(struct device_option *d, const char *value);
};

static const struct setting net_settings[], block_settings[];

static const struct kind kinds[] = {
	{ "--net:",	NABLA_DEV_NET,		NULL,		true,  net_settings },
	{ "--block:",	NABLA_DEV_BLOCK,	NULL,		true,  block_settings },
	{ "--files:",	NABLA_DEV_FILES,	NULL,		false, NULL },
	{ "--control=",	NABLA_DEV_CONTROL,	"control",	false, NULL },
	{ NULL, 0, NULL, false, NULL },
};

static const struct kind *kind_of(const char *arg)
{
	const struct kind *k;

	for (k = kinds; k->prefix; k++)
		if (!strncmp(arg, k->prefix, strlen(k->prefix)))
			return k;
	return NULL;
}

/* Copies [from, to) if it fits with its NUL and is not empty. */
static int copy_span(char *dst, size_t size, const char *from, const char *to)
{
	size_t n = (size_t)(to - from);

	if (!n || n >= size)
		return -ENAMETOOLONG;
	memcpy(dst, from, n);
	dst[n] = '\0';
	return 0;
}

static bool good_name(const char *s)
{
	for (; *s; s++)
		if (!isalnum((unsigned char)*s) && !strchr("_.-", *s))
			return false;
	return true;
}

static bool name_taken(const struct options *o, const struct device_option *d)
{
	for (unsigned int i = 0; i < o->nr_devices; i++)
		if (o->device[i].type == d->type &&
		    !strcmp(o->device[i].name, d->name))
			return true;
	return false;
}

static int parse_name(struct device_option *d, const struct kind *k,
		      const char **at)
{
	const char *end;

	if (k->name)
		return str_copy(d->name, sizeof(d->name), k->name);
	end = strchr(*at, '=');
	if (!end || copy_span(d->name, sizeof(d->name), *at, end) < 0 ||
	    !good_name(d->name))
		return -EINVAL;
	*at = end + 1;
	return 0;
}

static int parse_mac(struct device_option *d, const char *s)
{
	uint8_t mac[6];
	char pair[3];
	uint64_t v;

	if (strlen(s) != 17)
		return -EINVAL;
	for (int i = 0; i < 6; i++, s += 3) {
		if (i < 5 && s[2] != ':')
			return -EINVAL;
		memcpy(pair, s, 2);
		pair[2] = '\0';
		if (str_u64(pair, 16, 0, 255, &v) < 0 || !pair[1])
			return -EINVAL;
		mac[i] = (uint8_t)v;
	}
	/* a multicast address, or none at all, is no interface's */
	if ((mac[0] & 1) || !memcmp(mac, "\0\0\0\0\0", 6))
		return -EINVAL;
	memcpy(d->mac, mac, sizeof(d->mac));
	return 0;
}

/* 68 bytes: the least that IPv4 allows (RFC 791). */
static int parse_mtu(struct device_option *d, const char *s)
{
	uint64_t v;

	if (str_u64(s, 10, 68, UINT16_MAX, &v) < 0)
		return -EINVAL;
	d->mtu = (uint16_t)v;
	return 0;
}

static int parse_ro(struct device_option *d, const char *s)
{
	d->read_only = true;
	return *s ? -EINVAL : 0;
}

static int parse_sector(struct device_option *d, const char *s)
{
	uint64_t v;

	if (str_u64(s, 10, 512, 4096, &v) < 0 || (v != 512 && v != 4096))
		return -EINVAL;
	d->block_size = (uint32_t)v;
	return 0;
}

static const struct setting net_settings[] = {
	{ ",mac=",	parse_mac },
	{ ",mtu=",	parse_mtu },
	{ NULL, NULL },
};

static const struct setting block_settings[] = {
	{ ",ro",	parse_ro },
	{ ",sector=",	parse_sector },
	{ NULL, NULL },
};

static int parse_setting(struct device_option *d, const struct setting *s,
			 const char *text)
{
	for (; s->key; s++)
		if (!strncmp(text, s->key, strlen(s->key)))
			return s->parse(d, text + strlen(s->key));
	return -EINVAL;
}

/* Takes settings off the end of where, until there is none. */
static int parse_settings(struct device_option *d, const struct setting *known)
{
	char *comma;
	int r;

	while ((comma = strrchr(d->where, ','))) {
		r = parse_setting(d, known, comma);
		if (r < 0)
			return r;
		*comma = '\0';
	}
	return 0;
}

static int parse_where(struct device_option *d, const struct kind *k,
		       const char *s)
{
	if (copy_span(d->where, sizeof(d->where), s, s + strlen(s)) < 0)
		return -EINVAL;
	if (k->settings && parse_settings(d, k->settings) < 0)
		return -EINVAL;
	if (!d->where[0])
		return -EINVAL;
	if (d->where[0] != '@')
		return k->path ? 0 : -EINVAL;
	if (fd_option_parse(d->where, &d->fd) < 0)
		return -EINVAL;
	d->where[0] = '\0';
	return 0;
}

int device_option_parse(struct options *o, const char *arg, struct err *e)
{
	const struct kind *k = kind_of(arg);
	struct device_option d = { .fd = -1 };
	const char *at;

	if (!k)
		return 0;
	at = arg + strlen(k->prefix);
	d.type = k->type;
	if (parse_name(&d, k, &at) < 0)
		return err_set(e, EINVAL, "%s: not a good device name", arg);
	if (parse_where(&d, k, at) < 0)
		return err_set(e, EINVAL, "%s: not a good value", arg);
	if (name_taken(o, &d))
		return err_set(e, EEXIST, "%s: given twice", arg);
	if (o->nr_devices == NABLA_DEVICES_MAX)
		return err_set(e, E2BIG, "%s: more than %d devices", arg,
			       NABLA_DEVICES_MAX);
	o->device[o->nr_devices++] = d;
	return 1;
}
