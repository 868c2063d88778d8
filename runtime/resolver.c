// SPDX-License-Identifier: ISC
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/fd.h"
#include "runtime/describe.h"
#include "runtime/dirs.h"
#include "runtime/log.h"
#include "runtime/resolver.h"

#define PORT_RANGE	"/proc/sys/net/ipv4/ip_local_port_range"

/* A name server on loopback is the host's: the guest has its own. */
static void warn(const char *line)
{
	char warning[200];

	snprintf(warning, sizeof(warning), "mounts: /etc/resolv.conf: %.*s: "
		 "a name server on loopback can't be reached from a guest",
		 (int)strcspn(line, "\r\n"), line);
	log_warn(warning);
}

static bool look(const struct spec_mount *m)
{
	static const char word[] = "nameserver 127.";
	static const char known[] = "nameserver " RESOLVER_ADDRESS;
	cleanup_fd int fd = open(m->source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char text[4096];
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	bool found = false;

	text[n < 0 ? 0 : n] = '\0';
	for (const char *at = text; (at = strstr(at, word)); at++) {
		bool is = !strncmp(at, known, sizeof(known) - 1) &&
			  strchr(" \t\r\n", at[sizeof(known) - 1]);

		found |= is;
		if (!is)
			warn(at);
	}
	return found;
}

bool resolver_is_named(const struct spec *s)
{
	const struct spec_mount *m = s->mounts.items;
	bool found = false;

	for (size_t i = 0; i < s->mounts.n; i++)
		if (mount_is_bind(&m[i]) &&
		    !strcmp(m[i].destination, "/etc/resolv.conf"))
			found |= look(&m[i]);
	return found;
}

bool resolver_may_share(const struct spec *s)
{
	const struct spec_namespace *n = spec_namespace(s, "network");

	return n && !n->path;
}

int resolver_socket(bool shares, struct err *e)
{
	cleanup_fd int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char range[32];

	if (fd < 0)
		return err_errno(e, "a socket for the name server");
	snprintf(range, sizeof(range), "%d %d", RESOLVER_PORT_MIN,
		 RESOLVER_PORT_MAX);
	if (shares && dirs_write(AT_FDCWD, PORT_RANGE, range, e) < 0)
		return -e->code;
	return steal_fd(&fd);
}
