/* SPDX-License-Identifier: ISC */
/*
 * The making of a container: what create and the process that it starts share.
 * That process (launch_child()) becomes the container's; create only helps
 * where rights of the host are needed.  They talk over a socket pair, a message
 * at a time:
 *
 *	child				create
 *	MAP	in a new user		writes the maps
 *		namespace
 *	READY	namespaces are there	runs prestart and createRuntime hooks
 *	HELPERS	files are laid out,	records the pids, writes state and pid
 *		gofer and relay run	file
 *	WAITING	no longer dies with	ends
 *		create
 *
 * For one that is in another's guest (pod.h) there are no helpers to begin.
 *
 * create answers each but the last with GO.  FAILED, with the reason, may come
 * at any time.
 */
#ifndef RUNTIME_LAUNCH_H
#define RUNTIME_LAUNCH_H

#include "runtime/container.h"
#include "runtime/describe.h"
#include "runtime/gifts.h"
#include "runtime/localhost.h"
#include "runtime/programs.h"
#include "runtime/records.h"
#include "runtime/spec.h"

struct solo5;
struct network;

struct launch {
	const struct runtime *rt;
	struct container *c;
	struct spec *spec;
	const struct container *pod;	/* whose guest it is in, or NULL */
	bool keep_text;			/* no system call is rewritten */
	struct joining joining;		/* then; folder once there is one */
	struct programs programs;
	struct solo5 *solo5;		/* NULL: the library kernel's */
	bool hvt;			/* that one's in a virtual machine */
	const char *console_socket;	/* NULL: none */
	const char *pid_file;		/* NULL: none */
	const char *place;		/* a directory to mount on */
	const char *tree_path;		/* where the files were laid out */
	uint64_t memory;		/* bytes of guest RAM; 0: the host's */
	uint64_t memory_total;		/* the control group's; 0: no limit */

	/* the child's, all close-on-exec */
	int sync;			/* its end of the socket pair */
	int start;			/* listens for start */
	int control;			/* listens for the relay's clients */
	int terminal;			/* slave side, -1: none */
	int resolver;			/* for the relay, -1: none */
	struct localhost localhost;	/* likewise */
	struct gifts gifts;		/* likewise */
	int files_fd, relay_fd;		/* ends of helpers' sockets; in a pod
					 * a connection to its relay */
	int ready_fd;			/* the gofer says a word there */
	int tap;			/* hvt: of a tap to be; -1: none */
	struct process gofer, relay;
	struct records records;		/* the description, but the network */
};

enum launch_kind {
	LAUNCH_GO, LAUNCH_MAP, LAUNCH_READY, LAUNCH_HELPERS, LAUNCH_WAITING,
	LAUNCH_FAILED,
};

struct launch_message {
	enum launch_kind kind;
	pid_t gofer, relay;		/* LAUNCH_HELPERS */
	struct err e;			/* LAUNCH_FAILED */
};

/* -EPIPE if the other side is gone. */
int launch_tell(int fd, enum launch_kind kind, const struct launch *l);
int launch_tell_error(int fd, const struct err *e);
int launch_hear(int fd, struct launch_message *m, struct err *e);

/* For the new process; returns only with an error. */
int launch_child(struct launch *l, struct err *e);

/* Its stages, in this order, each in a file of its own. */
int launch_namespaces(struct launch *l, struct err *e);
int launch_files(struct launch *l, int *tree, struct err *e);
/* -ENOENT if the program is plainly not in that root, -EACCES if no program. */
int launch_find_program(const struct spec *s, int root, struct err *e);
/* The program in that root; O_PATH, or -1. */
int launch_open_program(const struct spec *s, int root);
int launch_helpers(struct launch *l, int tree, struct err *e);
int launch_describe(struct launch *l, struct err *e);
int launch_empty_root(struct launch *l, struct err *e);
int launch_await_gofer(struct launch *l, struct err *e);
int launch_wait(struct launch *l, int *starter, struct err *e);
int launch_tender(struct launch *l, int starter, struct err *e);
/*
 * Takes what was read of a network, once start has noted it; gives it back if
 * that fails.  redirected: by taps.
 */
typedef int launch_take_fn(struct network *net, void *arg, struct err *e);
int launch_take_network(int starter, struct network *net, bool redirected,
			launch_take_fn *take, void *arg, struct err *e);

/* In place of the helpers and of the tender, in a pod. */
int launch_join(struct launch *l, int tree, struct err *e);
int launch_joined(struct launch *l, int starter, struct err *e);

/* To start: what is to be taken, or why there will be no container. */
void launch_answer(int starter, const struct err *e,
		   const struct records *taken);
int launch_drop_capabilities(struct err *e);

/* Refuses what config.json asks for that no container of ours can have. */
int launch_check(const struct spec *s, struct err *e);

#endif
