// SPDX-License-Identifier: ISC
/* The last steps before the container's process is the tender. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/describe.h"
#include "runtime/hvt.h"
#include "runtime/launch.h"
#include "runtime/log.h"
#include "runtime/memory.h"
#include "runtime/network.h"
#include "runtime/resolver.h"
#include "runtime/solo5.h"
#include "runtime/start.h"
#include "runtime/words.h"

#define WORDS_MAX	(NETWORK_MAX + 16)

static void add_network(struct words *w, const struct network *net)
{
	char option[IFNAMSIZ + 8];

	for (unsigned int i = 0; i < net->n; i++) {
		const struct interface *f = &net->interface[i];

		snprintf(option, sizeof(option), "net:%s=", f->name);
		words_add_fd(w, option, f->fd);
	}
}

static int make_words(struct launch *l, int config,
		      const struct network *net, struct words *w,
		      struct err *e)
{
	if (words_begin(w, &l->spec->arena, WORDS_MAX, e) < 0)
		return -e->code;
	words_add(w, "nabla-run");
	if (l->memory) {
		words_add(w, "--mem=%llu",
			  (unsigned long long)l->memory >> 20);
		words_add(w, "--members=%u",
			  memory_members(l->memory, l->memory_total));
	}
	words_add_fd(w, "config=", config);
	words_add_fd(w, "files:" FILES_TAG "=", l->files_fd);
	words_add_fd(w, "control=", l->relay_fd);
	add_network(w, net);
	/* accounts of memory cost; only pods need them */
	words_add(w, "--cmdline=%s%s",
		  l->c->groups ? "" : "cgroup_disable=memory ",
		  l->keep_text ? "rewrite=off" : "");
	if (l->terminal >= 0)
		words_add(w, "--tty");
	words_add(w, "/vmlinux");
	return words_check(w, e);
}

/*
 * Init waits before it starts the program, until start has asked for it: so
 * start learns whether it could be.
 */
int launch_describe(struct launch *l, struct err *e)
{
	if (describe_system(&l->records, l->spec,
			    l->pod ? &l->joining : NULL, log_warn, e) < 0)
		return -e->code;
	if (!l->pod)
		records_add(&l->records, "wait", NULL);
	return describe_program(&l->records, &l->spec->process, e);
}

/* The tender needs none: it gives up what it has, and can't get more. */
int launch_drop_capabilities(struct err *e)
{
	cap_t none = cap_init();
	int rc = none ? 0 : -1;

	for (cap_value_t cap = 0; !rc && CAP_IS_SUPPORTED(cap); cap++)
		rc = cap_drop_bound(cap);
	if (!rc)
		rc = prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
	if (!rc)
		rc = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (!rc)
		rc = cap_set_proc(none);
	if (rc)
		err_errno(e, "dropping capabilities");
	cap_free(none);
	return rc ? -e->code : 0;
}

/* An unlimited stack makes the host put things where the guest must be. */
static void limit_stack(void)
{
	struct rlimit r;

	if (!getrlimit(RLIMIT_STACK, &r) && r.rlim_cur > 8UL << 20) {
		r.rlim_cur = 8UL << 20;
		setrlimit(RLIMIT_STACK, &r);
	}
}

void launch_answer(int starter, const struct err *e,
		   const struct records *taken)
{
	struct start_answer a = { .size = taken ? taken->size : 0 };

	if (e)
		a.e = *e;
	/* start may have died: its container starts all the same */
	if (fd_write_full(starter, &a, sizeof(a)) < 0 ||
	    (a.size && fd_write_full(starter, taken->bytes, a.size) < 0))
		log_warn(e ? e->text : "start has died");
}

static int take(struct network *net, void *shared, struct err *e)
{
	return network_take(net, *(const bool *)shared, e);
}

static int prepare(struct launch *l, int starter, struct words *w,
		   struct err *e)
{
	static struct network net;
	bool shared = l->resolver >= 0 && resolver_may_share(l->spec);
	int config;

	if (network_read(&net, e) < 0 ||
	    launch_take_network(starter, &net, false, take, &shared, e) < 0)
		return -e->code;
	network_describe(&l->records, &net, false);
	if (l->resolver >= 0)
		records_add(&l->records, "resolver", RESOLVER_ADDRESS, NULL);
	config = records_memfd(&l->records, e);
	if (config < 0)
		return config;
	return make_words(l, config, &net, w, e);
}

int launch_tender(struct launch *l, int starter, struct err *e)
{
	static char *none[] = { NULL };
	struct words w;
	int rc;

	signal(SIGPIPE, SIG_IGN);
	rc = l->solo5 ? solo5_words(l, starter, &w, e) :
	     l->hvt ? hvt_words(l, starter, &w, e) :
		      prepare(l, starter, &w, e);
	if (!rc && !launch_drop_capabilities(e)) {
		signal(SIGPIPE, SIG_DFL);
		limit_stack();
		/* in the empty root, by its name */
		execve(w.argv[0], w.argv, none);
		err_errno(e, "executing the tender");
		signal(SIGPIPE, SIG_IGN);
	}
	launch_answer(starter, e, NULL);
	return -e->code;
}
