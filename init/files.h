/* SPDX-License-Identifier: ISC */
/*
 * The small files, folders and links of a description.
 */
#ifndef INIT_FILES_H
#define INIT_FILES_H

#include <sys/types.h>

#include "lib/err.h"

/*
 * A folder with its missing parents (0755); one that is there stays as it is.
 */
int files_mkdir(const char *path, mode_t mode, struct err *e);

/* A link that is there already and says the same is no error. */
int files_symlink(const char *text, const char *path, struct err *e);

/* @path made (0644) or emptied, then filled with @text. */
int files_write(const char *path, const char *text, struct err *e);

/* mknod(2); one that is there already and is the same is no error. */
/*
 * The devices and links that every container has in /dev; what is there under
 * these names stays.
 */
int files_dev(struct err *e);

int files_device(const char *path, mode_t mode, dev_t device, uid_t uid,
		 gid_t gid, struct err *e);

/* @key as of sysctl(8), under the file system of proc that @proc is open on. */
int files_sysctl(int proc, const char *key, const char *value, struct err *e);

#endif
