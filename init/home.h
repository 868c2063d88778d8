/* SPDX-License-Identifier: ISC */
#ifndef INIT_HOME_H
#define INIT_HOME_H

#include "program.h"

/*
 * HOME for a program whose environment has none, if the description asks for
 * it: from the container's /etc/passwd, or "/".
 */
void home_add(struct program *p);

#endif
