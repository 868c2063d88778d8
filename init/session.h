/* SPDX-License-Identifier: ISC */
/*
 * A session: a program that the relay had started beside the container's first,
 * its streams, and its end.  Or a connection (connection.h): it has no program,
 * and ends with its streams.
 */
#ifndef INIT_SESSION_H
#define INIT_SESSION_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

#include "channel.h"
#include "guest.h"

#define SESSION_POLLS	3

/* What the program writes. */
struct source {
	int fd;				/* -1: ended */
	uint32_t credit;		/* bytes that we may send */
	uint32_t left;			/* that were there when it ended */
};

struct session {
	struct session *next;
	uint32_t id;
	pid_t pid;			/* 0: a connection's */
	bool connection;		/* in and out[0] are its socket */
	bool terminal;			/* in and out[0] are its master */
	bool detached;			/* nobody listens any more */
	bool ended;
	int status;
	long quiet;			/* ms; ended terminal: empty then */
	int in;				/* -1: closed */
	bool in_last;			/* to be closed when all is written */
	uint32_t in_credit;		/* bytes that may come */
	uint32_t owed;			/* written, and not told yet */
	uint32_t at, end;		/* buffer[at, end) is for the program */
	char *buffer;
	struct source out[2];
};

/*
 * The program that the records describe.  0 and *s, in no list yet; or -errno,
 * and *status is what stands for it.
 */
int session_start(const struct guest *g, uint32_t id, const char *records,
		  size_t size, struct session **s, int *status, struct err *e);
void session_free(struct session *s);

/* Its parts, for a program of another container (joined.c). */
struct stdio_of;
struct session *session_new(uint32_t id);
int session_pipes(struct session *s, struct stdio_of *io, struct err *e);
/* The present process's container's: *master, and the other end in @io. */
int session_terminal(int *master, struct stdio_of *io,
		     const struct winsize *size, struct err *e);
/* The master that it has from now on. */
int session_take_terminal(struct session *s, int master, struct err *e);

/* From the relay; what is beyond the credit is dropped. */
void session_data(struct session *s, struct channel *c, const char *bytes,
		  size_t size);
void session_credit(struct session *s, unsigned int stream, uint32_t more);
void session_close(struct session *s, unsigned int stream);
void session_size(struct session *s, const struct nabla_control_winsize *w);
int session_signal(const struct session *s, int sig, unsigned int whom);
void session_detach(struct session *s);

/* Nobody is left who would answer: a connection's end is its output's. */
void session_last(struct session *s);

/* Its process has ended. */
void session_ended(struct session *s, int status);

void session_watch(const struct session *s, const struct channel *c,
		   struct pollfd p[SESSION_POLLS]);
/*
 * False if it needs no look but at what is ready; else *@until, in ms, is no
 * later than when it does.
 */
bool session_expects(const struct session *s, long *until);

/* True when it is over, and its last frame sent. */
bool session_serve(struct session *s, struct channel *c,
		   const struct pollfd p[SESSION_POLLS]);

#endif
