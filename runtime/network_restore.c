// SPDX-License-Identifier: ISC
/*
 * Gives a network namespace back what its container took over, so that another
 * one may have it: the next container of a pod, or the same one started again.
 * What was taken is kept as records of guest init's, and carried out by its
 * code.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nabla/config.h>

#include "init/config.h"
#include "init/network.h"
#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/log.h"
#include "runtime/network.h"
#include "runtime/network_tap.h"

static int carry_out(struct guest *g, const struct record *r, bool redirected,
		     struct err *e)
{
	switch (r->what) {
	case D_LINK:
		if (redirected)
			network_end_redirection(r->arg[0]);
		return 0;
	case D_ADDRESS:
		return network_address(g, r->arg[0], r->arg[1], e);
	case D_PEER:
		return network_peer(g, r->arg[0], r->arg[1], r->arg[2], e);
	case D_ROUTING:
		return network_routing(g, r->arg, e);
	case D_ROUTE:
		return network_route(g, r->arg[0], r->arg[1], r->arg[2], e);
	default:
		return 0;
	}
}

/* One that fails is no reason to leave the others. */
void network_give_back(const char *bytes, size_t size, bool redirected)
{
	struct guest g = { .netlink = -1 };
	struct err e = { 0 };
	struct cursor c;
	struct record r;

	if (network_start(&g, &e) < 0)
		log_debug("network: %s", e.text);
	config_rewind(&c, bytes, size);
	while (config_next(&c, &r, &e) > 0)
		if (carry_out(&g, &r, redirected, &e) < 0)
			log_debug("network: giving back: %s", e.text);
	if (network_unmark(&e) < 0)
		log_debug("network: %s", e.text);
}

/* In a child, which enters the namespace and does not come back. */
void network_restore(int dir, const char *namespace, bool redirected)
{
	cleanup_fd int fd = openat(dir, NETWORK_FILE, O_RDONLY | O_CLOEXEC);
	cleanup_fd int ns = open(namespace, O_RDONLY | O_CLOEXEC);
	cleanup_free char *bytes = NULL;
	size_t size;
	pid_t pid;

	if (fd < 0 || ns < 0 ||
	    fd_read_all(fd, NABLA_CONFIG_MAX, &bytes, &size) < 0)
		return;
	pid = fork();
	if (!pid) {
		if (!setns(ns, CLONE_NEWNET))
			network_give_back(bytes, size, redirected);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}
