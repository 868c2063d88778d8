// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <nabla/config.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/records.h"

static void put(struct records *r, const char *word)
{
	size_t n = strlen(word) + 1;

	if (r->size + n > r->room) {
		size_t room = (r->size + n) * 2 + 4096;
		char *more = realloc(r->bytes, room);

		if (!more) {
			r->failed = true;
			return;
		}
		r->bytes = more;
		r->room = room;
	}
	memcpy(r->bytes + r->size, word, n);
	r->size += n;
}

void records_add(struct records *r, const char *first, ...)
{
	va_list ap;

	va_start(ap, first);
	for (const char *w = first; w; w = va_arg(ap, const char *))
		put(r, w);
	va_end(ap);
}

void records_addf(struct records *r, const char *name, const char *fmt, ...)
{
	char *word = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&word, fmt, ap) < 0)
		word = NULL;
	va_end(ap);
	if (word)
		records_add(r, name, word, NULL);
	else
		r->failed = true;
	free(word);
}

int records_check(const struct records *r, struct err *e)
{
	if (r->failed)
		return err_set(e, ENOMEM, "no memory for the description");
	if (r->size > NABLA_CONFIG_MAX)
		return err_set(e, E2BIG, "the container's description has "
			       "%zu bytes, more than %d", r->size,
			       NABLA_CONFIG_MAX);
	return 0;
}

int records_memfd(const struct records *r, struct err *e)
{
	cleanup_fd int fd = -1;

	if (records_check(r, e) < 0)
		return -e->code;
	fd = memfd_create("nabla-config", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0 || fd_write_full(fd, r->bytes, r->size) < 0 ||
	    lseek(fd, 0, SEEK_SET) < 0 ||
	    fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK |
		  F_SEAL_SEAL) < 0)
		return err_errno(e, "keeping the description");
	return steal_fd(&fd);
}

void records_free(struct records *r)
{
	free(r->bytes);
	*r = (struct records){ 0 };
}
