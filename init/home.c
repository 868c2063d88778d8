// SPDX-License-Identifier: ISC
/* One program is started at a time: one text will do. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "home.h"
#include "lib/cleanup.h"
#include "lib/fd.h"
#include "lib/str.h"

#define PASSWD_MAX	(1 << 20)

/* NAME:PASSWORD:UID:GID:COMMENT:HOME:SHELL */
static const char *home_in(char *line, uid_t uid)
{
	char *field[7];
	uint64_t n;

	for (int i = 0; i < 7; i++) {
		field[i] = line ? line : "";
		line = line ? strchr(line, ':') : NULL;
		if (line)
			*line++ = 0;
	}
	if (str_u64(field[2], 10, 0, UINT32_MAX, &n) || n != uid)
		return NULL;
	return *field[5] ? field[5] : NULL;
}

static void find(uid_t uid, char *home, size_t size)
{
	cleanup_fd int fd = open("/etc/passwd",
				 O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	cleanup_free char *text = NULL;
	char *line, *rest;
	size_t n;

	snprintf(home, size, "HOME=/");
	if (fd < 0 || fd_read_all(fd, PASSWD_MAX, &text, &n))
		return;
	for (line = strtok_r(text, "\n", &rest); line;
	     line = strtok_r(NULL, "\n", &rest)) {
		const char *found = home_in(line, uid);

		if (!found)
			continue;
		snprintf(home, size, "HOME=%s", found);
		return;
	}
}

void home_add(struct program *p)
{
	static char home[4096];
	size_t n = 0;

	if (!p->home)
		return;
	for (; p->envp[n]; n++)
		if (!strncmp(p->envp[n], "HOME=", 5))
			return;
	find(p->uid, home, sizeof(home));
	/* program_read() has left room for one more */
	p->envp[n] = home;
}
