/* SPDX-License-Identifier: ISC */
/*
 * Life of pid 1 beside the program.
 */
#ifndef INIT_REAP_H
#define INIT_REAP_H

#include <signal.h>

/* All that pid 1 takes: not what means an error of init itself. */
void reap_signals(sigset_t *set);

/*
 * Block them, so that nothing is lost before there is somebody to take it: pid
 * 1 gets only signals it blocks or handles.
 */
void reap_block(void);

/* What waitpid() says, as a shell would give it. */
int reap_status(int wstatus);

/* Kill and reap all others; gives up after a time on what won't die. */
void reap_rest(void);

#endif
