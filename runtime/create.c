// SPDX-License-Identifier: ISC
/*
 * create's part in the making of a container (launch.h has the other).  State
 * is written before anything is made that outlives us, so that whatever happens
 * delete --force finds it all.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/relay.h"
#include "runtime/bundle.h"
#include "runtime/cgroup.h"
#include "runtime/console.h"
#include "runtime/create.h"
#include "runtime/destroy.h"
#include "runtime/dirs.h"
#include "runtime/hooks.h"
#include "runtime/hvt.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/memory.h"
#include "runtime/pod.h"
#include "runtime/rewriting.h"
#include "runtime/rootless.h"
#include "runtime/solo5.h"
#include "runtime/start.h"

static int check_options(const struct create_options *o,
			 const struct spec *s, struct err *e)
{
	if (o->console_socket && !s->process.terminal)
		return err_set(e, EINVAL, "--console-socket, but process."
			       "terminal is not set");
	return 0;
}

/* Only the first in a guest has a relay that could carry them. */
static int take_gifts(struct launch *l, const struct create_options *o,
		      struct err *e)
{
	unsigned int n, listen;

	if (gifts_count(o->preserve_fds, &n, &listen, e) < 0)
		return -e->code;
	if (n && (l->solo5 || l->pod))
		return err_set(e, ENOTSUP, "--preserve-fds or $LISTEN_FDS: not "
			       "supported %s",
			       l->solo5 ? "for unikernels" :
			       "in the guest of another container");
	if (listen && gifts_tell(l->spec, listen, e) < 0)
		return -e->code;
	return gifts_take(&l->gifts, n, e);
}

static int join_pod(struct launch *l, struct err *e)
{
	if (pod_take_place(l->rt, l->pod, l->c, e) < 0)
		return -e->code;
	l->joining = (struct joining){
		.folder = l->c->place.folder,
		.ipc = pod_shares(l->pod, l->spec, "ipc"),
		.uts = pod_shares(l->pod, l->spec, "uts"),
		.groups = l->pod->groups,
	};
	return 0;
}

static int fill_state(struct launch *l, const struct bundle *b, struct err *e)
{
	struct container *c = l->c;
	struct timespec now;
	char text[48];

	clock_gettime(CLOCK_REALTIME, &now);
	log_time(&now, text, sizeof(text));
	c->version = SPEC_VERSION;
	c->bundle = arena_strdup(&c->arena, b->path);
	c->rootfs = arena_strdup(&c->arena, b->rootfs);
	c->created = arena_strdup(&c->arena, text);
	c->annotations = l->spec->annotations;
	c->solo5 = l->solo5 ? l->solo5->abi : NULL;
	c->platform = l->hvt ? HVT_PLATFORM : NULL;
	c->groups = pod_is_sandbox(l->spec);
	if (!c->bundle || !c->rootfs || !c->created)
		return err_set(e, ENOMEM, "no memory");
	if (l->rt->cgroups != CGROUPS_NONE &&
	    cgroup_plan(&c->arena, l->spec->linux_.cgroups_path, c->id,
			l->rt->cgroups == CGROUPS_SYSTEMD, &c->planned, e) < 0)
		return -e->code;
	if (l->pod && join_pod(l, e) < 0)
		return -e->code;
	if (container_save(c, e) < 0)
		return -e->code;
	/* its place is taken now */
	if (l->pod)
		flock(l->pod->dir, LOCK_UN);
	return dirs_replace(c->dir, CONFIG_FILE, b->text, e);
}

/* A limit above what the host has is none. */
static void size_memory(struct launch *l)
{
	const struct integer *limit = &l->spec->linux_.resources.memory.limit;
	struct sysinfo host;

	sysinfo(&host);
	if (limit->value <= 0 ||
	    (uint64_t)limit->value >= (uint64_t)host.totalram * host.mem_unit)
		return;
	if (l->solo5)
		solo5_divide(l->solo5, (uint64_t)limit->value, &l->memory,
			     &l->memory_total);
	else
		memory_divide((uint64_t)limit->value, &l->memory,
			      &l->memory_total);
	if (l->memory_total > (uint64_t)limit->value)
		log_warn("linux.resources.memory.limit: raised to what a "
			 "guest needs");
}

/*
 * There is no talking to systemd: it does not know of the group, and may take
 * controllers away from those above it.
 */
static void warn_systemd(const struct spec_resources *r)
{
	const char *names[HOST_LIMITS_MAX];
	unsigned int n = describe_host_limits(r, names);
	char text[256] = "";

	for (unsigned int i = 0; i < n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%s", i ? ", " : "linux.resources: ", names[i]);
	if (!n)
		return;
	snprintf(text + strlen(text), sizeof(text) - strlen(text),
		 ": set in a control group that systemd does not know of, and "
		 "may undo");
	log_warn(text);
}

static int make_cgroups(struct launch *l, struct err *e)
{
	struct container *c = l->c;
	int rc = cgroup_make(&c->arena, c->planned, &c->cgroups, log_warn, e);

	c->planned = NULL;
	if (rc < 0)
		return rc;
	if (l->rt->cgroups == CGROUPS_SYSTEMD)
		warn_systemd(&l->spec->linux_.resources);
	return cgroup_set(c->cgroups.dirs, &l->spec->linux_.resources,
			  l->memory_total, log_warn, e);
}

/* By us: a user namespace's root may not be let into the state directory. */
static int connect_to_pod(struct launch *l, struct err *e)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d/%s", l->pod->dir,
		 CONTROL_SOCKET);
	l->relay_fd = relay_connect(path, e);
	return l->relay_fd < 0 ? l->relay_fd : 0;
}

static int open_sockets(struct launch *l, struct err *e)
{
	l->start = start_listen(l->c, START_SOCKET, SOCK_STREAM, e);
	if (l->start < 0)
		return l->start;
	l->place = arena_printf(&l->spec->arena, "%s/%s", l->c->root, l->c->id);
	if (!l->place)
		return err_set(e, ENOMEM, "no memory");
	if (l->pod)
		return connect_to_pod(l, e);
	if (l->solo5)
		return 0;
	l->control = start_listen(l->c, CONTROL_SOCKET, SOCK_SEQPACKET, e);
	return l->control < 0 ? l->control : 0;
}

static int open_terminal(struct launch *l, int *master, struct err *e)
{
	cleanup_fd int m = -1;

	*master = -1;
	if (!l->spec->process.terminal)
		return 0;
	if (console_open(&l->spec->process, &m, &l->terminal, e) < 0)
		return -e->code;
	if (!l->console_socket) {
		*master = steal_fd(&m);
		return 0;
	}
	return console_send(l->console_socket, m, e);
}

/*
 * In the child.  It leaves the container's lock, and does not return.
 */
__attribute__((noreturn))
static void child(struct launch *l, int other_end)
{
	struct err e = { 0 };

	close(other_end);
	close(l->c->dir);
	if (launch_child(l, &e) < 0 && l->sync >= 0)
		launch_tell_error(l->sync, &e);
	_exit(EXIT_FAILED);
}

static int expect(int fd, enum launch_kind kind, struct launch_message *m,
		  struct err *e)
{
	if (launch_hear(fd, m, e) < 0)
		return -e->code;
	return m->kind == kind ? 0 : err_set(e, EPROTO, "message %d where %d "
					     "was expected", m->kind, kind);
}

static int go(int fd, const struct launch *l, struct err *e)
{
	if (launch_tell(fd, LAUNCH_GO, l) < 0)
		return err_set(e, EPIPE, "the process that was being made has "
			       "died");
	return 0;
}

static int write_pid_file(const struct launch *l, struct err *e)
{
	const char *path = l->pid_file;
	char text[16];
	cleanup_fd int fd = -1;
	cleanup_free char *new = NULL;

	if (!path)
		return 0;
	if (asprintf(&new, "%s.new", path) < 0)
		return err_set(e, ENOMEM, "no memory");
	snprintf(text, sizeof(text), "%d", l->c->init.pid);
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd < 0 || fd_write_full(fd, text, strlen(text)) < 0 ||
	    rename(new, path) < 0)
		return err_errno(e, "writing --pid-file %s", path);
	return 0;
}

static int early_hooks(struct launch *l, struct err *e)
{
	cleanup_json struct json_object *state =
		container_state_json(l->c, STATUS_CREATING);

	if (hooks_run(l->spec, HOOK_PRESTART, state, l->c->bundle, e) < 0)
		return -e->code;
	return hooks_run(l->spec, HOOK_CREATE_RUNTIME, state, l->c->bundle, e);
}

static int record_helpers(struct launch *l, const struct launch_message *m,
			  struct err *e)
{
	struct container *c = l->c;

	if (!l->solo5 && !l->pod && (process_of(m->gofer, &c->gofer) < 0 ||
				     process_of(m->relay, &c->relay) < 0))
		return err_set(e, EIO, "the file server or the relay has died");
	c->netns = pod_namespace(c->init.pid, "net");
	c->complete = true;
	if (container_save(c, e) < 0)
		return -e->code;
	return write_pid_file(l, e);
}

/* Whose files the gofer of the pod serves by its rights. */
static int check_user(const struct launch *l, struct err *e)
{
	if (!l->pod || pod_namespace(l->c->init.pid, "user") ==
		       pod_namespace(l->pod->init.pid, "user"))
		return 0;
	return err_set(e, ENOTSUP, "linux.namespaces: user: a container that "
		       "joins the network of %s has to be in the same user "
		       "namespace", l->pod->id);
}

/* The child is a member of the container's groups before it does anything. */
static int attend(struct launch *l, int fd, struct err *e)
{
	struct launch_message m;

	if (process_of(l->c->init.pid, &l->c->init) < 0)
		return err_set(e, EIO, "the process that was being made has "
			       "died");
	if (container_save(l->c, e) < 0 ||
	    cgroup_join(&l->c->cgroups, l->c->init.pid, e) < 0 ||
	    go(fd, l, e) < 0 || launch_hear(fd, &m, e) < 0)
		return -e->code;
	if (m.kind == LAUNCH_MAP &&
	    (rootless_write_maps(l->spec, l->c->init.pid, e) < 0 ||
	     go(fd, l, e) < 0 || launch_hear(fd, &m, e) < 0))
		return -e->code;
	if (m.kind != LAUNCH_READY)
		return err_set(e, EPROTO, "message %d where %d was expected",
			       m.kind, LAUNCH_READY);
	if (check_user(l, e) < 0 || early_hooks(l, e) < 0 || go(fd, l, e) < 0 ||
	    expect(fd, LAUNCH_HELPERS, &m, e) < 0 ||
	    record_helpers(l, &m, e) < 0 || go(fd, l, e) < 0)
		return -e->code;
	return expect(fd, LAUNCH_WAITING, &m, e);
}

static int spawn(struct launch *l, struct err *e)
{
	cleanup_fd int fd = -1;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0)
		return err_errno(e, "making a pair of sockets");
	fd = pair[0];
	l->sync = pair[1];
	l->c->init.pid = fork();
	if (!l->c->init.pid)
		child(l, fd);
	close(steal_fd(&l->sync));
	gifts_close(&l->gifts);
	if (l->c->init.pid < 0)
		return err_errno(e, "starting a process");
	return attend(l, fd, e);
}

static int make(struct launch *l, const struct bundle *b, int *terminal,
		struct err *e)
{
	if (fill_state(l, b, e) < 0)
		return -e->code;
	if (!l->pod)
		size_memory(l);
	if (make_cgroups(l, e) < 0 || open_sockets(l, e) < 0 ||
	    open_terminal(l, terminal, e) < 0)
		return -e->code;
	return spawn(l, e);
}

static void close_all(struct launch *l)
{
	int *fds[] = { &l->start, &l->control, &l->terminal, &l->relay_fd };

	for (unsigned int i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (*fds[i] >= 0)
			close(steal_fd(fds[i]));
	gifts_close(&l->gifts);
}

/* The first error is the one to tell. */
static void undo(struct container *c)
{
	struct err second = { 0 };

	c->complete = false;
	if (container_destroy(c, &second) < 0)
		log_warn(second.text);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

static int create(struct launch *l, const char *id, const struct bundle *b,
		  int *terminal, struct err *e)
{
	int rc;

	rc = container_make(l->c, l->rt, id, e);
	if (rc < 0) {
		container_close(l->c);
		return rc;
	}
	rc = make(l, b, terminal, e);
	close_all(l);
	/* annotations are the spec's, which goes away */
	l->c->json = json_object_get(l->spec->json);
	if (rc < 0) {
		undo(l->c);
		container_close(l->c);
	}
	return rc;
}

/* They are programs beside the container's, before that is started. */
static int check_hooks(const struct launch *l, struct err *e)
{
	if (!l->spec->hooks[HOOK_START_CONTAINER].n || (!l->solo5 && !l->pod))
		return 0;
	return err_set(e, ENOTSUP, "hooks.startContainer is not supported %s",
		       l->solo5 ? "for unikernels" :
		       "in the guest of another container");
}

/* The one that is joined stays locked until the new one has its place. */
static int create_in_pod(struct launch *l, const char *id,
			 const struct create_options *o,
			 const struct bundle *b, int *terminal, struct err *e)
{
	struct container owner = { .dir = -1 };
	int rc;

	if (check_options(o, l->spec, e) < 0 ||
	    launch_check(l->spec, e) < 0 ||
	    programs_find(&l->programs, &l->spec->arena, e) < 0 ||
	    solo5_find(l, b->rootfs, e) < 0)
		return -e->code;
	rc = pod_find(&owner, l->rt, l->spec, e);
	if (rc < 0)
		return rc;
	if (rc)
		l->pod = &owner;
	if (l->pod && l->solo5)
		rc = err_set(e, ENOTSUP, "network: a Solo5 unikernel has a "
			     "network stack of its own, and can't share that "
			     "of container %s", owner.id);
	else
		rc = pod_check(l->pod, l->spec, e);
	if (!rc)
		rc = rewriting_find(l, e);
	if (!rc)
		rc = hvt_find(l, e);
	if (!rc)
		rc = check_hooks(l, e);
	if (!rc)
		rc = take_gifts(l, o, e);
	if (!rc)
		rc = create(l, id, b, terminal, e);
	l->pod = NULL;
	container_close(&owner);
	return rc;
}

int container_create(struct container *c, const struct runtime *rt,
		     const char *id, const struct create_options *o,
		     int *terminal, struct err *e)
{
	struct spec s;
	struct bundle b;
	struct launch l = {
		.rt = rt, .c = c, .spec = &s, .pid_file = o->pid_file,
		.console_socket = o->console_socket, .sync = -1,
		.start = -1, .control = -1, .terminal = -1,
		.resolver = -1, .localhost = { -1, -1 }, .files_fd = -1,
		.relay_fd = -1, .ready_fd = -1, .tap = -1,
	};
	int rc;

	*terminal = -1;
	if (container_check_id(id, e) < 0)
		return -e->code;
	rc = bundle_read(&b, &s, o->bundle, o->config, log_warn, e);
	if (!rc) {
		rc = create_in_pod(&l, id, o, &b, terminal, e);
		spec_free(&s);
	}
	free(b.text);
	return rc;
}
