/* SPDX-License-Identifier: ISC */
/*
 * Fetches the bytes of the description.
 */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include <stddef.h>

#include "lib/err.h"

/*
 * The caller frees *bytes, when no string of the description is in use any
 * more.
 */
int load(const char *path, char **bytes, size_t *size, struct err *e);

#endif
