// SPDX-License-Identifier: ISC
/* Directories of containers. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nabla/control.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/cgroup.h"
#include "runtime/container.h"
#include "runtime/dirs.h"
#include "runtime/lock.h"
#include "runtime/reader.h"
#include "runtime/spec.h"

#define AT(member)	offsetof(struct container, member)
#define ID_MAX		255	/* a file name */

/* Others' hooks may take that long; with force they have had their time. */
#define LOCK_MS		60000
#define FORCE_MS	5000

int container_check_id(const char *id, struct err *e)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.";

	if (*id && *id != '.' && !id[strspn(id, good)] && strlen(id) <= ID_MAX)
		return 0;
	return err_set(e, EINVAL, "\"%.60s\" is no container id: letters, "
		       "digits, \"_+-.\", at most %d, no dot first", id,
		       ID_MAX);
}

static int set_id(struct container *c, const struct runtime *rt,
		  const char *id, struct err *e)
{
	*c = (struct container){ .dir = -1 };
	if (container_check_id(id, e) < 0)
		return -e->code;
	c->id = arena_strdup(&c->arena, id);
	c->root = rt->root;
	return c->id ? 0 : err_set(e, ENOMEM, "no memory");
}

int container_make(struct container *c, const struct runtime *rt,
		   const char *id, struct err *e)
{
	cleanup_fd int root = -1;

	if (set_id(c, rt, id, e) < 0 || dirs_make(rt->root, 0700, e) < 0)
		return -e->code;
	root = open(rt->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return err_errno(e, "opening %s", rt->root);
	if (mkdirat(root, id, 0700) < 0) {
		if (errno == EEXIST)
			return err_set(e, EEXIST, "container with id exists: "
				       "%s", id);
		return err_errno(e, "making %s/%s", rt->root, id);
	}
	c->dir = openat(root, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
			O_CLOEXEC);
	if (c->dir < 0 || flock(c->dir, LOCK_EX) < 0)
		return err_errno(e, "opening %s/%s", rt->root, id);
	return 0;
}

static int read_process(struct reader *r, struct json_object *v, void *into)
{
	struct process *p = into;

	if (!json_object_is_type(v, json_type_object))
		return reader_fail(r, "not an object");
	p->pid = (pid_t)json_number(v, "pid", 0);
	p->start = (uint64_t)json_number(v, "start", 0);
	return 0;
}

static int read_place(struct reader *r, struct json_object *v, void *into)
{
	struct place *p = into;

	if (!json_object_is_type(v, json_type_object))
		return reader_fail(r, "not an object");
	p->pod = json_string(v, "id");
	p->folder = json_string(v, "folder");
	p->number = (unsigned int)json_number(v, "number", 0);
	if (!p->pod || !p->folder || !p->number ||
	    p->number >= NABLA_CONTROL_CONTAINERS) {
		/* others look at what can't be read as well */
		*p = (struct place){ 0 };
		return reader_fail(r, "not a place in a guest");
	}
	return 0;
}

static int read_inode(struct reader *r, struct json_object *v, void *into)
{
	return reader_uint(r, v, into);
}

static const struct field fields[] = {
	{ "ociVersion", FIELD_STRING, true, AT(version) },
	{ "bundle", FIELD_STRING, true, AT(bundle) },
	{ "rootfs", FIELD_STRING, true, AT(rootfs) },
	{ "created", FIELD_STRING, true, AT(created) },
	{ "complete", FIELD_BOOL, true, AT(complete) },
	{ "init", FIELD_CALL, true, AT(init), .call = read_process },
	{ "gofer", FIELD_CALL, false, AT(gofer), .call = read_process },
	{ "relay", FIELD_CALL, false, AT(relay), .call = read_process },
	{ "pod", FIELD_CALL, false, AT(place), .call = read_place },
	{ "netns", FIELD_CALL, false, AT(netns), .call = read_inode },
	{ "groups", FIELD_BOOL, false, AT(groups) },
	{ "cgroups", FIELD_STRINGS, true, AT(cgroups.dirs) },
	{ "cgroupInodes", FIELD_STRINGS, false, AT(cgroups.ids) },
	{ "plannedCgroups", FIELD_STRINGS, false, AT(planned) },
	{ "solo5", FIELD_STRING, false, AT(solo5) },
	{ "platform", FIELD_STRING, false, AT(platform) },
	{ "annotations", FIELD_CALL, false, AT(annotations),
	  .call = spec_read_strings_map },
	{ NULL },
};

/* What can't be read is left: such a container can still be deleted. */
static void load(struct container *c)
{
	struct err e = { 0 };
	struct reader r = { .arena = &c->arena, .e = &e };

	if (json_load(c->dir, STATE_FILE, &c->json, &e) < 0 ||
	    reader_object(&r, c->json, fields, c) < 0)
		c->complete = false;
	cgroup_keep_ours(&c->cgroups);
}

/* Whether the directory that we hold still is the one of that name. */
static bool is_current(const struct container *c, const char *path)
{
	struct stat a, b;

	return !fstat(c->dir, &a) && !stat(path, &b) && a.st_ino == b.st_ino &&
	       a.st_dev == b.st_dev;
}

static int missing(const char *id, struct err *e)
{
	return err_set(e, ENOENT, "container \"%s\" does not exist", id);
}

static int busy(const struct container *c, struct err *e)
{
	struct process p;

	if (lock_holder(c->dir, &p) < 0)
		return err_set(e, EBUSY, "container \"%s\" is being worked on",
			       c->id);
	return err_set(e, EBUSY, "container \"%s\" is being worked on by "
		       "process %d", c->id, p.pid);
}

/* What it has begun is cleaned up as if it had died by itself. */
static int take_from_holder(struct container *c)
{
	struct process p;

	if (lock_holder(c->dir, &p) < 0)
		return -ETIMEDOUT;
	process_kill(&p, SIGKILL);
	return lock_take(c->dir, FORCE_MS);
}

static int lock_current(struct container *c, const char *path, bool force,
			struct err *e)
{
	int rc = lock_take(c->dir, force ? FORCE_MS : LOCK_MS);

	if (rc == -ETIMEDOUT && force)
		rc = take_from_holder(c);
	if (rc == -ETIMEDOUT)
		return busy(c, e);
	if (rc < 0)
		return err_set(e, -rc, "locking %s: %s", path, strerror(-rc));
	return is_current(c, path) ? 0 : missing(c->id, e);
}

void container_unlock(struct container *c)
{
	flock(c->dir, LOCK_UN);
}

int container_relock(struct container *c, struct err *e)
{
	char *path = arena_printf(&c->arena, "%s/%s", c->root, c->id);

	if (!path)
		return err_set(e, ENOMEM, "no memory");
	return lock_current(c, path, false, e);
}

int container_open(struct container *c, const struct runtime *rt,
		   const char *id, enum container_lock lock, struct err *e)
{
	char *path;

	if (set_id(c, rt, id, e) < 0)
		return -e->code;
	path = arena_printf(&c->arena, "%s/%s", rt->root, id);
	if (!path)
		return err_set(e, ENOMEM, "no memory");
	c->dir = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (c->dir < 0)
		return errno == ENOENT ? missing(id, e) :
		       err_errno(e, "opening %s", path);
	if (lock != CONTAINER_SHARED &&
	    lock_current(c, path, lock == CONTAINER_FORCED, e) < 0)
		return -e->code;
	load(c);
	return 0;
}

int container_need_state(const struct container *c, struct err *e)
{
	if (c->bundle && c->rootfs && c->created && c->version)
		return 0;
	return err_set(e, ENODATA, "container \"%s\" has no readable state: "
		       "its creation was cut short, and delete --force "
		       "removes it", c->id);
}

void container_close(struct container *c)
{
	if (c->dir >= 0)
		close(c->dir);
	json_object_put(c->json);
	arena_free(&c->arena);
	*c = (struct container){ .dir = -1 };
}

static int add_process(struct json_object *o, const char *name,
		       const struct process *p)
{
	struct json_object *v = json_object_new_object();

	if (!v || json_add_number(v, "pid", p->pid) < 0 ||
	    json_add_number(v, "start", (int64_t)p->start) < 0) {
		json_object_put(v);
		return -ENOMEM;
	}
	return json_add(o, name, v);
}

static int add_place(struct json_object *o, const struct place *p)
{
	struct json_object *v;

	if (!p->pod)
		return 0;
	v = json_object_new_object();
	if (!v || json_add_string(v, "id", p->pod) < 0 ||
	    json_add_string(v, "folder", p->folder) < 0 ||
	    json_add_number(v, "number", p->number) < 0) {
		json_object_put(v);
		return -ENOMEM;
	}
	return json_add(o, "pod", v);
}

static int add_strings(struct json_object *o, const char *name,
		       const char **list)
{
	struct json_object *v = json_object_new_array();

	for (; v && list && *list; list++)
		if (json_object_array_add(v, json_object_new_string(*list)))
			break;
	return json_add(o, name, v);
}

/* Of the file, which says more than the specification's state. */
static struct json_object *to_json(const struct container *c)
{
	struct json_object *o = json_object_new_object();

	if (o && !json_add_string(o, "ociVersion", c->version) &&
	    !json_add_string(o, "bundle", c->bundle) &&
	    !json_add_string(o, "rootfs", c->rootfs) &&
	    !json_add_string(o, "created", c->created) &&
	    !json_add(o, "complete", json_object_new_boolean(c->complete)) &&
	    !add_process(o, "init", &c->init) &&
	    !add_process(o, "gofer", &c->gofer) &&
	    !add_process(o, "relay", &c->relay) &&
	    !add_place(o, &c->place) &&
	    !json_add_number(o, "netns", (int64_t)c->netns) &&
	    !json_add(o, "groups", json_object_new_boolean(c->groups)) &&
	    !add_strings(o, "cgroups", c->cgroups.dirs) &&
	    !add_strings(o, "cgroupInodes", c->cgroups.ids) &&
	    (!c->planned || !add_strings(o, "plannedCgroups", c->planned)) &&
	    (!c->solo5 || !json_add_string(o, "solo5", c->solo5)) &&
	    (!c->platform || !json_add_string(o, "platform", c->platform)) &&
	    (!c->annotations || !json_add(o, "annotations",
					  json_object_get(c->annotations))))
		return o;
	json_object_put(o);
	return NULL;
}

int container_save(struct container *c, struct err *e)
{
	cleanup_json struct json_object *o = to_json(c);

	if (!o)
		return err_set(e, ENOMEM, "no memory for the state");
	return dirs_replace(c->dir, STATE_FILE,
			    json_object_to_json_string_ext(o,
				JSON_C_TO_STRING_PLAIN |
				JSON_C_TO_STRING_NOSLASHESCAPE), e);
}

int container_remove(struct container *c, struct err *e)
{
	static const char *const files[] = {
		START_SOCKET, CONTROL_SOCKET, "network", "network.new",
		CONFIG_FILE, STATE_FILE,
		STATE_FILE ".new", CONFIG_FILE ".new", NULL,
	};
	char *path = arena_printf(&c->arena, "%s/%s", c->root, c->id);

	for (unsigned int i = 0; files[i]; i++)
		if (unlinkat(c->dir, files[i], 0) < 0 && errno != ENOENT)
			return err_errno(e, "removing %s/%s/%s", c->root,
					 c->id, files[i]);
	if (!path || rmdir(path) < 0)
		return err_errno(e, "removing %s/%s", c->root, c->id);
	return 0;
}

enum status container_status(const struct container *c)
{
	if (!process_alive(&c->init))
		return STATUS_STOPPED;
	if (!c->complete)
		return STATUS_CREATING;
	if (!faccessat(c->dir, START_SOCKET, F_OK, AT_SYMLINK_NOFOLLOW))
		return STATUS_CREATED;
	return cgroup_is_frozen(c->cgroups.dirs) ? STATUS_PAUSED : STATUS_RUNNING;
}

const char *status_name(enum status s)
{
	static const char *const names[] = {
		[STATUS_CREATING]	= "creating",
		[STATUS_CREATED]	= "created",
		[STATUS_RUNNING]	= "running",
		[STATUS_PAUSED]		= "paused",
		[STATUS_STOPPED]	= "stopped",
	};

	return names[s];
}

struct json_object *container_state_json(const struct container *c,
					 enum status s)
{
	struct json_object *o = json_object_new_object();
	pid_t pid = s == STATUS_STOPPED ? 0 : c->init.pid;

	if (o && !json_add_string(o, "ociVersion", c->version) &&
	    !json_add_string(o, "id", c->id) &&
	    !json_add_number(o, "pid", pid) &&
	    !json_add_string(o, "status", status_name(s)) &&
	    !json_add_string(o, "bundle", c->bundle) &&
	    !json_add_string(o, "rootfs", c->rootfs) &&
	    !json_add_string(o, "created", c->created) &&
	    !json_add_string(o, "owner", "") &&
	    (!c->annotations || !json_add(o, "annotations",
					  json_object_get(c->annotations))))
		return o;
	json_object_put(o);
	return NULL;
}
