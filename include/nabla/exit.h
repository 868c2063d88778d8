/* SPDX-License-Identifier: ISC */
/*
 * Exit statuses of nabla-run that are not the guest program's own.  The program's
 * are passed on as a shell would: 0-255, or 128 + signal.
 */
#ifndef NABLA_EXIT_H
#define NABLA_EXIT_H

#define NABLA_EXIT_TENDER	125	/* refused before the guest ran */
#define NABLA_EXIT_NOEXEC	126	/* guest init: program not executable */
#define NABLA_EXIT_NOTFOUND	127	/* guest init: no such program */
#define NABLA_EXIT_PANIC	255	/* the library kernel panicked */

#endif
