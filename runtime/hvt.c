// SPDX-License-Identifier: ISC
/* The library kernel on solo5-hvt. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <solo5/hvt_abi.h>

#include "bake/image.h"
#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "runtime/describe.h"
#include "runtime/hvt.h"
#include "runtime/network_tap.h"
#include "runtime/resolver.h"
#include "runtime/solo5.h"

#define ANNOTATION	"nabla.platform"
#define CONTROL		"control"	/* the relay's channel, in the manifest */
/* Memory, two channels, a network, the image and a word for it. */
#define WORDS_MAX	16

/* In another's guest the kernel runs as that one's does. */
static int check_pod(const struct container *pod, struct err *e)
{
	if (pod->platform)
		return 0;
	return err_set(e, EINVAL, "annotations: " ANNOTATION "=" HVT_PLATFORM
		       ": the guest of container %s, which it would be in, "
		       "runs in a process", pod->id);
}

static int check(const struct launch *l, struct err *e)
{
	if (l->solo5)
		return err_set(e, EINVAL, "annotations: " ANNOTATION ": the "
			       "program is a unikernel, which brings its own "
			       "kernel");
	if (l->spec->process.terminal)
		return err_set(e, ENOTSUP, "process.terminal: not supported "
			       "with " ANNOTATION "=" HVT_PLATFORM);
	if (access("/dev/kvm", R_OK | W_OK))
		return err_errno(e, "annotations: " ANNOTATION "="
				 HVT_PLATFORM ": /dev/kvm");
	return 0;
}

int hvt_find(struct launch *l, struct err *e)
{
	const char *name = solo5_annotation(l->spec, ANNOTATION);

	if (!name || !strcmp(name, "process"))
		return 0;
	if (strcmp(name, HVT_PLATFORM))
		return err_set(e, EINVAL, "annotations: " ANNOTATION ": "
			       "\"%.40s\" is neither process nor "
			       HVT_PLATFORM, name);
	if (l->pod)
		return check_pod(l->pod, e);
	if (check(l, e) < 0)
		return -e->code;
	l->hvt = true;
	return programs_find_hvt(&l->programs, &l->spec->arena, e);
}

/* Manifests know letters and digits. */
static int check_interface(const struct interface *f, struct err *e)
{
	for (const char *c = f->name; *c; c++)
		if (!isalnum((unsigned char)*c))
			return err_set(e, ENOTSUP, "network: interface %s: not "
				       "a name of letters and digits, as "
				       ANNOTATION "=" HVT_PLATFORM " wants it",
				       f->name);
	return 0;
}

static int take(struct network *net, void *tap, struct err *e)
{
	return network_take_taps(net, tap, e);
}

static int take_network(struct launch *l, int starter, struct network *net,
			struct err *e)
{
	if (network_read(net, e) < 0)
		return -e->code;
	if (net->n > 1)
		return err_set(e, ENOTSUP, "network: %u interfaces, but with "
			       ANNOTATION "=" HVT_PLATFORM " there is one at "
			       "most", net->n);
	if (net->n && check_interface(&net->interface[0], e) < 0)
		return -e->code;
	if (net->n && l->tap < 0)
		return err_set(e, ENODEV, "network: /dev/net/tun can't be "
			       "opened");
	if (launch_take_network(starter, net, true, take, &l->tap, e) < 0)
		return -e->code;
	network_describe(&l->records, net, false);
	if (l->resolver >= 0)
		records_add(&l->records, "resolver", RESOLVER_ADDRESS, NULL);
	return records_check(&l->records, e);
}

/* The kernel in the empty root, and the description. */
static int bake(const struct launch *l, const struct network *net,
		struct err *e)
{
	struct parts p = {
		.target = TARGET_HVT, .kernel = "/vmlinux", .root = -1,
		.records = l->records.bytes, .records_size = l->records.size,
		.files = FILES_TAG, .control = CONTROL,
	};
	cleanup_fd int fd = memfd_create("nabla-image", MFD_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "making an image");
	for (unsigned int i = 0; i < net->n; i++)
		str_copy(p.baked.net[i], sizeof(p.baked.net[i]),
			 net->interface[i].name);
	if (image_write_to(fd, &p, e) < 0)
		return -e->code;
	return steal_fd(&fd);
}

/* Without a limit all that the host has and hvt can have. */
static unsigned long long memory_mb(const struct launch *l)
{
	uint64_t size = l->memory;
	struct sysinfo host;

	sysinfo(&host);
	if (!size)
		size = (uint64_t)host.totalram * host.mem_unit;
	return (size < HVT_MEM_MAX ? size : HVT_MEM_MAX) >> 20;
}

static int make_words(struct launch *l, const struct network *net, int image,
		      struct words *w, struct err *e)
{
	if (words_begin(w, &l->spec->arena, WORDS_MAX, e) < 0)
		return -e->code;
	words_add(w, HVT_TENDER);
	words_add(w, "--mem=%llu", memory_mb(l));
	words_add_fd(w, "files:" FILES_TAG "=", l->files_fd);
	words_add_fd(w, "control:" CONTROL "=", l->relay_fd);
	if (net->n && solo5_add_net(w, net->interface[0].name,
				    &net->interface[0], e) < 0)
		return -e->code;
	fd_set_cloexec(image, false);
	words_add(w, "@%d", image);
	/* accounts of memory cost; only pods need them */
	if (!l->c->groups)
		words_add(w, "cgroup_disable=memory");
	return words_check(w, e);
}

int hvt_words(struct launch *l, int starter, struct words *w, struct err *e)
{
	static struct network net;
	int image;

	if (take_network(l, starter, &net, e) < 0)
		return -e->code;
	image = bake(l, &net, e);
	return image < 0 ? image : make_words(l, &net, image, w, e);
}
