// SPDX-License-Identifier: ISC
/*
 * Fetches the bytes of the description, which is never larger than
 * NABLA_CONFIG_MAX.
 */
#include <fcntl.h>
#include <nabla/config.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "load.h"

int load(const char *path, char **bytes, size_t *size, struct err *e)
{
	cleanup_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_errno(e, "opening the description %s", path);
	if (fd_read_all(fd, NABLA_CONFIG_MAX, bytes, size))
		return err_errno(e, "reading the description %s", path);
	return 0;
}
