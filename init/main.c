// SPDX-License-Identifier: ISC
/*
 * nabla-init, pid 1 of the library kernel: carries out the description of one
 * container, <nabla/config.h>, and is its reaper until it ends.
 */
#include <nabla/config.h>
#include <nabla/exit.h>
#include <stdio.h>
#include <unistd.h>

#include "container.h"

/*
 * Words of the description may hold anything; a terminal shall not obey them.
 */
static void report(struct err *e)
{
	for (char *p = e->text; *p; p++) {
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = '?';
	}
	dprintf(2, "nabla-init: %s\n", e->text);
}

int main(void)
{
	struct err e = { 0 };
	int status;

	if (getpid() != 1) {
		dprintf(2, "nabla-init: only for pid 1\n");
		return NABLA_EXIT_TENDER;
	}
	status = container_run(NABLA_CONFIG_PATH, &e);
	if (e.code)
		report(&e);
	container_end(status);
	return status;
}
