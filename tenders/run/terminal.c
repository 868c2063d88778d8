// SPDX-License-Identifier: ISC
/*
 * The container's terminal.  Set raw as late as can be: whoever gave it gets it
 * back as it was if anything fails before the guest runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/err.h"
#include "lib/fd.h"
#include "tenders/run/tender.h"

/*
 * The guest must never be held up by a terminal that nobody reads, nor may
 * those who share it find it changed: so it is opened once more, not to block.
 * Where that can't be done, as without /proc, the shared one is set so.
 */
static int set_nonblock(struct err *e)
{
	cleanup_fd int fd = open("/proc/self/fd/0",
				 O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	for (int n = 0; n < 3; n++) {
		if (fd >= 0 && dup2(fd, n) < 0)
			return err_errno(e, "descriptor %d", n);
		if (fd < 0 && fd_set_nonblock(n) < 0)
			return err_errno(e, "descriptor %d", n);
	}
	return 0;
}

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
	return set_nonblock(e);
}

int terminal_set(struct tender *t, struct err *e)
{
	return t->opt.tty ? set_raw(e) : 0;
}
