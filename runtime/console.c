// SPDX-License-Identifier: ISC
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"
#include "runtime/console.h"

int console_open(const struct spec_process *p, int *master, int *slave,
		 struct err *e)
{
	cleanup_fd int m = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct winsize size = {
		.ws_row = (unsigned short)p->console.height.value,
		.ws_col = (unsigned short)p->console.width.value,
	};

	if (m < 0 || grantpt(m) < 0 || unlockpt(m) < 0)
		return err_errno(e, "making a terminal");
	*slave = ioctl(m, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (*slave < 0)
		return err_errno(e, "opening a terminal");
	if (size.ws_row && size.ws_col && ioctl(m, TIOCSWINSZ, &size) < 0) {
		err_errno(e, "setting a terminal's size");
		close(steal_fd(slave));
		return -e->code;
	}
	*master = steal_fd(&m);
	return 0;
}

static int send_descriptor(int fd, int descriptor)
{
	char name[] = "/dev/ptmx";
	struct iovec part = { name, sizeof(name) };
	union {
		struct cmsghdr head;
		char room[CMSG_SPACE(sizeof(int))];
	} extra;
	struct msghdr m = {
		.msg_iov = &part, .msg_iovlen = 1,
		.msg_control = &extra, .msg_controllen = sizeof(extra.room),
	};

	memset(&extra, 0, sizeof(extra));
	extra.head.cmsg_level = SOL_SOCKET;
	extra.head.cmsg_type = SCM_RIGHTS;
	extra.head.cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(&extra.head), &descriptor, sizeof(int));
	return sendmsg(fd, &m, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

int console_send(const char *path, int master, struct err *e)
{
	cleanup_fd int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un a = { .sun_family = AF_UNIX };

	if (str_copy(a.sun_path, sizeof(a.sun_path), path) < 0)
		return err_set(e, ENAMETOOLONG, "--console-socket %s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof(a)) < 0)
		return err_errno(e, "connecting to --console-socket %s", path);
	if (send_descriptor(fd, master) < 0)
		return err_errno(e, "sending to --console-socket %s", path);
	return 0;
}

static void copy_size(int master)
{
	struct winsize size;

	if (!ioctl(STDIN_FILENO, TIOCGWINSZ, &size))
		ioctl(master, TIOCSWINSZ, &size);
}

/* False at the end of what is read; EIO is that of a terminal. */
static bool copy(int from, int to)
{
	char buf[4096];
	ssize_t n = read(from, buf, sizeof(buf));

	return n > 0 && !fd_write_full(to, buf, (size_t)n);
}

static int watch_size(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void carry(int master, int process, int size_changes)
{
	struct signalfd_siginfo info;
	struct pollfd p[] = {
		{ .fd = master, .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = size_changes, .events = POLLIN },
		{ .fd = process, .events = POLLIN },
	};

	for (;;) {
		if (poll(p, 4, -1) < 0 && errno != EINTR)
			return;
		if (p[2].revents & POLLIN) {
			if (read(size_changes, &info, sizeof(info)) > 0)
				copy_size(master);
		}
		if ((p[1].revents & (POLLIN | POLLHUP)) &&
		    !copy(STDIN_FILENO, master))
			p[1].fd = -1;
		if (p[0].revents && !copy(master, STDOUT_FILENO))
			return;
		/* what it wrote last is read first */
		if (p[3].revents && !(p[0].revents & POLLIN))
			return;
	}
}

int console_attach(int master, int process, struct err *e)
{
	cleanup_fd int size_changes = watch_size();
	bool tty = isatty(STDIN_FILENO);
	struct termios was, raw;

	if (size_changes < 0)
		return err_errno(e, "watching the terminal");
	if (tty) {
		if (tcgetattr(STDIN_FILENO, &was) < 0)
			return err_errno(e, "the terminal");
		raw = was;
		cfmakeraw(&raw);
		tcsetattr(STDIN_FILENO, TCSANOW, &raw);
		copy_size(master);
	}
	carry(master, process, size_changes);
	if (tty)
		tcsetattr(STDIN_FILENO, TCSANOW, &was);
	return 0;
}
