// SPDX-License-Identifier: ISC
/*
 * The three standard descriptors.  The library kernel offers what the container
 * was given as /dev/nabla-stdin and so on, which keeps them apart; where it
 * does not, they are what the kernel opened for pid 1, or the console.  After
 * stdfds_open() all three are open, so no later descriptor can take their
 * place.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

#include "stdfds.h"

static int open_one(int fd, struct err *e)
{
	static const char *const names[] = {
		"/dev/nabla-stdin", "/dev/nabla-stdout", "/dev/nabla-stderr",
	};
	int flags = (fd ? O_WRONLY : O_RDONLY) | O_NOCTTY;
	int new = open(names[fd], flags);

	if (new < 0 && errno != ENOENT)
		return err_errno(e, "%s", names[fd]);
	if (new < 0 && fcntl(fd, F_GETFD) >= 0)
		return 0;
	if (new < 0)
		new = open("/dev/console", O_RDWR | O_NOCTTY);
	if (new < 0)
		new = open("/dev/null", O_RDWR);
	if (new < 0)
		return err_errno(e, "no console and no /dev/null");
	if (new == fd)
		return 0;
	if (dup2(new, fd) < 0)
		return err_errno(e, "descriptor %d", fd);
	close(new);
	return 0;
}

int stdfds_open(struct guest *g, struct err *e)
{
	for (int fd = 0; fd < 3; fd++) {
		int rc = open_one(fd, e);

		if (rc)
			return rc;
	}
	g->console = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);
	return 0;
}

/*
 * The container's own name for the console, which ttyname() then finds, or what
 * init opened before / changed.
 */
static int find_console(const struct guest *g)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct stat a, b;

	if (fd < 0 || g->console < 0)
		return fd < 0 ? g->console : fd;
	if (!fstat(fd, &a) && !fstat(g->console, &b) &&
	    S_ISCHR(a.st_mode) && a.st_rdev == b.st_rdev)
		return fd;
	close(fd);
	return g->console;
}

int stdfds_console(const struct guest *g, const struct winsize *size,
		   struct err *e)
{
	int console = find_console(g);

	if (console < 0)
		return err_set(e, ENODEV, "console: /dev/console did not open");
	if (ioctl(console, TIOCSCTTY, 0))
		return err_errno(e, "console as controlling terminal");
	if (size->ws_row && ioctl(console, TIOCSWINSZ, size))
		return err_errno(e, "size of the console");
	for (int fd = 0; fd < 3; fd++) {
		if (dup2(console, fd) < 0)
			return err_errno(e, "console as descriptor %d",
					 fd);
	}
	return 0;
}

/*
 * Best effort: what can't change hands stays usable through the descriptor.
 * /dev/null is everybody's.
 */
void stdfds_give(uid_t uid)
{
	struct stat st;

	for (int fd = 0; fd < 3; fd++) {
		if (fstat(fd, &st) || st.st_uid == uid)
			continue;
		if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3))
			continue;
		if (fchown(fd, uid, -1))
			continue;
	}
}
