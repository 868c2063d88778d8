/* SPDX-License-Identifier: ISC */
/*
 * What a relay gives up before it hears the first byte of a guest.
 */
#ifndef RELAY_CONFINE_H
#define RELAY_CONFINE_H

#include <linux/filter.h>

#include "lib/err.h"

/* All descriptors from 3 on but these (-1: none); sorted by the function. */
int confine_descriptors(int *keep, unsigned int n, struct err *e);

/*
 * Privileges, the file system (/ becomes an empty one, if the caller may do
 * that: only then is there anything to reach), core dumps, and by @filter all
 * calls but a few.
 */
int confine(const struct sock_filter *filter, unsigned short len,
	    struct err *e);

#endif
