// SPDX-License-Identifier: ISC
/*
 * What the relay asks for.  Each function answers the request it serves, or
 * leaves a session that will.
 */
#include <errno.h>
#include <nabla/config.h>
#include <nabla/exit.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "actions.h"
#include "clock.h"
#include "connection.h"
#include "joined.h"
#include "life.h"
#include "namespaces.h"
#include "resolver.h"

/* Descriptions that can be under way at one time. */
#define LETTERS_MAX	16

/* A description that comes in pieces. */
struct letter {
	struct letter *next;
	uint32_t id;
	uint16_t type;
	unsigned int number;		/* of a container */
	size_t size;
	char *bytes;
};

/* @j: the container that is meant; NULL: the first. */
typedef void request(struct life *l, uint32_t id, struct joined *j,
		     const void *payload, struct err *e);

static void done(struct life *l, uint32_t id, int rc, const struct err *e)
{
	if (id)
		channel_answer(&l->channel, NABLA_CONTROL_DONE, id,
			       rc < 0 ? -rc : 0, rc < 0 ? e->text : NULL);
}

static void failed(struct life *l, uint32_t id, int status,
		   const struct err *e)
{
	channel_answer(&l->channel, NABLA_CONTROL_FAILED, id, status, e->text);
}

static struct session *find_session(const struct life *l, uint32_t id)
{
	struct session *s;

	for (s = l->sessions; s && (s->id != id || s->detached); s = s->next)
		;
	return s;
}

static unsigned int number_in(const struct nabla_control *head)
{
	return (head->flags & NABLA_CONTROL_CONTAINER) >> NABLA_CONTROL_SHIFT;
}

static struct joined *find_joined(const struct life *l, unsigned int number)
{
	struct joined *j;

	for (j = l->joined; j && j->number != number; j = j->next)
		;
	return j;
}

static int no_such(unsigned int number, struct err *e)
{
	return err_set(e, ESRCH, "there is no container %u in this guest",
		       number);
}

/* What is started while all stands still would do so before its exec. */
static int not_frozen(const struct life *l, const struct joined *j,
		      struct err *e)
{
	return l->guest->frozen || (j && j->guest.frozen) ?
	       err_set(e, EBUSY, "the container is frozen") : 0;
}

static int may_start(const struct life *l, struct err *e)
{
	if (l->pid)
		return err_set(e, EALREADY, "the program has been started");
	return not_frozen(l, NULL, e);
}

/* The container ends with the failure, as it would have without waiting. */
static void do_start(struct life *l, uint32_t id, const char *records,
		     size_t size, struct err *e)
{
	struct err own = { 0 };
	uint32_t pid;

	if (may_start(l, &own)) {
		failed(l, id, NABLA_EXIT_TENDER, &own);
		return;
	}
	if (actions_only(records, size, e) ||
	    actions_run(l->guest, records, size, e)) {
		l->over = true;
		l->status = NABLA_EXIT_TENDER;
	} else if (!life_launch(l, e)) {
		pid = l->pid;
		channel_send(&l->channel, NABLA_CONTROL_STARTED, 0, id, &pid,
			     sizeof(pid));
		return;
	}
	failed(l, id, l->status, e);
}

static unsigned int count_sessions(const struct life *l)
{
	unsigned int n = 0;

	for (const struct session *s = l->sessions; s; s = s->next)
		n++;
	return n;
}

static int may_exec(const struct life *l, const struct joined *j,
		    struct err *e)
{
	if (count_sessions(l) >= NABLA_CONTROL_IDS)
		return err_set(e, EBUSY, "too many programs at one time");
	return not_frozen(l, j, e);
}

/* At the end of the list: see serve_sessions(). */
static void append(struct life *l, struct session *s)
{
	struct session **at = &l->sessions;

	while (*at)
		at = &(*at)->next;
	*at = s;
}

static void started(struct life *l, uint32_t id, struct session *s)
{
	const uint32_t pid = s->pid;

	append(l, s);
	channel_send(&l->channel, NABLA_CONTROL_STARTED, 0, id, &pid,
		     sizeof(pid));
}

static int exec_in(struct life *l, const struct letter *t, struct session **s,
		   int *status, struct err *e)
{
	const struct joined *j = find_joined(l, t->number);

	if (t->number && !j)
		return no_such(t->number, e);
	if (may_exec(l, j, e))
		return -e->code;
	if (j)
		return joined_exec(l->guest, j, t->id, t->bytes, t->size, s,
				   status, e);
	return session_start(l->guest, t->id, t->bytes, t->size, s, status, e);
}

static void do_exec(struct life *l, const struct letter *t)
{
	struct err e = { 0 };
	struct session *s;
	int status = NABLA_EXIT_TENDER;

	if (exec_in(l, t, &s, &status, &e))
		failed(l, t->id, status, &e);
	else
		started(l, t->id, s);
}

static int may_join(const struct life *l, unsigned int number, struct err *e)
{
	if (!number || find_joined(l, number))
		return err_set(e, EEXIST, "there is a container %u in this "
			       "guest", number);
	return may_exec(l, NULL, e);
}

static void do_join(struct life *l, const struct letter *t)
{
	struct err e = { 0 };
	struct session *s;
	struct joined *j;
	int status = NABLA_EXIT_TENDER;

	if (may_join(l, t->number, &e) ||
	    joined_start(l->guest, t->id, t->number, t->bytes, t->size, &s, &j,
			 &status, &e)) {
		failed(l, t->id, status, &e);
		return;
	}
	j->next = l->joined;
	l->joined = j;
	started(l, t->id, s);
}

static void do_connect(struct life *l, uint32_t id, const void *payload)
{
	struct nabla_control_place to;
	struct err e = { 0 };
	struct session *s;

	memcpy(&to, payload, sizeof(to));
	if (may_exec(l, NULL, &e) || connection_start(id, &to, &s, &e))
		failed(l, id, NABLA_EXIT_TENDER, &e);
	else
		started(l, id, s);
}

static void do_give(struct life *l, uint32_t id, const void *payload)
{
	struct nabla_control_gift gift;
	struct err e = { 0 };
	struct session *s;

	memcpy(&gift, payload, sizeof(gift));
	if (may_start(l, &e) || may_exec(l, NULL, &e) ||
	    connection_give(l->guest, id, &gift, &s, &e))
		failed(l, id, NABLA_EXIT_TENDER, &e);
	else
		started(l, id, s);
}

static struct letter **find_letter(struct life *l, uint32_t id,
				   unsigned int *count)
{
	struct letter **at = &l->letters;

	for (*count = 0; *at && (*at)->id != id; at = &(*at)->next)
		++*count;
	return at;
}

static void free_letter(struct letter **at)
{
	struct letter *t = *at;

	*at = t->next;
	free(t->bytes);
	free(t);
}

void letters_free(struct life *l)
{
	while (l->letters)
		free_letter(&l->letters);
}

static int extend(struct letter *t, const char *bytes, size_t size)
{
	char *more;

	if (size > NABLA_CONFIG_MAX - t->size)
		return -E2BIG;
	more = realloc(t->bytes, t->size + size + 1);
	if (!more)
		return -ENOMEM;
	memcpy(more + t->size, bytes, size);
	t->bytes = more;
	t->size += size;
	return 0;
}

static struct letter **open_letter(struct life *l,
				   const struct nabla_control *head)
{
	unsigned int count;
	struct letter **at = find_letter(l, head->id, &count);

	if (*at || count >= LETTERS_MAX)
		return at;
	*at = calloc(1, sizeof(**at));
	if (*at) {
		(*at)->id = head->id;
		(*at)->type = head->type;
		(*at)->number = number_in(head);
	}
	return at;
}

/* START, EXEC and JOIN: what they say counts when all of it is there. */
static void describe(struct life *l, const struct control_frame *f,
		     size_t size, struct err *e)
{
	const uint32_t id = f->head.id;
	struct letter **at = open_letter(l, &f->head);
	struct err own = { 0 };

	if (!*at || (*at)->type != f->head.type ||
	    extend(*at, f->payload, size)) {
		err_set(&own, E2BIG, "the description is too large, or there "
			"are too many");
		failed(l, id, NABLA_EXIT_TENDER, &own);
		if (*at)
			free_letter(at);
		return;
	}
	if (f->head.flags & NABLA_CONTROL_MORE)
		return;
	if (f->head.type == NABLA_CONTROL_START)
		do_start(l, id, (*at)->bytes, (*at)->size, e);
	else if (f->head.type == NABLA_CONTROL_JOIN)
		do_join(l, *at);
	else
		do_exec(l, *at);
	free_letter(at);
}

static int signal_container(struct life *l, const struct joined *j, int sig,
			    unsigned int whom)
{
	pid_t pid = whom == NABLA_CONTROL_ALL ? -1 :
		    whom == NABLA_CONTROL_GROUP ? -l->pid : l->pid;

	if (j)
		return joined_signal(j, sig, whom);
	if (l->pid)
		return kill(pid, sig) ? -errno : 0;
	/* Created, and not to be started any more. */
	if (sig) {
		l->over = true;
		l->status = 128 + sig;
	}
	return 0;
}

static void do_signal(struct life *l, uint32_t id, struct joined *j,
		      const void *payload, struct err *e)
{
	uint32_t arg[2];
	int rc;

	memcpy(arg, payload, sizeof(arg));
	if (arg[0] > 64 || arg[1] > NABLA_CONTROL_ALL)
		rc = -EINVAL;
	else
		rc = signal_container(l, j, arg[0], arg[1]);
	if (rc)
		err_set(e, -rc, "signal %u: %s", arg[0], strerror(-rc));
	done(l, id, rc, e);
}

static void do_winsize(struct life *l, uint32_t id, struct joined *j,
		       const void *payload, struct err *e)
{
	struct nabla_control_winsize w;
	struct winsize size;
	int rc = 0;

	(void)j;
	memcpy(&w, payload, sizeof(w));
	size = (struct winsize){ w.rows, w.columns, w.width, w.height };
	if (ioctl(l->guest->console, TIOCSWINSZ, &size))
		rc = err_errno(e, "the console's size");
	done(l, id, rc, e);
}

static void do_sync(struct life *l, uint32_t id, struct joined *j,
		    const void *payload, struct err *e)
{
	(void)payload, (void)j;
	sync();
	done(l, id, 0, e);
}

/* With the first all stop; those that were stopped by themselves stay so. */
static int freeze(struct life *l, struct joined *j, bool frozen, struct err *e)
{
	int rc = cgroup_freeze(j ? &j->guest : l->guest, frozen, e);

	if (j)
		return rc;
	for (j = l->joined; !rc && j; j = j->next)
		if (!j->guest.frozen && !j->over)
			rc = cgroup_stop(&j->guest, frozen, e);
	return rc;
}

static void do_freeze(struct life *l, uint32_t id, struct joined *j,
		      const void *payload, struct err *e)
{
	struct err second = { 0 };
	int rc = freeze(l, j, true, e);

	(void)payload;
	if (!rc)
		sync();
	else
		freeze(l, j, false, &second);
	done(l, id, rc, e);
}

static void do_thaw(struct life *l, uint32_t id, struct joined *j,
		    const void *payload, struct err *e)
{
	(void)payload;
	done(l, id, freeze(l, j, false, e), e);
}

static void do_ps(struct life *l, uint32_t id, struct joined *j,
		  const void *payload, struct err *e)
{
	(void)payload, (void)e;
	processes_tell(l, id, j);
}

static void do_stats(struct life *l, uint32_t id, struct joined *j,
		     const void *payload, struct err *e)
{
	(void)payload, (void)e;
	numbers_tell(l, id, j);
}

/* Until now it may have had no group of its own: then it gets one. */
static int set_limit(struct guest *g, const struct nabla_control_limit *limit,
		     struct err *e)
{
	const char *file = limit->what == NABLA_CONTROL_TASKS ? "pids.max" :
			   limit->what == NABLA_CONTROL_MEMORY ? "memory.max" :
			   NULL;
	char text[24] = "max";

	if (!file || limit->reserved)
		return err_set(e, EINVAL, "there is no limit %u", limit->what);
	if (limit->most != NABLA_CONTROL_UNLIMITED)
		snprintf(text, sizeof(text), "%llu",
			 (unsigned long long)limit->most);
	return cgroup_limit(g, file, text, e);
}

static void do_limit(struct life *l, uint32_t id, struct joined *j,
		     const void *payload, struct err *e)
{
	struct nabla_control_limit limit;

	memcpy(&limit, payload, sizeof(limit));
	done(l, id, set_limit(j ? &j->guest : l->guest, &limit, e), e);
}

static void do_shutdown(struct life *l, uint32_t id, struct joined *j,
			const void *payload, struct err *e)
{
	uint32_t ms;

	memcpy(&ms, payload, sizeof(ms));
	l->kill_at = clock_ms() + ms;
	signal_container(l, j, SIGTERM, NABLA_CONTROL_PROCESS);
	done(l, id, 0, e);
}

static request *const requests[] = {
	[NABLA_CONTROL_SIGNAL]		= do_signal,
	[NABLA_CONTROL_WINSIZE]		= do_winsize,
	[NABLA_CONTROL_SYNC]		= do_sync,
	[NABLA_CONTROL_FREEZE]		= do_freeze,
	[NABLA_CONTROL_THAW]		= do_thaw,
	[NABLA_CONTROL_PS]		= do_ps,
	[NABLA_CONTROL_STATS]		= do_stats,
	[NABLA_CONTROL_SHUTDOWN]	= do_shutdown,
	[NABLA_CONTROL_LIMIT]		= do_limit,
};

static void serve_session(struct life *l, struct session *s,
			  const struct control_frame *f, size_t size)
{
	struct nabla_control_winsize w;
	uint32_t arg[2] = { 0, 0 };

	memcpy(arg, f->payload, size < sizeof(arg) ? size : sizeof(arg));
	memcpy(&w, f->payload, sizeof(w));
	switch (f->head.type) {
	case NABLA_CONTROL_DATA:
		if (!control_stream(&f->head))
			session_data(s, &l->channel, f->payload, size);
		break;
	case NABLA_CONTROL_CREDIT:
		if (control_stream(&f->head))
			session_credit(s, control_stream(&f->head), arg[0]);
		break;
	case NABLA_CONTROL_CLOSE:
		session_close(s, control_stream(&f->head));
		break;
	case NABLA_CONTROL_SIGNAL:
		if (arg[0] <= 64)
			session_signal(s, arg[0], arg[1]);
		break;
	case NABLA_CONTROL_WINSIZE:
		session_size(s, &w);
		break;
	}
}

/* Of a container that is not there (any more) nothing can be asked. */
static void serve(struct life *l, const struct control_frame *f)
{
	unsigned int number = number_in(&f->head);
	struct joined *j = find_joined(l, number);
	struct err e = { 0 };

	if (number && !j)
		done(l, f->head.id, no_such(number, &e), &e);
	else
		requests[f->head.type](l, f->head.id, j, f->payload, &e);
}

static void detach(struct life *l, uint32_t id)
{
	struct session *s = find_session(l, id);
	unsigned int count;
	struct letter **t = find_letter(l, id, &count);

	if (s)
		session_detach(s);
	if (*t)
		free_letter(t);
}

static bool is_of_session(const struct nabla_control *head)
{
	return head->flags & NABLA_CONTROL_SESSION ||
	       head->type == NABLA_CONTROL_DATA ||
	       head->type == NABLA_CONTROL_CREDIT ||
	       head->type == NABLA_CONTROL_CLOSE;
}

void request_serve(struct life *l, const struct control_frame *f, size_t size,
		   struct err *e)
{
	const struct nabla_control *head = &f->head;

	if (is_of_session(head)) {
		/* One that has ended meanwhile is not there. */
		struct session *s = find_session(l, head->id);

		if (s)
			serve_session(l, s, f, size);
	} else if (head->type == NABLA_CONTROL_DETACH) {
		detach(l, head->id);
	} else if (l->over) {
		/* Sessions have their last words; nothing else is served. */
		return;
	} else if (head->type == NABLA_CONTROL_START ||
		   head->type == NABLA_CONTROL_EXEC ||
		   head->type == NABLA_CONTROL_JOIN) {
		describe(l, f, size, e);
	} else if (head->type == NABLA_CONTROL_CONNECT) {
		do_connect(l, head->id, f->payload);
	} else if (head->type == NABLA_CONTROL_GIVE) {
		do_give(l, head->id, f->payload);
	} else if (head->type == NABLA_CONTROL_ANSWER) {
		if (l->guest->resolver)
			resolver_answer(l->guest->resolver, f->payload, size);
	} else if (head->type < sizeof(requests) / sizeof(*requests) &&
		   requests[head->type]) {
		serve(l, f);
	}
}
