// SPDX-License-Identifier: ISC
/*
 * The table of frame types: whose they are, what their payload is made of, and
 * which flags they take.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "lib/control.h"

#define G	CONTROL_GUEST
#define R	CONTROL_RELAY
#define C	CONTROL_CLIENT
#define ANY	CONTROL_PAYLOAD_MAX
#define MORE	NABLA_CONTROL_MORE
#define SESSION	NABLA_CONTROL_SESSION
#define STREAM	NABLA_CONTROL_STREAM
#define NUMBER	NABLA_CONTROL_CONTAINER

static const struct kind {
	const char *name;
	unsigned char from;
	unsigned short flags;		/* those that may be set */
	unsigned short unit;		/* the payload is so many bytes ... */
	unsigned short least, most;	/* ... from so often to so often */
} kinds[] = {
	[NABLA_CONTROL_HELLO]	= { "HELLO", G, 0, 4, 1, 1 },
	[NABLA_CONTROL_READY]	= { "READY", G | R, 0, 1, 0, 0 },
	[NABLA_CONTROL_START]	= { "START", R | C, MORE, 1, 0, ANY },
	[NABLA_CONTROL_STARTED]	= { "STARTED", G | R, 0, 4, 1, 1 },
	[NABLA_CONTROL_FAILED]	= { "FAILED", G | R, 0, 1, 4, ANY },
	[NABLA_CONTROL_EXEC]	= { "EXEC", R | C, MORE | NUMBER, 1, 0, ANY },
	[NABLA_CONTROL_JOIN]	= { "JOIN", R | C, MORE | NUMBER, 1, 0, ANY },
	[NABLA_CONTROL_EXITED]	= { "EXITED", G | R, 0, 4, 1, 1 },
	[NABLA_CONTROL_DATA]	= { "DATA", G | R | C, STREAM, 1, 1, ANY },
	[NABLA_CONTROL_CREDIT]	= { "CREDIT", G | R | C, STREAM, 4, 1, 1 },
	[NABLA_CONTROL_CLOSE]	= { "CLOSE", G | R | C, STREAM, 1, 0, 0 },
	[NABLA_CONTROL_SIGNAL]	= { "SIGNAL", R | C, SESSION | NUMBER, 8, 1, 1 },
	[NABLA_CONTROL_WINSIZE]	= { "WINSIZE", R | C, SESSION, 8, 1, 1 },
	[NABLA_CONTROL_ASK_SIZE] = { "ASK_SIZE", G, 0, 1, 0, 0 },
	[NABLA_CONTROL_DETACH]	= { "DETACH", R, 0, 1, 0, 0 },
	[NABLA_CONTROL_DONE]	= { "DONE", G | R, 0, 1, 4, ANY },
	[NABLA_CONTROL_SYNC]	= { "SYNC", R | C, 0, 1, 0, 0 },
	[NABLA_CONTROL_FREEZE]	= { "FREEZE", R | C, NUMBER, 1, 0, 0 },
	[NABLA_CONTROL_THAW]	= { "THAW", R | C, NUMBER, 1, 0, 0 },
	[NABLA_CONTROL_PS]	= { "PS", R | C, NUMBER, 1, 0, 0 },
	[NABLA_CONTROL_PROCESSES] = {
		"PROCESSES", G | R, MORE,
		sizeof(struct nabla_control_process), 0,
		ANY / sizeof(struct nabla_control_process)
	},
	[NABLA_CONTROL_STATS]	= { "STATS", R | C, NUMBER, 1, 0, 0 },
	[NABLA_CONTROL_NUMBERS]	= {
		"NUMBERS", G | R, 0, sizeof(struct nabla_control_numbers), 1, 1
	},
	[NABLA_CONTROL_SHUTDOWN] = { "SHUTDOWN", R | C, 0, 4, 1, 1 },
	[NABLA_CONTROL_OOM]	= { "OOM", G | R, 0, 8, 1, 1 },
	[NABLA_CONTROL_QUERY]	= { "QUERY", G, 0, 1, CONTROL_DNS_MIN, ANY },
	[NABLA_CONTROL_ANSWER]	= { "ANSWER", R, 0, 1, CONTROL_DNS_MIN, ANY },
	[NABLA_CONTROL_LIMIT]	= {
		"LIMIT", R | C, NUMBER, sizeof(struct nabla_control_limit), 1, 1
	},
	[NABLA_CONTROL_CONNECT]	= {
		"CONNECT", R, 0, sizeof(struct nabla_control_place), 1, 1
	},
	[NABLA_CONTROL_GIVE]	= {
		"GIVE", R, 0, sizeof(struct nabla_control_gift), 1, 1
	},
	[NABLA_CONTROL_WATCH]	= { "WATCH", C, 0, 1, 0, 0 },
};

static const struct kind *kind_of(unsigned int type)
{
	if (type >= sizeof(kinds) / sizeof(*kinds) || !kinds[type].name)
		return NULL;
	return &kinds[type];
}

static bool good_flags(const struct kind *k, unsigned int flags)
{
	return !(flags & ~k->flags) &&
	       (!(k->flags & STREAM) || (flags & STREAM) <= 2);
}

int control_check(const void *frame, size_t len, enum control_side from)
{
	struct nabla_control head;
	const struct kind *k;

	if (len < sizeof(head) || len > NABLA_CONTROL_MAX)
		return -EBADMSG;
	memcpy(&head, frame, sizeof(head));
	len -= sizeof(head);
	k = kind_of(head.type);
	if (!k || !(k->from & from) || !good_flags(k, head.flags) ||
	    len % k->unit || len / k->unit < k->least ||
	    len / k->unit > k->most)
		return -EBADMSG;
	return 0;
}

const char *control_name(unsigned int type)
{
	const struct kind *k = kind_of(type);

	return k ? k->name : "frame";
}
