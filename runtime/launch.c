// SPDX-License-Identifier: ISC
/* The child of create, from its birth to its last exec. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "runtime/dirs.h"
#include "runtime/hooks.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/signals.h"

static int send_message(int fd, const struct launch_message *m)
{
	ssize_t n;

	do
		n = send(fd, m, sizeof(*m), MSG_NOSIGNAL);
	while (n < 0 && errno == EINTR);
	return n == sizeof(*m) ? 0 : -EPIPE;
}

int launch_tell(int fd, enum launch_kind kind, const struct launch *l)
{
	struct launch_message m = { .kind = kind };

	if (kind == LAUNCH_HELPERS) {
		m.gofer = l->gofer.pid;
		m.relay = l->relay.pid;
	}
	return send_message(fd, &m);
}

int launch_tell_error(int fd, const struct err *e)
{
	struct launch_message m = { .kind = LAUNCH_FAILED, .e = *e };

	return send_message(fd, &m);
}

int launch_hear(int fd, struct launch_message *m, struct err *e)
{
	ssize_t n;

	do
		n = recv(fd, m, sizeof(*m), 0);
	while (n < 0 && errno == EINTR);
	if (n != sizeof(*m))
		return err_set(e, EPIPE, "the process that was being made has "
			       "died");
	if (m->kind != LAUNCH_FAILED)
		return 0;
	*e = m->e;
	return -e->code;
}

static int ask(struct launch *l, enum launch_kind kind, struct err *e)
{
	struct launch_message m;

	if (launch_tell(l->sync, kind, l) < 0)
		return err_set(e, EPIPE, "create has died");
	return launch_hear(l->sync, &m, e);
}

/*
 * Until create has done its work this dies with it, so that nothing can be left
 * that no state tells of.
 */
static int begin(struct launch *l, struct err *e)
{
	struct launch_message m;

	signals_reset();
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || setsid() < 0)
		return err_errno(e, "beginning a session");
	if (l->terminal >= 0 &&
	    (ioctl(l->terminal, TIOCSCTTY, 0) < 0 ||
	     dup2(l->terminal, 0) < 0 || dup2(l->terminal, 1) < 0 ||
	     dup2(l->terminal, 2) < 0))
		return err_errno(e, "taking the terminal");
	/* create may have died before it mattered to us */
	return launch_hear(l->sync, &m, e);
}

static void set_oom_score(const struct spec_process *p)
{
	struct err e = { 0 };
	char text[16];

	if (!p->oom_score_adj.set)
		return;
	snprintf(text, sizeof(text), "%d", (int)p->oom_score_adj.value);
	if (dirs_write(AT_FDCWD, "/proc/self/oom_score_adj", text, &e) < 0)
		log_warn(e.text);
}

static int create_container_hooks(struct launch *l, struct err *e)
{
	cleanup_json struct json_object *state =
		container_state_json(l->c, STATUS_CREATING);

	return hooks_run(l->spec, HOOK_CREATE_CONTAINER, state, l->c->bundle,
			 e);
}

/* A unikernel needs none, and a pod has them already. */
static bool has_helpers(const struct launch *l)
{
	return !l->solo5 && !l->pod;
}

int launch_child(struct launch *l, struct err *e)
{
	cleanup_fd int tree = -1, starter = -1;

	l->c->init.pid = getpid();
	if (begin(l, e) < 0)
		return -e->code;
	set_oom_score(&l->spec->process);
	if (launch_namespaces(l, e) < 0 || ask(l, LAUNCH_READY, e) < 0)
		return -e->code;
	if (launch_files(l, &tree, e) < 0 || create_container_hooks(l, e) < 0)
		return -e->code;
	if (l->pod && launch_join(l, tree, e) < 0)
		return -e->code;
	/* the helpers start while the rest is done */
	if (has_helpers(l) && launch_helpers(l, tree, e) < 0)
		return -e->code;
	if (!l->solo5 && launch_describe(l, e) < 0)
		return -e->code;
	if (launch_empty_root(l, e) < 0 ||
	    (has_helpers(l) && launch_await_gofer(l, e) < 0))
		return -e->code;
	if (ask(l, LAUNCH_HELPERS, e) < 0)
		return -e->code;
	if (launch_wait(l, &starter, e) < 0)
		return -e->code;
	return l->pod ? launch_joined(l, starter, e) :
	       launch_tender(l, starter, e);
}
