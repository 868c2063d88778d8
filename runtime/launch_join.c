// SPDX-License-Identifier: ISC
/*
 * A container that is another one in a running guest (pod.h).  Its process is
 * connected to that guest's relay from its birth, and waits for start as any
 * other.  Then it has the guest build the container, and becomes what stands
 * for its program on the host: an exec-relay.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <nabla/control.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/relay.h"
#include "runtime/guest.h"
#include "runtime/launch.h"
#include "runtime/pod.h"

#define JOIN_MS	60000

int launch_join(struct launch *l, int tree, struct err *e)
{
	return pod_attach(l->pod, tree, l->c->place.folder, e);
}

/* The program's terminal is the guest's own; its size is that of the host's. */
static void add_size(struct launch *l)
{
	char rows[8], columns[8];
	struct winsize w;

	if (l->terminal < 0 || ioctl(l->terminal, TIOCGWINSZ, &w) < 0 ||
	    !w.ws_row || !w.ws_col)
		return;
	snprintf(rows, sizeof(rows), "%u", w.ws_row);
	snprintf(columns, sizeof(columns), "%u", w.ws_col);
	records_add(&l->records, "winsize", rows, columns, NULL);
}

static int join(struct launch *l, struct err *e)
{
	const char *program = l->spec->process.args[0];
	struct control_frame f;
	int status = 0;
	size_t size;

	add_size(l);
	if (records_check(&l->records, e) < 0 ||
	    relay_describe(l->relay_fd, NABLA_CONTROL_JOIN,
			   l->c->place.number << NABLA_CONTROL_SHIFT,
			   l->records.bytes, l->records.size, e) < 0)
		return -e->code;
	if (relay_answer(l->relay_fd, &f, &size, JOIN_MS, &status, e) < 0)
		return guest_explain(status, program, e);
	return 0;
}

int launch_joined(struct launch *l, int starter, struct err *e)
{
	static char *none[] = { NULL };
	char socket[32];
	char *argv[] = {
		"nabla-relay", "--exec", socket,
		l->terminal >= 0 ? "--terminal" : NULL, NULL,
	};

	signal(SIGPIPE, SIG_IGN);
	launch_answer(starter, NULL, NULL);
	if (!join(l, e) && !launch_drop_capabilities(e)) {
		snprintf(socket, sizeof(socket), "--socket=@%d", l->relay_fd);
		fd_set_cloexec(l->relay_fd, false);
		signal(SIGPIPE, SIG_DFL);
		execve("/nabla-relay", argv, none);
		err_errno(e, "executing the relay");
		signal(SIGPIPE, SIG_IGN);
	}
	launch_answer(starter, e, NULL);
	return -e->code;
}
