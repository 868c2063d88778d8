/* SPDX-License-Identifier: ISC */
/*
 * The message channel of a container: between the guest (its init, and for
 * memory its kernel) and the relay, over the descriptor of NABLA_DEV_CONTROL,
 * one end of a SOCK_SEQPACKET pair.  A message is one frame: struct
 * nabla_control, then what its type says.  A frame has at most
 * NABLA_CONTROL_MAX bytes; a longer description continues in further frames,
 * all but the last with NABLA_CONTROL_MORE.
 *
 * Neither side trusts the other.  The relay ends the channel over a frame that
 * is cut short, too long, not the guest's to send, or beyond its credit: the
 * container goes on without it.  The guest drops such frames.
 *
 * The same frames go between the relay and its clients, see relay.h.  Below
 * stands who may send what: G the guest, R the relay, C a client, whose frames
 * the relay passes on with an id of its own choosing.
 *
 * An id names a request or, after NABLA_CONTROL_EXEC, the session that it
 * began: a program beside the container's first.  Id 0 is the container itself.
 * Every request is answered once, by DONE if nothing else is said.
 *
 * Streams of a session are 0 (its input), 1 and 2 (its output; with a terminal
 * only 1).  At the start each may carry NABLA_CONTROL_WINDOW bytes; CREDIT,
 * from the side that takes them, allows so many more.  CLOSE from the side that
 * gives them: there are no more; from the other: no more are wanted.
 *
 * A guest may hold several containers, which share its network and what else
 * their descriptions say.  The first has number 0; JOIN adds others, with
 * numbers of the client's choosing.  A request with a number is for that
 * container.  All end with the first.
 */
#ifndef NABLA_CONTROL_H
#define NABLA_CONTROL_H

#include <linux/types.h>

#define NABLA_CONTROL_VERSION	1
#define NABLA_CONTROL_MAX	16384	/* bytes of a frame */
#define NABLA_CONTROL_WINDOW	65536	/* bytes of a stream on their way */
#define NABLA_CONTROL_IDS	256	/* in use at one time */

struct nabla_control {
	__u16 type;		/* enum nabla_control_type */
	__u16 flags;
	__u32 id;
};

/* flags */
#define NABLA_CONTROL_STREAM	0x0003	/* DATA, CREDIT, CLOSE: which */
#define NABLA_CONTROL_CONTAINER	0x3ff0	/* JOIN and some others: which */
#define NABLA_CONTROL_SESSION	0x4000	/* SIGNAL, WINSIZE: see there */
#define NABLA_CONTROL_MORE	0x8000	/* the payload goes on in another */

/* Never renumbered: a type that goes leaves a gap. */
enum nabla_control_type {
	/* G: the first frame of init; __u32 version */
	NABLA_CONTROL_HELLO = 1,
	/*
	 * G, id 0: all is set up; now waits for START if the description says
	 * so
	 */
	NABLA_CONTROL_READY = 2,
	/*
	 * CR, answer STARTED or FAILED: more records (config.h) to carry out,
	 * then the container's program is started
	 */
	NABLA_CONTROL_START = 3,
	/* G: it runs; __u32 pid, as init counts */
	NABLA_CONTROL_STARTED = 4,
	/*
	 * G: it does not run; struct nabla_control_done, its code the exit
	 * status that stands for it (exit.h)
	 */
	NABLA_CONTROL_FAILED = 5,
	/*
	 * CR, answer STARTED or FAILED, later EXITED: records that describe a
	 * program
	 */
	NABLA_CONTROL_EXEC = 6,
	/*
	 * G: __u32 status, 128 + signal if killed.  The last frame of a
	 * session; id 0: the container's program
	 */
	NABLA_CONTROL_EXITED = 7,
	/* GRC: bytes of the stream in flags */
	NABLA_CONTROL_DATA = 8,
	/* GRC: __u32 bytes more, of the stream in flags */
	NABLA_CONTROL_CREDIT = 9,
	/* GRC: the stream in flags */
	NABLA_CONTROL_CLOSE = 10,
	/*
	 * CR: __u32 signal, __u32 enum nabla_control_whom.  With the flag
	 * SESSION, which the relay sets, for the session of this id, and not
	 * answered; otherwise for the container
	 */
	NABLA_CONTROL_SIGNAL = 11,
	/*
	 * CR: struct nabla_control_winsize, of a terminal; the flag and the
	 * answer likewise.  With id 0 it is not answered
	 */
	NABLA_CONTROL_WINSIZE = 12,
	/*
	 * G: if the relay has the container's terminal, it answers by WINSIZE
	 */
	NABLA_CONTROL_ASK_SIZE = 13,
	/*
	 * R: the client of this id is gone; kill what it began, send nothing
	 * more for this id
	 */
	NABLA_CONTROL_DETACH = 14,
	/* GR: struct nabla_control_done */
	NABLA_CONTROL_DONE = 15,
	/* CR: write file systems out */
	NABLA_CONTROL_SYNC = 16,
	/* CR: stop all programs, then write file systems out */
	NABLA_CONTROL_FREEZE = 17,
	/* CR: let them go on */
	NABLA_CONTROL_THAW = 18,
	/* CR, answer PROCESSES */
	NABLA_CONTROL_PS = 19,
	/* G: struct nabla_control_process[], perhaps with MORE */
	NABLA_CONTROL_PROCESSES = 20,
	/* CR, answer NUMBERS */
	NABLA_CONTROL_STATS = 21,
	/* G: struct nabla_control_numbers */
	NABLA_CONTROL_NUMBERS = 22,
	/*
	 * CR: __u32 milliseconds.  SIGTERM to the container's program, and
	 * SIGKILL if it is there after that time
	 */
	NABLA_CONTROL_SHUTDOWN = 23,
	/*
	 * G: the guest has killed for want of memory; __u64 how often since it
	 * began
	 */
	NABLA_CONTROL_OOM = 24,
	/*
	 * C: READY, STARTED, OOM, EXITED of the container as they come; what
	 * has been is told at once
	 */
	NABLA_CONTROL_WATCH = 25,
	/*
	 * CR, answer STARTED or FAILED, later EXITED: records that describe
	 * another container and its program, which is a session of this id
	 */
	NABLA_CONTROL_JOIN = 26,
	/*
	 * G, id 0: a query for the relay's name server, a whole message of
	 * DNS.  The number in it is the guest's to choose.  Not answered by
	 * DONE, perhaps not at all
	 */
	NABLA_CONTROL_QUERY = 27,
	/* R, id 0: what the name server has to say */
	NABLA_CONTROL_ANSWER = 28,
	/* CR: struct nabla_control_limit, of a container from now on */
	NABLA_CONTROL_LIMIT = 29,
	/*
	 * R, answer STARTED (pid 0) or FAILED, later EXITED: a connection to
	 * the guest's localhost, struct nabla_control_place.  It is a session
	 * of streams 0 and 1, its two ways, which lasts until both are closed
	 */
	NABLA_CONTROL_CONNECT = 30,
	/*
	 * R, before START, answer STARTED (pid 0) or FAILED, later EXITED:
	 * struct nabla_control_gift.  The container's program will have that
	 * descriptor, which is a session like that of CONNECT
	 */
	NABLA_CONTROL_GIVE = 31,
};

enum nabla_control_whom {
	NABLA_CONTROL_PROCESS = 0,	/* the session's or container's first */
	/* the foreground group of its terminal, or its process group */
	NABLA_CONTROL_GROUP = 1,
	NABLA_CONTROL_ALL = 2,		/* every process of the container */
};

struct nabla_control_winsize {
	__u16 rows, columns;		/* characters */
	__u16 width, height;		/* pixels, or 0 */
};

enum nabla_control_limited {
	NABLA_CONTROL_TASKS = 1,
	/* bytes; ENOENT if the guest's kernel keeps no accounts of memory */
	NABLA_CONTROL_MEMORY = 2,
};

#define NABLA_CONTROL_UNLIMITED	(~0ULL)

struct nabla_control_limit {
	__u32 what;			/* enum nabla_control_limited */
	__u32 reserved;			/* 0 */
	__u64 most;			/* or NABLA_CONTROL_UNLIMITED */
};

#define NABLA_CONTROL_GIFTS	16

enum nabla_control_ways {
	NABLA_CONTROL_IN	= 1,	/* the program reads stream 0 there */
	NABLA_CONTROL_OUT	= 2,	/* it writes stream 1 there */
};

struct nabla_control_gift {
	__u16 number;			/* 3 to 2 + NABLA_CONTROL_GIFTS */
	__u16 ways;			/* a pipe; or both: a socket */
};

struct nabla_control_place {
	__u16 port;
	__u16 version;			/* 4: 127.0.0.1, 6: ::1 */
};

struct nabla_control_done {
	__s32 code;			/* 0, or an error number of Linux */
	char text[];			/* why, to the frame's end; no NUL */
};

/* The number of a container in flags, 0 to NABLA_CONTROL_CONTAINERS - 1. */
#define NABLA_CONTROL_SHIFT		4
#define NABLA_CONTROL_CONTAINERS	1024

#define NABLA_CONTROL_NAME	16

struct nabla_control_process {
	__u32 pid;			/* as init counts */
	__u32 pid_inside;		/* as the container does, or 0 */
	__u32 parent;			/* as init counts */
	__u32 uid;
	__u64 cpu_ms;
	__u64 resident;			/* bytes */
	char state;			/* as in /proc/PID/stat */
	char name[NABLA_CONTROL_NAME];	/* ends with NUL */
	char reserved[7];
};

struct nabla_control_numbers {
	__u64 memory_total;		/* bytes, as are the next three */
	__u64 memory_free;
	__u64 memory_available;
	__u64 memory_cached;
	__u64 cpu_user_ns;
	__u64 cpu_system_ns;
	__u64 processes;		/* that exist now, init not counted */
	__u64 oom_kills;		/* since the start, as the next two */
	__u64 faults;
	__u64 major_faults;
};

_Static_assert(sizeof(struct nabla_control) == 8, "ABI");
_Static_assert(sizeof(struct nabla_control_winsize) == 8, "ABI");
_Static_assert(sizeof(struct nabla_control_limit) == 16, "ABI");
_Static_assert(sizeof(struct nabla_control_gift) == 4, "ABI");
_Static_assert(sizeof(struct nabla_control_place) == 4, "ABI");
_Static_assert(sizeof(struct nabla_control_done) == 4, "ABI");
_Static_assert(sizeof(struct nabla_control_process) == 56, "ABI");
_Static_assert(sizeof(struct nabla_control_numbers) == 80, "ABI");

#endif
