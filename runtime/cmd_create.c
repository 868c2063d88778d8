// SPDX-License-Identifier: ISC
/* create, start and run. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nabla/config.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/cgroup.h"
#include "runtime/commands.h"
#include "runtime/console.h"
#include "runtime/create.h"
#include "runtime/destroy.h"
#include "runtime/guest.h"
#include "runtime/hooks.h"
#include "runtime/log.h"
#include "runtime/network.h"
#include "runtime/signals.h"
#include "runtime/start.h"

/* More than one that joins a guest waits for it. */
#define START_S	90

int command_create(const struct runtime *rt, int argc, char **argv,
		   struct err *e)
{
	struct create_options o = { 0 };
	const struct arg args[] = { CREATE_ARGS(&o), { NULL } };
	cleanup_fd int terminal = -1;
	struct container c;
	char **words;
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_create(&c, rt, words[0], &o, &terminal, e);
	if (!rc && terminal >= 0) {
		container_destroy(&c, e);
		rc = err_set(e, EINVAL, "create: process.terminal needs "
			     "--console-socket");
	}
	if (!rc)
		container_close(&c);
	return rc;
}

/* 0: the process is the tender now; 1: it had something to say. */
static int hear(int fd, struct start_answer *a, struct err *e)
{
	int rc = fd_read_full(fd, a, sizeof(*a));

	if (rc == -ENODATA)
		return 0;
	if (rc == -EAGAIN)
		return err_set(e, ETIMEDOUT, "the container does not get "
			       "ready");
	if (rc < 0)
		return err_set(e, EPIPE, "the container died as it started");
	if (!a->e.code)
		return 1;
	*e = a->e;
	return -e->code;
}

/* Noted as a whole, or not at all; then it may be taken. */
static int keep_network(struct container *c, int fd, size_t size,
			struct err *e)
{
	static const char new[] = NETWORK_FILE ".new";
	cleanup_free char *bytes = NULL;
	cleanup_fd int file = -1;

	if (size > NABLA_CONFIG_MAX)
		return err_set(e, EPROTO, "a network of %zu bytes", size);
	bytes = malloc(size + 1);
	if (!bytes || fd_read_full(fd, bytes, size) < 0)
		return err_errno(e, "hearing of the network");
	file = openat(c->dir, new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0600);
	if (file < 0 || fd_write_full(file, bytes, size) < 0 ||
	    renameat(c->dir, new, c->dir, NETWORK_FILE) < 0 ||
	    write(fd, "", 1) != 1)
		return err_errno(e, "keeping the network");
	return 0;
}

/* The socket goes first: from then on the container is not "created". */
static int release(struct container *c, struct err *e)
{
	const struct timeval limit = { .tv_sec = START_S };
	cleanup_fd int fd = start_connect(c, START_SOCKET, SOCK_STREAM, e);
	struct start_answer a;
	int rc;

	if (fd < 0)
		return fd;
	if (unlinkat(c->dir, START_SOCKET, 0) < 0)
		return err_errno(e, "removing %s", START_SOCKET);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit,
		       sizeof(limit)) < 0 || write(fd, "", 1) != 1)
		return err_errno(e, "telling the container to start");
	while ((rc = hear(fd, &a, e)) > 0)
		if (a.size && keep_network(c, fd, a.size, e) < 0)
			return -e->code;
	if (rc == -ETIMEDOUT)
		process_kill(&c->init, SIGKILL);
	return rc;
}

static int check_created(const struct container *c, struct err *e)
{
	enum status s = container_status(c);

	if (container_need_state(c, e) < 0)
		return -e->code;
	if (s == STATUS_CREATED)
		return 0;
	return err_set(e, EINVAL, "cannot start a container that is %s: \"%s\"",
		       status_name(s), c->id);
}

/* If they fail there is no container to start. */
static int run_inside(struct container *c, const struct spec *s,
		      struct err *e)
{
	cleanup_json struct json_object *state = NULL;

	if (!s->hooks[HOOK_START_CONTAINER].n)
		return 0;
	state = container_state_json(c, STATUS_CREATED);
	if (!hooks_run_inside(s, c, state, e))
		return 0;
	process_kill(&c->init, SIGKILL);
	return -e->code;
}

static int start(struct container *c, const struct spec *s, struct err *e)
{
	cleanup_json struct json_object *state = NULL;

	if (check_created(c, e) < 0 || release(c, e) < 0 ||
	    run_inside(c, s, e) < 0)
		return -e->code;
	/* in a pod release() has said already whether it runs */
	if (!c->place.pod && guest_start(c, s->process.args[0], e) < 0)
		return -e->code;
	state = container_state_json(c, STATUS_RUNNING);
	hooks_run_all(s, HOOK_POSTSTART, state, c->bundle);
	return 0;
}

int container_start(struct container *c, struct err *e)
{
	struct json_object *json;
	struct spec s;
	int rc;

	if (json_load(c->dir, CONFIG_FILE, &json, e) < 0 ||
	    spec_read(&s, json, NULL, e) < 0)
		return -e->code;
	rc = start(c, &s, e);
	spec_free(&s);
	return rc;
}

int command_start(const struct runtime *rt, int argc, char **argv,
		  struct err *e)
{
	static const struct arg none[] = { { NULL } };
	struct container c;
	char **words;
	int rc;

	if (args_parse(none, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_open(&c, rt, words[0], CONTAINER_LOCKED, e);
	if (!rc)
		rc = container_start(&c, e);
	container_close(&c);
	return rc;
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) :
	       WEXITSTATUS(status);
}

/* In the foreground: the container is our child. */
static int attend(struct container *c, int terminal, struct err *e)
{
	int status = 0;

	signals_forward(c->init.pid);
	if (terminal >= 0) {
		cleanup_fd int fd = (int)syscall(SYS_pidfd_open, c->init.pid,
						 0);

		if (fd >= 0 && console_attach(terminal, fd, e) < 0)
			log_warn(e->text);
	}
	while (waitpid(c->init.pid, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(e, "waiting for the container");
	return status_of(status);
}

/* It may well be killed, and deleted, by others. */
static int attend_unlocked(struct container *c, int terminal, bool *gone,
			   struct err *e)
{
	struct err ignored = { 0 };
	int rc;

	container_unlock(c);
	rc = attend(c, terminal, e);
	*gone = container_relock(c, &ignored) == -ENOENT;
	return rc;
}

struct run_options {
	struct create_options create;
	bool detach, keep;
};

static int run(struct container *c, const struct run_options *o, int terminal,
	       struct err *e)
{
	struct err second = { 0 };
	bool gone = false;
	int rc;

	if (o->detach && terminal >= 0)
		rc = err_set(e, EINVAL, "run: --detach with process.terminal "
			     "needs --console-socket");
	else
		rc = container_start(c, e);
	if (!rc && !o->detach)
		rc = attend_unlocked(c, terminal, &gone, e);
	if (!gone && (rc < 0 || (!o->detach && !o->keep)) &&
	    container_destroy(c, &second) < 0)
		log_error(second.text);
	return rc;
}

int command_run(const struct runtime *rt, int argc, char **argv, struct err *e)
{
	struct run_options o = { 0 };
	const struct arg args[] = {
		CREATE_ARGS(&o.create),
		{ "detach", 'd', ARG_FLAG, &o.detach },
		{ "keep", 0, ARG_FLAG, &o.keep },
		{ NULL },
	};
	cleanup_fd int terminal = -1;
	struct container c;
	char **words;
	int rc;

	if (args_parse(args, argc, argv, 1, 1, &words, e) < 0)
		return -e->code;
	rc = container_create(&c, rt, words[0], &o.create, &terminal, e);
	if (rc)
		return rc;
	rc = run(&c, &o, terminal, e);
	container_close(&c);
	return rc;
}
