// SPDX-License-Identifier: ISC
/*
 * The container's terminal.  Set raw as late as can be: whoever gave it gets it
 * back as it was if anything fails before the guest runs.
 */
#include <errno.h>
#include <termios.h>
#include <unistd.h>

#include "lib/err.h"
#include "tenders/run/tender.h"

/* The kernel's line discipline does what the host's would. */
static int set_raw(struct err *e)
{
	struct termios tio;

	for (int fd = 0; fd < 3; fd++)
		if (!isatty(fd))
			return err_set(e, ENOTTY, "--tty: descriptor %d is "
				       "no terminal", fd);
	if (tcgetattr(STDIN_FILENO, &tio) < 0)
		return err_errno(e, "reading the terminal's settings");
	cfmakeraw(&tio);
	if (tcsetattr(STDIN_FILENO, TCSANOW, &tio) < 0)
		return err_errno(e, "setting the terminal to raw mode");
	return 0;
}

int terminal_set(struct tender *t, struct err *e)
{
	return t->opt.tty ? set_raw(e) : 0;
}
