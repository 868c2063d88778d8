// SPDX-License-Identifier: ISC
/*
 * nabla-gofer serves one directory to one guest, over a socket, as FUSE
 * messages. The guest can't open files of the host; this process does, and can
 * reach nothing but that directory.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gofer/channel.h"
#include "gofer/command.h"
#include "gofer/confine.h"
#include "gofer/jobs.h"
#include "gofer/locks.h"
#include "gofer/node.h"
#include "gofer/op_lock.h"
#include "gofer/ops.h"
#include "gofer/options.h"
#include "gofer/pulse.h"
#include "lib/err.h"
#include "lib/version.h"

static int check_socket(int fd, struct err *e)
{
	int type = 0;
	socklen_t len = sizeof(type);

	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) < 0)
		return err_errno(e, "descriptor %d", fd);
	if (type != SOCK_STREAM)
		return err_set(e, EPROTOTYPE, "descriptor %d is no stream socket",
			       fd);
	/* Both ends may have been made so. */
	if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK) < 0)
		return err_errno(e, "descriptor %d", fd);
	return 0;
}

/*
 * No file of the guest's gets number 0, 1 or 2.  There may be no /dev/null: an
 * empty file that can't grow does as well.
 */
static int leave_stdio(struct err *e)
{
	int fd = memfd_create("null", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW) < 0 ||
	    dup2(fd, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
	    (fcntl(STDERR_FILENO, F_GETFD) < 0 && dup2(fd, STDERR_FILENO) < 0))
		return err_errno(e, "standard descriptors");
	if (fd > STDERR_FILENO)
		close(fd);
	return 0;
}

/*
 * Half of the descriptors are for nodes, a quarter is for locks, the rest for
 * open directories and for what is held while a request is served.
 */
static int prepare(struct tree *t, struct options *o, struct err *e)
{
	unsigned int fds;
	int root, r;

	if (check_socket(o->socket, e) < 0)
		return -e->code;
	root = confine_tree(o->directory, o->read_only, e);
	if (root < 0)
		return root;
	if (o->namespace && confine_mounts(root, &o->proc, e) < 0)
		return -e->code;
	if (leave_stdio(e) < 0 ||
	    confine_fds(o->socket, root, o->ready, o->proc, e) < 0)
		return -e->code;
	fds = confine_limits();
	lockers_limit(fds / 4);
	r = tree_init(t, o->socket, root, fds / 2);
	if (r < 0)
		return err_set(e, -r, "%s", o->directory);
	t->timeout = o->timeout;
	if (o->own && tree_own(t, o->own) < 0)
		return err_errno(e, "%s in %s", o->own, o->directory);
	return channel_open(t, e);
}

static int confine(struct tree *t, const struct options *o, struct err *e)
{
	if (confine_root(o->proc, &t->one_way, e) < 0 || confine_caps(e) < 0 ||
	    jobs_start(e) < 0 || pulse_start(t, e) < 0 ||
	    locks_start(e) < 0 || confine_calls(t->socket, e) < 0)
		return -e->code;
	if (o->ready >= 0 && write(o->ready, "", 1) == 1)
		close(o->ready);
	return 0;
}

static int serve(struct options *o, struct err *e)
{
	struct tree t;

	if (prepare(&t, o, e) < 0 || confine(&t, o, e) < 0)
		return -e->code;
	return channel_serve(&t, e);
}

static int run(int argc, char **argv, struct err *e)
{
	struct options o;

	if (options_parse(&o, argc, argv, e) < 0)
		return -e->code;
	if (o.action == ACTION_HELP)
		return fputs(options_usage, stdout) < 0 ? -EIO : 0;
	if (o.action == ACTION_VERSION)
		return printf("nabla-gofer " NABLA_VERSION "\n") < 0 ? -EIO : 0;
	if (o.command) {
		int r = command_start(&o, e);

		if (r < 0)
			return r;
	}
	return serve(&o, e);
}

int main(int argc, char **argv)
{
	struct err e = { 0 };
	int r = run(argc, argv, &e);

	if (e.code)
		fprintf(stderr, "nabla-gofer: %s\n", e.text);
	return r < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
