/* SPDX-License-Identifier: ISC */
/*
 * A container as it is kept between commands: the directory ROOT/ID (0700) with
 *
 *	state.json	who it is and which processes belong to it
 *	config.json	the bundle's, as it was at create
 *	start		a socket on which the process waits for start; there as
 *			long as the container is "created"
 *	control		the relay's socket, for exec and signals; not for one
 *			that is in another's guest (pod.h), whose relay it has
 *
 * The directory is locked (flock) by whoever changes it.  state.json is
 * replaced as a whole.  It is written before the first process or cgroup is
 * made, so that whatever dies, `delete --force` knows what there may be.
 */
#ifndef RUNTIME_CONTAINER_H
#define RUNTIME_CONTAINER_H

#include "runtime/arena.h"
#include "runtime/cgroup.h"
#include "runtime/json.h"
#include "runtime/proc.h"
#include "runtime/runtime.h"

#define STATE_FILE	"state.json"
#define CONFIG_FILE	"config.json"
#define START_SOCKET	"start"
#define CONTROL_SOCKET	"control"

enum status {
	STATUS_CREATING,	/* or its creation was cut short */
	STATUS_CREATED,
	STATUS_RUNNING,
	STATUS_PAUSED,
	STATUS_STOPPED,
};

/* Of one that is in another's guest. */
struct place {
	const char *pod;		/* that one's id; NULL: it has its own */
	unsigned int number;		/* in that guest */
	const char *folder;		/* of its files, as the gofer has them */
};

struct container {
	struct arena arena;
	struct json_object *json;	/* strings below may belong to it */
	int dir;			/* ROOT/ID, locked or not */
	const char *id, *root;
	const char *version, *bundle, *rootfs, *created;
	bool complete;			/* create has done its work */
	struct process init;		/* the container's pid */
	struct process gofer, relay;
	struct place place;
	uint64_t netns;			/* inode of its network namespace */
	bool groups;			/* its guest can limit memory */
	const char **planned;		/* its groups, before they are made */
	struct cgroups cgroups;		/* that were made for it */
	struct json_object *annotations;	/* or NULL */
	const char *solo5;		/* "spt", "hvt"; NULL: a library kernel */
	const char *platform;		/* of that, "hvt"; NULL: a process */
};

/* A good name for a container: letters, digits, "_+-.", not a dot first. */
int container_check_id(const char *id, struct err *e);

/* A new one; -EEXIST.  It is locked, and has no state.json yet. */
int container_make(struct container *c, const struct runtime *rt,
		   const char *id, struct err *e);

enum container_lock { CONTAINER_SHARED, CONTAINER_LOCKED, CONTAINER_FORCED };

/*
 * -ENOENT "container does not exist"; complete is false if it can't be read.
 * -EBUSY if somebody has the lock for long; FORCED ends that process.
 */
int container_open(struct container *c, const struct runtime *rt,
		   const char *id, enum container_lock lock, struct err *e);

/* Others may work on it meanwhile. */
void container_unlock(struct container *c);
/* -ENOENT: it has been deleted meanwhile. */
int container_relock(struct container *c, struct err *e);

/* -ENODATA if there is no readable state: its creation was cut short. */
int container_need_state(const struct container *c, struct err *e);

int container_save(struct container *c, struct err *e);

/* The directory and all that is known to be in it. */
int container_remove(struct container *c, struct err *e);

/* Closes and frees; the lock goes with it. */
void container_close(struct container *c);

enum status container_status(const struct container *c);
const char *status_name(enum status s);

/*
 * The state as the specification has it; the caller puts it.  NULL: no memory.
 */
struct json_object *container_state_json(const struct container *c,
					 enum status s);

#endif
