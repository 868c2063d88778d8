// SPDX-License-Identifier: ISC
/*
 * What lies in guest memory when the guest starts: the kernel, and at the top
 * the initial file system and below it the container's description, each on
 * pages of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/config.h>
#include <nabla/layout.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/run/baked.h"
#include "tenders/run/image.h"
#include "tenders/run/isa.h"
#include "tenders/run/tender.h"

int kernel_open(struct tender *t, struct err *e)
{
	return image_open(&t->file, t->opt.kernel, e);
}

int memory_create(struct tender *t, struct err *e)
{
	uint64_t size = t->opt.mem;

	if (!size)
		size = (uint64_t)t->file.baked.mem << 20;
	return ram_create(&t->ram, size, e);
}

int kernel_load(struct tender *t, struct err *e)
{
	if (image_place(&t->file, &t->ram, e) < 0)
		return err_context(e, "%s", t->opt.kernel);
	t->image = t->file.kernel;
	/* of a baked one it becomes a device's */
	if (!t->file.have_baked)
		close(t->file.file.fd);
	return isa_check_image(&t->isa, &t->ram, &t->image, e);
}

/* Room for len bytes at the top of RAM, what being its name. */
static int take_top(struct tender *t, uint64_t len, gpa *at, const char *what,
		    struct err *e)
{
	gpa kernel_end = { t->image.end - NABLA_RAM };

	if (ram_take_top(&t->ram, len, kernel_end, at) < 0)
		return err_set(e, ENOSPC, "%s does not fit in guest memory",
			       what);
	return 0;
}

static int load_initrd(struct tender *t, struct err *e)
{
	const char *path = t->opt.initrd;
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) < 0)
		return err_errno(e, "opening %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, EINVAL, "%s is not a regular file", path);
	t->initrd_size = (uint64_t)st.st_size;
	if (take_top(t, t->initrd_size, &t->initrd, path, e) < 0)
		return -e->code;
	if (ram_load(&t->ram, t->initrd, fd, 0, t->initrd_size) < 0)
		return err_errno(e, "reading %s", path);
	return 0;
}

static int open_config(const struct options *o, struct err *e)
{
	int fd = o->config_fd;

	if (fd < 0)
		fd = open(o->config, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_errno(e, "opening %s", o->config);
	return fd;
}

static int read_config(const struct options *o, char **buf, size_t *len,
		       struct err *e)
{
	cleanup_fd int fd = open_config(o, e);

	if (fd < 0)
		return fd;
	if (fd_read_all(fd, NABLA_CONFIG_MAX, buf, len) < 0)
		return err_errno(e, "reading %s", o->config);
	/* else the first argument would become part of the last record */
	if (*len && (*buf)[*len - 1])
		return err_set(e, EINVAL, "%s ends within a record", o->config);
	return 0;
}

static size_t size_of_args(char *const *args)
{
	size_t n = 0;

	for (; *args; args++)
		n += sizeof("arg") + strlen(*args) + 1;
	return n;
}

static void put_args(char *to, char *const *args)
{
	for (; *args; args++) {
		size_t n = strlen(*args) + 1;

		memcpy(to, "arg", sizeof("arg"));
		memcpy(to + sizeof("arg"), *args, n);
		to += sizeof("arg") + n;
	}
}

/* What was baked, what the user has written, the arguments. */
static int load_config(struct tender *t, struct err *e)
{
	const struct nabla_baked *baked = &t->file.baked;
	cleanup_free char *buf = NULL;
	size_t len = 0;
	char *to;

	if (t->opt.config && read_config(&t->opt, &buf, &len, e) < 0)
		return -e->code;
	t->config_size = baked->config_size + len + size_of_args(t->opt.args);
	if (!t->config_size)
		return 0;
	if (t->config_size > NABLA_CONFIG_MAX)
		return err_set(e, E2BIG, "configuration and arguments: more "
			       "than %d bytes", NABLA_CONFIG_MAX);
	if (take_top(t, t->config_size, &t->config, "the configuration", e) < 0)
		return -e->code;
	to = ram_at(&t->ram, t->config, t->config_size);
	if (baked->config_size && baked_config(&t->file, to, e) < 0)
		return -e->code;
	to += baked->config_size;
	if (len)
		memcpy(to, buf, len);
	put_args(to + len, t->opt.args);
	return 0;
}

int payload_load(struct tender *t, struct err *e)
{
	int r = 0;

	if (t->opt.initrd)
		r = load_initrd(t, e);
	return r < 0 ? r : load_config(t, e);
}
