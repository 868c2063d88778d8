/* SPDX-License-Identifier: ISC */
/*
 * nabla-relay: what it holds of its guest and of its clients.  Neither is
 * trusted. A function that deals with a client answers for that client alone;
 * one that deals with the guest returns an error only if the channel is to end.
 */
#ifndef RELAY_RELAY_H
#define RELAY_RELAY_H

#include <nabla/relay.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/control.h"
#include "lib/err.h"
#include "relay/queue.h"
#include "relay/stdio.h"

enum client_state {
	CLIENT_IDLE,
	CLIENT_DESCRIBES,	/* START or EXEC, not to its end yet */
	CLIENT_WAITS,		/* for the answer to what it asked */
	CLIENT_SESSION,
	CLIENT_OVER,		/* its session has; it can't know at once */
	CLIENT_WATCHES,
};

struct client {
	int fd;				/* -1: there is none */
	uint32_t id;			/* never used again soon */
	enum client_state state;
	uint16_t asked;			/* enum nabla_control_type */
	uint32_t credit[3];		/* bytes that may still come */
	struct queue out;
};

/*
 * A connection to the localhost of the container's network namespace, or a
 * descriptor that the program is to have.
 */
struct local {
	struct nabla_control_gift gift;	/* number 0: a connection */
	struct stdio io;		/* both ways; closed: there is none */
	uint32_t id;
	uint32_t credit;		/* bytes that may still come */
	bool open;			/* the guest has taken it */
	bool heard;			/* nothing more is wanted of it */
	bool last;			/* the guest sends no more */
	bool over;			/* and hears no more either */
};

/* What watchers are told, whenever they come. */
struct past {
	bool ready, started, exited;
	uint32_t pid, status;
	uint64_t oom;
	size_t failed;			/* bytes of failure; 0: none */
	char failure[sizeof(struct nabla_control_done) + 256];
};

struct relay {
	int control, listen;
	int tty, resolver;		/* -1 if there is none, as the next */
	int localhost;			/* listens in the namespace */
	int attached;			/* only held */
	bool greeted;			/* the guest has said HELLO */
	struct queue out;		/* to the guest */
	struct past past;
	uint32_t generation;		/* of ids */
	struct client client[NABLA_RELAY_CLIENTS];
	uint32_t locals;		/* that there were, for their ids */
	struct local local[NABLA_RELAY_LOCALS];
	struct control_frame frame;	/* the one being looked at */
};

/* Others wait while the guest does not take what it is told. */
static inline bool relay_may_speak(const struct relay *r)
{
	return r->greeted && queue_empty(&r->out);
}

/* Of those that connected, and were not accepted: who watches is told. */
void client_late(struct relay *r, struct err *e);

/* Until the guest's channel ends; 0, or an error that ended it. */
int relay_serve(struct relay *r, struct err *e);

/* One frame from the guest, or its end: 1, or nothing more now: 0; -errno. */
int guest_hear(struct relay *r, struct err *e);

/* The frame being looked at is: -EPROTO. */
int guest_wrong(const struct relay *r, const char *how, struct err *e);

/* To the guest. */
int guest_tell(struct relay *r, const struct nabla_control *head,
	       const void *payload, size_t size, struct err *e);

/* The query in r->frame, to the name server. */
void resolver_ask(struct relay *r, size_t size);
/* One message of the name server's, if there is any. */
int resolver_hear(struct relay *r, struct err *e);

/* The descriptors of local.c that are waited for. */
#define LOCAL_POLLS	(1 + NABLA_RELAY_LOCALS)
void local_watch(const struct relay *r, struct pollfd p[LOCAL_POLLS]);
/* Only the guest can fail, in these. */
int local_serve(struct relay *r, const struct pollfd p[LOCAL_POLLS],
		struct err *e);
int local_accept(struct relay *r, struct err *e);
/* A gift for the guest, which is told of all of them when it can hear. */
void local_add(struct relay *r, const struct nabla_control_gift *gift, int fd);
int local_greet(struct relay *r, struct err *e);
/* The frame from the guest, whose id is a connection's. */
int local_take(struct relay *r, size_t size, struct err *e);
/* At the end: nobody is taken any more; how many have not got all, in @p. */
void local_leave(struct relay *r);
int local_settle(struct relay *r, struct pollfd *p);

void client_accept(struct relay *r);
bool client_room(const struct relay *r);
/* One frame from a client, if there is any; only the guest can fail. */
int client_hear(struct relay *r, struct client *c, struct err *e);
/* Cut off, and what it began is given up. */
int client_drop(struct relay *r, struct client *c, struct err *e);
struct client *client_find(struct relay *r, uint32_t id);
/* What its socket does not take now waits; too much of that cuts it off. */
int client_tell(struct relay *r, struct client *c,
		const struct nabla_control *head, const void *payload,
		size_t size, struct err *e);
/* To all that watch. */
int watchers_tell(struct relay *r, unsigned int type, const void *payload,
		  size_t size, struct err *e);
/* To one that has just begun to. */
int watcher_catch_up(struct relay *r, struct client *c, struct err *e);

#endif
