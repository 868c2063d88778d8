// SPDX-License-Identifier: ISC
/* Who is in whose guest. */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <nabla/control.h>

#include "runtime/guest.h"
#include "runtime/log.h"
#include "runtime/pod.h"
#include "runtime/pod_files.h"

/* For processes that are being killed to go. */
#define LEAVE_MS	5000
#define LOOK_MS		5

static uint64_t inode_of(const char *path)
{
	struct stat st;

	return stat(path, &st) < 0 ? 0 : (uint64_t)st.st_ino;
}

uint64_t pod_namespace(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, name);
	return inode_of(path);
}

/* Calls each for every container that can be read, until it returns true. */
static bool any_container(const struct runtime *rt,
			  bool (*each)(void *arg, const struct container *c),
			  void *arg)
{
	struct err ignored = { 0 };
	struct dirent **names;
	int n = scandir(rt->root, &names, NULL, NULL);
	bool found = false;

	for (int i = 0; i < n; i++) {
		struct container c;

		if (!found && names[i]->d_name[0] != '.') {
			if (!container_open(&c, rt, names[i]->d_name,
					    CONTAINER_SHARED, &ignored))
				found = each(arg, &c);
			container_close(&c);
		}
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return found;
}

struct search {
	uint64_t netns;
	char id[256];
};

static bool is_owner(const struct container *c, uint64_t netns)
{
	enum status s;

	/* a unikernel has no room for others */
	if (c->netns != netns || c->place.pod || c->solo5 || !c->complete)
		return false;
	s = container_status(c);
	return s == STATUS_RUNNING || s == STATUS_PAUSED;
}

static bool note_owner(void *arg, const struct container *c)
{
	struct search *s = arg;

	if (!is_owner(c, s->netns))
		return false;
	snprintf(s->id, sizeof(s->id), "%s", c->id);
	return true;
}

/* It may have ended since it was seen. */
static int open_owner(struct container *owner, const struct runtime *rt,
		      const struct search *s, struct err *e)
{
	struct err gone = { 0 };
	enum status status;

	if (container_open(owner, rt, s->id, CONTAINER_LOCKED, &gone) < 0 ||
	    !is_owner(owner, s->netns)) {
		container_close(owner);
		return 0;
	}
	status = container_status(owner);
	if (status == STATUS_RUNNING)
		return 1;
	container_close(owner);
	return err_set(e, EBUSY, "network: the container that has this "
		       "network namespace, %s, is %s", s->id,
		       status_name(status));
}

int pod_find(struct container *owner, const struct runtime *rt,
	     const struct spec *s, struct err *e)
{
	const struct spec_namespace *n = spec_namespace(s, "network");
	struct search search = { 0 };

	if (!n || !n->path)
		return 0;
	search.netns = inode_of(n->path);
	if (!search.netns || !any_container(rt, note_owner, &search))
		return 0;
	return open_owner(owner, rt, &search, e);
}

struct numbers {
	const char *pod;
	bool used[NABLA_CONTROL_CONTAINERS];
};

static bool note_number(void *arg, const struct container *c)
{
	struct numbers *n = arg;

	if (c->place.pod && !strcmp(c->place.pod, n->pod))
		n->used[c->place.number] = true;
	return false;
}

/*
 * A folder's name is never used again, so that nobody takes it for one that was
 * there before.
 */
int pod_take_place(const struct runtime *rt, const struct container *owner,
		   struct container *c, struct err *e)
{
	static struct numbers n;
	struct timespec now;
	unsigned int i = 1;

	n = (struct numbers){ .pod = owner->id };
	any_container(rt, note_number, &n);
	while (i < NABLA_CONTROL_CONTAINERS && n.used[i])
		i++;
	if (i == NABLA_CONTROL_CONTAINERS)
		return err_set(e, EUSERS, "there are %d containers in the "
			       "guest of %s", i, owner->id);
	clock_gettime(CLOCK_MONOTONIC, &now);
	c->place.number = i;
	c->place.pod = arena_strdup(&c->arena, owner->id);
	c->place.folder = arena_printf(&c->arena, "joined-%llx.%lx",
				       (unsigned long long)now.tv_sec,
				       now.tv_nsec);
	if (!c->place.pod || !c->place.folder)
		return err_set(e, ENOMEM, "no memory");
	return 0;
}

bool pod_shares(const struct container *owner, const struct spec *s,
		const char *type)
{
	const struct spec_namespace *n = spec_namespace(s, type);
	uint64_t inode = n && n->path ? inode_of(n->path) : 0;

	return inode && inode == pod_namespace(owner->init.pid, type);
}

static void warn_namespace(const struct container *owner, const struct spec *s,
			   const char *type)
{
	const struct spec_namespace *n = spec_namespace(s, type);
	char text[400];

	if (!n || !n->path || pod_shares(owner, s, type))
		return;
	snprintf(text, sizeof(text), "linux.namespaces: %s: %.100s: not "
		 "honoured: it is not that of %.200s, whose guest this "
		 "container is in", type, n->path, owner->id);
	log_warn(text);
}

/*
 * All of a pod are in one pid namespace of the host, so that the path has to
 * tell which of them is meant.
 */
static void warn_pids(const struct container *owner, const struct spec *s)
{
	const struct spec_namespace *n = spec_namespace(s, "pid");
	char text[400];
	int pid;

	if (n && n->path && !owner)
		log_warn("linux.namespaces: pid: not honoured: only containers "
			 "that share a network namespace share a kernel, and "
			 "see each other's processes");
	if (!n || !n->path || !owner ||
	    sscanf(n->path, "/proc/%d/ns/pid", &pid) != 1 ||
	    pid == owner->init.pid)
		return;
	snprintf(text, sizeof(text), "linux.namespaces: pid: %.60s: that of "
		 "%.200s is joined, the only one there is to join in its "
		 "guest", n->path, owner->id);
	log_warn(text);
}

static int check_sysctl(const struct container *owner, const struct spec *s,
			struct err *e)
{
	if (!s->linux_.sysctl)
		return 0;
	json_object_object_foreach(s->linux_.sysctl, key, value) {
		(void)value;
		if (!strncmp(key, "net.", 4) || !strncmp(key, "net/", 4))
			return err_set(e, ENOTSUP, "linux.sysctl: %.100s: the "
				       "network is that of container %s, which "
				       "sets it", key, owner->id);
	}
	return 0;
}

int pod_check(const struct container *owner, const struct spec *s,
	      struct err *e)
{
	warn_pids(owner, s);
	if (!owner)
		return 0;
	warn_namespace(owner, s, "ipc");
	warn_namespace(owner, s, "uts");
	return check_sysctl(owner, s, e);
}

bool pod_is_sandbox(const struct spec *s)
{
	static const char *const names[] = {
		"io.kubernetes.cri.container-type",
		"io.kubernetes.cri-o.ContainerType",
	};
	const char *const *args = s->has_process ?
		(const char *const *)s->process.args : NULL;

	for (unsigned int i = 0; s->annotations && i < 2; i++) {
		const char *type = json_string(s->annotations, names[i]);

		if (type && !strcmp(type, "sandbox"))
			return true;
	}
	/* podman's, by the name of the program that only waits */
	return args && args[0] && strstr(args[0], "catatonit") && args[1] &&
	       !strcmp(args[1], "-P");
}

bool pod_is_frozen(const struct container *c)
{
	const struct runtime rt = { .root = c->root };
	struct err ignored = { 0 };
	struct container owner;
	bool frozen;

	if (!c->place.pod)
		return false;
	frozen = !container_open(&owner, &rt, c->place.pod, CONTAINER_SHARED,
				 &ignored) &&
		 cgroup_is_frozen(owner.cgroups.dirs);
	container_close(&owner);
	return frozen;
}

static void sleep_a_little(void)
{
	const struct timespec t = { 0, LOOK_MS * 1000000L };

	nanosleep(&t, NULL);
}

void pod_leave(struct container *c)
{
	const struct runtime rt = { .root = c->root };
	struct err e = { 0 };
	struct container owner;

	if (!c->place.pod)
		return;
	if (!container_open(&owner, &rt, c->place.pod, CONTAINER_SHARED, &e) &&
	    process_alive(&owner.init)) {
		/* answered with an error as soon as it is gone */
		for (int ms = 0; ms < LEAVE_MS; ms += LOOK_MS) {
			if (guest_signal(c, SIGKILL, true, false, &e) < 0)
				break;
			sleep_a_little();
		}
		if (pod_detach(&owner, c->place.folder, &e) < 0)
			log_debug("pod: %s", e.text);
	}
	container_close(&owner);
}
