/* SPDX-License-Identifier: ISC */
/*
 * Life of pid 1 beside the program.
 */
#ifndef INIT_REAP_H
#define INIT_REAP_H

#include <sys/types.h>

/*
 * Block what reap_until() takes, so that nothing is lost before it runs: pid 1
 * gets only signals it blocks or handles.
 */
void reap_block(void);

/* Reap and forward until @pid ends; its status as a shell would give it. */
int reap_until(pid_t pid);

/* Kill and reap all others; gives up after a time on what won't die. */
void reap_rest(void);

#endif
