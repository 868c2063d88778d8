/* SPDX-License-Identifier: ISC */
#ifndef INIT_PROCESSES_H
#define INIT_PROCESSES_H

#include <stdbool.h>

/* Not a thread of the kernel; by the file system of proc open on @proc. */
bool process_is_program(int proc, const char *pid);

#endif
