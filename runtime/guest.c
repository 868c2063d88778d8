// SPDX-License-Identifier: ISC
#include <errno.h>
#include <nabla/exit.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/relay.h"
#include "runtime/guest.h"

/* Booting takes milliseconds; a loaded host may need more. */
#define START_MS	60000
#define ANSWER_MS	20000
/* Before it is killed: a guest that does not answer has had its chance. */
#define SYNC_MS		1000

static int connect_to(const struct container *c, struct err *e)
{
	char path[4200];

	if (c->solo5)
		return err_set(e, ENOTSUP, "a Solo5 unikernel has no relay");
	if (c->place.pod) {
		snprintf(path, sizeof(path), "%s/%s/%s", c->root, c->place.pod,
			 CONTROL_SOCKET);
		return relay_connect(path, e);
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", c->dir,
		 CONTROL_SOCKET);
	return relay_connect(path, e);
}

/* Which container of the guest is meant. */
static unsigned int number_of(const struct container *c)
{
	return c->place.number << NABLA_CONTROL_SHIFT;
}

/*
 * As engines know it: podman and docker tell the exit status 126 or 127 from
 * the text.
 */
int guest_explain(int status, const char *program, struct err *e)
{
	if (status == NABLA_EXIT_NOTFOUND)
		return err_set(e, ENOENT, "exec: \"%.200s\": executable file "
			       "not found in $PATH", program);
	if (status == NABLA_EXIT_NOEXEC)
		return err_context(e, "exec: \"%.200s\": permission denied",
				   program);
	return -e->code;
}

int guest_start(const struct container *c, const char *program, struct err *e)
{
	cleanup_fd int fd = -1;
	struct control_frame f;
	int status = 0;
	size_t size;

	if (c->solo5)
		return 0;
	fd = connect_to(c, e);
	if (fd < 0 ||
	    relay_describe(fd, NABLA_CONTROL_START, 0, "", 0, e) < 0)
		return -e->code;
	if (relay_answer(fd, &f, &size, START_MS, &status, e) < 0)
		return guest_explain(status, program, e);
	return 0;
}

/* A connection on which it has been asked. */
static int ask(const struct container *c, unsigned int type,
	       const void *payload, size_t payload_size, struct err *e)
{
	cleanup_fd int fd = connect_to(c, e);

	if (fd < 0 || relay_send(fd, type, number_of(c), payload,
				 payload_size, e) < 0)
		return -e->code;
	return steal_fd(&fd);
}

static int request(const struct container *c, unsigned int type,
		   const void *payload, size_t payload_size,
		   struct control_frame *f, size_t *size, struct err *e)
{
	cleanup_fd int fd = ask(c, type, payload, payload_size, e);

	return fd < 0 ? fd : relay_answer(fd, f, size, ANSWER_MS, NULL, e);
}

static int signal_unikernel(const struct container *c, int sig, struct err *e)
{
	int rc = process_kill(&c->init, sig);

	return rc < 0 ? err_set(e, -rc, "signal %d for process %d: %s", sig,
				c->init.pid, strerror(-rc)) : 0;
}

int guest_signal(const struct container *c, int sig, bool all, bool frozen,
		 struct err *e)
{
	__u32 payload[2] = {
		(__u32)sig, all ? NABLA_CONTROL_ALL : NABLA_CONTROL_PROCESS,
	};
	cleanup_fd int fd = -1;
	struct control_frame f;
	size_t size;

	if (c->solo5)
		return signal_unikernel(c, sig, e);
	fd = ask(c, NABLA_CONTROL_SIGNAL, payload, sizeof(payload), e);
	if (fd < 0 || frozen)
		return fd < 0 ? fd : 0;
	return relay_answer(fd, &f, &size, ANSWER_MS, NULL, e);
}

int guest_sync(const struct container *c, struct err *e)
{
	cleanup_fd int fd = -1;
	struct control_frame f;
	size_t size;

	if (c->solo5)
		return 0;
	fd = ask(c, NABLA_CONTROL_SYNC, NULL, 0, e);
	return fd < 0 ? fd : relay_answer(fd, &f, &size, SYNC_MS, NULL, e);
}

int guest_freeze(const struct container *c, bool frozen, struct err *e)
{
	struct control_frame f;
	size_t size;

	if (c->solo5)
		return 0;
	return request(c, frozen ? NABLA_CONTROL_FREEZE : NABLA_CONTROL_THAW,
		       NULL, 0, &f, &size, e);
}

int guest_limit(const struct container *c, unsigned int what, int64_t most,
		struct err *e)
{
	const struct nabla_control_limit limit = {
		.what = what,
		.most = most < 0 ? NABLA_CONTROL_UNLIMITED : (__u64)most,
	};
	struct control_frame f;
	size_t size;

	return request(c, NABLA_CONTROL_LIMIT, &limit, sizeof(limit), &f,
		       &size, e);
}

int guest_numbers(const struct container *c, struct nabla_control_numbers *n,
		  struct err *e)
{
	struct control_frame f;
	size_t size;

	if (request(c, NABLA_CONTROL_STATS, NULL, 0, &f, &size, e) < 0)
		return -e->code;
	if (f.head.type != NABLA_CONTROL_NUMBERS || size < sizeof(*n))
		return err_set(e, EPROTO, "the guest answers with something "
			       "else than its numbers");
	memcpy(n, f.payload, sizeof(*n));
	return 0;
}

int guest_exec(const struct container *c, const struct records *r,
	       const char *program, struct err *e)
{
	cleanup_fd int fd = connect_to(c, e);
	struct control_frame f;
	int status = 0;
	size_t size;

	if (fd < 0 ||
	    relay_describe(fd, NABLA_CONTROL_EXEC, number_of(c), r->bytes,
			   r->size, e) < 0)
		return -e->code;
	if (relay_answer(fd, &f, &size, START_MS, &status, e) < 0)
		return guest_explain(status, program, e);
	return steal_fd(&fd);
}

int guest_watch(const struct container *c, struct err *e)
{
	cleanup_fd int fd = connect_to(c, e);

	if (fd < 0 || relay_send(fd, NABLA_CONTROL_WATCH, 0, NULL, 0, e) < 0)
		return -e->code;
	return steal_fd(&fd);
}
