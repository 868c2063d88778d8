// SPDX-License-Identifier: ISC
/* kill: a signal for a container. */
#include <errno.h>
#include <signal.h>

#include "runtime/args.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/destroy.h"
#include "runtime/guest.h"
#include "runtime/log.h"
#include "runtime/pod.h"
#include "runtime/signals.h"

#define DEATH_MS	10000

static int not_running(const struct container *c, struct err *e)
{
	return err_set(e, ESRCH, "container not running: \"%s\"", c->id);
}

/*
 * In a pod its process on the host ends by itself when all of it in the guest
 * have.
 */
static bool end_in_guest(struct container *c)
{
	struct err ignored = { 0 };

	if (cgroup_is_frozen(c->cgroups.dirs))
		cgroup_freeze(c->cgroups.dirs, false, &ignored);
	return !guest_signal(c, SIGKILL, true, false, &ignored) &&
	       process_wait(&c->init, DEATH_MS);
}

/*
 * Gone are also its other processes when this returns: the gofer and the relay
 * end when none of them holds their sockets any more.
 */
static int end(struct container *c, bool paused, struct err *e)
{
	struct err ignored = { 0 };

	if (c->place.pod && end_in_guest(c))
		return 0;
	/* pausing has had it do so */
	if (!paused)
		guest_sync(c, &ignored);
	if (process_kill(&c->init, SIGKILL) < 0)
		return not_running(c, e);
	if (cgroup_is_frozen(c->cgroups.dirs))
		cgroup_freeze(c->cgroups.dirs, false, &ignored);
	if (!process_wait(&c->init, DEATH_MS) ||
	    !process_wait(&c->gofer, DEATH_MS) ||
	    !process_wait(&c->relay, DEATH_MS))
		return err_set(e, EBUSY, "container %s does not die", c->id);
	return cgroup_await_empty(c->cgroups.dirs, e);
}

/* What was sent, and the guest has answered or will, is not sent again. */
static bool was_sent(const struct err *e)
{
	return e->code == ETIMEDOUT || e->code == EREMOTEIO;
}

/*
 * Through the relay all signals go.  Without one the tender still passes on
 * those for containers; to others it has the default disposition.
 */
static int pass_on(struct container *c, int sig, bool all, bool paused,
		   struct err *e)
{
	if (!guest_signal(c, sig, all, paused || pod_is_frozen(c), e))
		return 0;
	if (!process_alive(&c->init))
		return not_running(c, e);
	if (was_sent(e))
		return -e->code;
	if (sig != SIGTERM && sig != SIGINT && sig != SIGHUP &&
	    sig != SIGQUIT && sig != SIGUSR1 && sig != SIGUSR2)
		return -e->code;
	log_warn(e->text);
	return process_kill(&c->init, sig) < 0 ? not_running(c, e) : 0;
}

static int send_signal(struct container *c, int sig, bool all, struct err *e)
{
	enum status s = container_status(c);
	bool paused = s == STATUS_PAUSED && !c->place.pod;

	switch (s) {
	case STATUS_STOPPED:
		return all ? 0 : not_running(c, e);
	case STATUS_CREATING:
	case STATUS_CREATED:
		return process_kill(&c->init, sig) < 0 ? not_running(c, e) : 0;
	case STATUS_RUNNING:
	case STATUS_PAUSED:
		break;
	}
	return sig == SIGKILL ? end(c, paused, e) :
	       pass_on(c, sig, all, paused, e);
}

int command_kill(const struct runtime *rt, int argc, char **argv,
		 struct err *e)
{
	struct container c;
	bool all = false;
	int sig = SIGTERM, rc;
	char **words;
	const struct arg args[] = {
		{ "all", 'a', ARG_FLAG, &all },
		{ NULL },
	};

	if (args_parse(args, argc, argv, 1, 2, &words, e) < 0)
		return -e->code;
	if (words[1] && signal_parse(words[1], &sig, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_SHARED, e);
	if (!rc)
		rc = send_signal(&c, sig, all, e);
	container_close(&c);
	return rc;
}
