/* SPDX-License-Identifier: ISC */
/* What a new file system hides, copied into it: the option tmpcopyup. */
#ifndef INIT_COPYUP_H
#define INIT_COPYUP_H

#include "lib/err.h"

/*
 * All that is in a directory, with owners, modes, times and extended attributes
 * as far as the other one takes them; links between files are lost.  Mounts
 * below it are not entered.
 */
int copyup(int from, int to, struct err *e);

#endif
