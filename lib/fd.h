/* SPDX-License-Identifier: ISC */
/*
 * File descriptors: transfers that are not cut short, and flags.  All return 0
 * (or a count) or -errno and set errno as well; none prints.
 */
#ifndef LIB_FD_H
#define LIB_FD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Exactly n bytes; -ENODATA if the file ends before. */
int fd_read_full(int fd, void *buf, size_t n);
int fd_pread_full(int fd, void *buf, size_t n, off_t offset);
int fd_write_full(int fd, const void *buf, size_t n);

/*
 * Everything up to the end of the file, at most max bytes, into memory that the
 * caller frees; -EFBIG if there is more.  A NUL that *len does not count
 * follows the data.
 */
int fd_read_all(int fd, size_t max, char **buf, size_t *len);

bool fd_is_open(int fd);
int fd_set_nonblock(int fd);
int fd_set_cloexec(int fd, bool on);

#endif
