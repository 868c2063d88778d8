/* SPDX-License-Identifier: ISC */
/*
 * Ownership that can be seen: a variable declared with one of these attributes
 * releases what it holds when it goes out of scope; steal_*() hands it on.
 */
#ifndef LIB_CLEANUP_H
#define LIB_CLEANUP_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define cleanup_fd	__attribute__((cleanup(cleanup_close)))
#define cleanup_free	__attribute__((cleanup(cleanup_free_ptr)))
#define cleanup_file	__attribute__((cleanup(cleanup_fclose)))

/* Keeps errno, so that it may run between a failure and its report. */
static inline void cleanup_close(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

static inline void cleanup_free_ptr(void *p)
{
	free(*(void **)p);
}

static inline void cleanup_fclose(FILE **f)
{
	int saved = errno;

	if (*f)
		fclose(*f);
	errno = saved;
}

static inline int steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define steal_ptr(p) __extension__ ({		\
	__typeof__(*(p)) taken_ = *(p);		\
	*(p) = NULL;				\
	taken_;					\
})

#endif
