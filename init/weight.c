// SPDX-License-Identifier: ISC
/*
 * Weight of the program: see weight.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "value.h"
#include "weight.h"

struct word {
	const char *name;
	int value;
};

static const struct word policies[] = {
	{ "other", SCHED_OTHER }, { "batch", SCHED_BATCH },
	{ "idle", SCHED_IDLE }, { "fifo", SCHED_FIFO }, { "rr", SCHED_RR },
	{ NULL }
};

static const struct word classes[] = {
	{ "rt", IOPRIO_CLASS_RT }, { "be", IOPRIO_CLASS_BE },
	{ "idle", IOPRIO_CLASS_IDLE }, { NULL }
};

static int find(const char *what, const struct word *w, const char *name,
		int *value, struct err *e)
{
	for (; w->name; w++) {
		if (!strcmp(w->name, name)) {
			*value = w->value;
			return 0;
		}
	}
	return err_set(e, EINVAL, "no %s is named \"%s\"", what, name);
}

int weight_oom(struct weight *w, const char *score, struct err *e)
{
	w->has_oom = true;
	return value_signed("score", score, -1000, 1000, &w->oom, e);
}

int weight_sched(struct weight *w, const char *policy, const char *nice,
		 const char *priority, struct err *e)
{
	int rc = find("policy", policies, policy, &w->policy, e);

	w->has_sched = true;
	if (!rc)
		rc = value_signed("nice value", nice, -20, 19, &w->nice, e);
	return rc ? rc : value_signed("priority", priority, 0, 99,
				      &w->priority, e);
}

int weight_ioprio(struct weight *w, const char *class, const char *level,
		  struct err *e)
{
	int c, l, rc = find("class", classes, class, &c, e);

	if (!rc)
		rc = value_signed("level", level, 0, 7, &l, e);
	if (rc)
		return rc;
	w->has_ioprio = true;
	w->ioprio = IOPRIO_PRIO_VALUE(c, l);
	return 0;
}

static int set_oom(const struct guest *g, int score, struct err *e)
{
	char text[12];
	int n = snprintf(text, sizeof(text), "%d", score);
	int fd = openat(g->proc, "self/oom_score_adj", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, n) != n)
		return err_errno(e, "oom %d", score);
	close(fd);
	return 0;
}

/* Directly: musl does not have this one. */
static int set_sched(const struct weight *w, struct err *e)
{
	struct sched_param param = { .sched_priority = w->priority };

	if (syscall(SYS_sched_setscheduler, 0, w->policy, &param))
		return err_errno(e, "sched: policy %d, priority %d", w->policy,
				 w->priority);
	if (setpriority(PRIO_PROCESS, 0, w->nice))
		return err_errno(e, "sched: nice %d", w->nice);
	return 0;
}

int weight_set(const struct guest *g, const struct weight *w, struct err *e)
{
	if (w->has_oom && set_oom(g, w->oom, e))
		return -e->code;
	if (w->has_sched && set_sched(w, e))
		return -e->code;
	if (w->has_ioprio &&
	    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, w->ioprio))
		return err_errno(e, "ioprio");
	return 0;
}
